/**
 * A system of your own: any XState machines, and the events that they share.
 *
 * It is their synchronous product. An event happens when its initiator and all
 * its participants take it, in one instant; nothing is queued. A machine that
 * takes part and has no transition for the event where it stands is silent, and
 * that is reported; a guard, or `{}`, says "not now".
 */
import type { AnyStateMachine } from "xstate";
import { didYouMean, listNames, ModelError } from "../compile/errors.ts";
import type { EventDeclaration, EventDeclarations, ReadingView, Value } from "../types/index.ts";
import { checkClaim } from "./claim-shapes.ts";
import type { Claim } from "./claims.ts";
import { checkDeclared, checkEventDefinition } from "./event-shapes.ts";
import { checkNames } from "./names.ts";
import { fieldsOf, lineOf, recordOf, refusing } from "./shapes.ts";

/** An event type of a system, with everything that has a usual value left out. */
export interface EventDefinition {
  /** The machine that decides that it happens; `process{p}` names it by a parameter. */
  readonly initiator: string;
  /** All other machines that take part; `process*` is every machine `process0`,
   *  `process1`, ... Nobody unless told. */
  readonly participants?: readonly string[];
  /** The participants that may hold it up; all unless told. One that does without
   *  the right to is reported. */
  readonly mayBlock?: readonly string[];
  /** Every value that each parameter may have. */
  readonly parameters?: Readonly<Record<string, readonly Value[]>>;
  /** Parameters whose value a participant chooses, not the initiator. */
  readonly answers?: readonly string[];
  /** Parameters that tell weakly fair events of this type apart; all but answers
   *  unless told. */
  readonly identity?: readonly string[];
  /** Why it may not be put off for ever while it is possible, or the rule that says
   *  so. It may be put off unless told. */
  readonly fair?: string | { readonly rule: string };
  /** A sentence, in which `{p}` is the parameter; type and parameters unless told. */
  readonly sentence?: string;
  /** The same in at most 24 characters. No two events of one moment share it. */
  readonly phrase?: string;
}

/**
 * Events with their usual values filled in.
 *
 * @example
 * ```ts
 * import { defineEvents } from "quiesce";
 *
 * export const events = defineEvents({
 *   asks: { initiator: "process{p}", participants: ["lock"], parameters: { p: [0, 1] } },
 *   enters: {
 *     initiator: "process{p}",
 *     participants: ["lock"],
 *     parameters: { p: [0, 1] },
 *     fair: "who may enter does",
 *   },
 * });
 * ```
 * @throws ModelError, one line, for a key that means nothing and a value that cannot be.
 */
export function defineEvents(events: Readonly<Record<string, EventDefinition>>): EventDeclarations {
  for (const [type, event] of Object.entries(recordOf(events, refusing("What defines events")))) {
    checkEventDefinition(type, event);
  }
  return Object.fromEntries(
    Object.entries(events).map(([type, event]) => [type, declared(type, event)]),
  );
}

function declared(type: string, event: EventDefinition): EventDeclaration {
  const { fair, parameters = {}, answers = [], participants = [], ...rest } = event;
  const words = [type, ...Object.keys(parameters).map((name) => `{${name}}`)].join(" ");
  return {
    mayBlock: participants,
    identity: Object.keys(parameters).filter((name) => !answers.includes(name)),
    sentence: words,
    phrase: words,
    ...rest,
    participants,
    parameters,
    answers,
    ...(fair === undefined
      ? {}
      : { fair: typeof fair === "string" ? { assumption: fair } : { clause: fair.rule } }),
  };
}

/** A machine, or how it is built under the rules that hold. */
export type MachineDefinition = AnyStateMachine | ((rules: ReadingView) => AnyStateMachine);

/** What a system is made of: machines, the events that they share, and what is asked. */
export interface SystemDefinition {
  /** Without blanks: `two-processes-one-lock`. */
  readonly name: string;
  /** Machines by name. `process*` in an event names those called `process` and a number. */
  readonly machines: Readonly<Record<string, MachineDefinition>>;
  readonly events: EventDeclarations;
  /** What is asked, by name; `noDeadlock` and `noSilence` are asked always. */
  readonly properties?: Readonly<Record<string, Claim>>;
  /** Rules that can be left out one by one, and what each says. A machine asks for one
   *  by `rules.inForce("exclusive")`. */
  readonly rules?: Readonly<Record<string, string>>;
  /** Decisions, their choices, and what each choice means. The first is taken unless
   *  told; a machine asks by `rules.choice("order")`. */
  readonly choices?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A system that `check` and the command line accept. */
export interface System extends SystemDefinition {
  /** What tells a system from other values; it outlives copies of this module. */
  readonly quiesce: "system";
}

/**
 * A system, looked at before anything runs.
 *
 * @example
 * ```ts
 * import { at, defineEvents, defineSystem, never } from "quiesce";
 * import { createMachine } from "xstate";
 *
 * const lamp = createMachine({
 *   initial: "off",
 *   states: { off: { on: { presses: "on" } }, on: { on: { presses: "off" }, tags: "rest" } },
 * });
 *
 * export const system = defineSystem({
 *   name: "one-lamp",
 *   machines: { lamp },
 *   events: defineEvents({ presses: { initiator: "lamp" } }),
 *   properties: { staysOff: never(at("lamp", "on")) },
 * });
 * ```
 * @throws ModelError, one line, for a name that cannot be, or names nothing, or no machine.
 */
export function defineSystem(definition: SystemDefinition): System {
  const { name, machines, properties = {}, rules = {}, choices = {} } = definition ?? {};
  if (typeof name !== "string" || !/^[\w.-]+$/.test(name)) {
    throw new ModelError(
      `A system is called ${JSON.stringify(name)}; legal: letters, digits, "-", "_" and ".". Rename it.`,
    );
  }
  const refuse = (what: string, cure: string): never => {
    throw new ModelError(`System "${name}" ${what}. ${cure}`);
  };
  const whole = refusing(`System "${name}"`);
  fieldsOf(definition, KEYS, whole);
  const names = Object.keys(machines ?? {});
  if (names.length === 0) refuse("has no machines; legal: at least one", "List it by its name.");
  for (const [machine, given] of Object.entries(machines)) {
    if (!/^\w[\w.-]*$/.test(machine)) {
      refuse(
        `calls a machine "${machine}"; legal: letters, digits, "-", "_" and "."`,
        "Rename it.",
      );
    }
    if (typeof given === "function" || isMachine(given)) continue;
    refuse(
      `gives ${String(JSON.stringify(given))} as machine "${machine}"; legal: an XState machine, or a function that returns one`,
      "Write createMachine({ ... }).",
    );
  }
  if (typeof definition.events !== "object" || definition.events === null) {
    refuse("has no events; legal: what defineEvents returns", "Add them.");
  }
  const declared = Object.entries(recordOf(definition.events, refusing("What has events")));
  if (declared.length === 0) refuse("has no events; legal: at least one", "Add them.");
  for (const [type, event] of declared) checkDeclared(type, event);
  for (const [property, claim] of Object.entries(recordOf(properties, whole))) {
    checkClaim(property, claim);
  }
  checkRules(name, recordOf(rules, whole), recordOf(choices, whole));
  checkNames(definition);
  return { ...definition, quiesce: "system" };
}

const KEYS = ["name", "machines", "events", "properties", "rules", "choices", "quiesce"];

/** Rules say something, choices have at least one choice, and none is called as another. */
function checkRules(
  name: string,
  rules: Readonly<Record<string, unknown>>,
  choices: Readonly<Record<string, unknown>>,
): void {
  const refuse = refusing(`System "${name}"`);
  for (const id of [...Object.keys(rules), ...Object.keys(choices)]) {
    if (/^\w[\w.-]*$/.test(id)) continue;
    refuse(`has a rule "${id}"`, 'letters, digits, "-", "_" and "."', "Rename it.");
  }
  for (const [id, says] of Object.entries(rules)) lineOf(`rule "${id}"`, says, refuse);
  for (const [id, options] of Object.entries(choices)) {
    if (id in rules) {
      refuse(`has "${id}" as a rule and as a choice`, "names of their own", "Rename one.");
    }
    const means = Object.entries(recordOf(options, refusing(`Choice "${id}"`)));
    if (means.length === 0) refuse(`has nothing to choose for "${id}"`, "a choice", "Add one.");
    for (const [choice, says] of means) lineOf(`choice "${id}=${choice}"`, says, refuse);
  }
}

/** By its shape: a user's file may have a copy of XState of its own. */
export function isMachine(given: unknown): given is AnyStateMachine {
  return (
    typeof given === "object" &&
    given !== null &&
    "root" in given &&
    "transition" in given &&
    "config" in given
  );
}

/**
 * What a builder makes of the rules, which it may ask for while it builds: tables are
 * shared by rules that were asked for, so a later question would be answered for others.
 * @throws ModelError for a rule that there is not, and for one asked for too late.
 */
export function buildWith<T>(
  system: System,
  machine: string,
  view: ReadingView,
  build: (rules: ReadingView) => T,
): T {
  let building = true;
  const known = (what: string, id: string, legal: readonly string[]): string => {
    if (!building) {
      throw new ModelError(
        `Machine "${machine}" asks for ${what} "${id}" in a guard or an assignment; legal: in ` +
          "the function that builds it. Keep the answer in a constant there.",
      );
    }
    if (legal.includes(id)) return id;
    throw new ModelError(
      `Machine "${machine}" asks for ${what} "${id}"; legal: ${listNames(legal)}. ` +
        `Declare it in system "${system.name}".${didYouMean(id, legal)}`,
    );
  };
  const built = build({
    inForce: (id) => view.inForce(known("rule", id, Object.keys(system.rules ?? {}))),
    choice: (id) => view.choice(known("choice", id, Object.keys(system.choices ?? {}))),
  });
  building = false;
  return built;
}

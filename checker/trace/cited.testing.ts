/**
 * Whether what a behaviour cites applies, found without the code that derives it: the
 * machines are run by XState, and the rules are read off the clauses.
 */
import { type AnyMachineSnapshot, getInitialSnapshot, type StateValue, transition } from "xstate";
import type { CompiledSystem } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import type {
  Clause,
  EventDeclaration,
  EventSet,
  LocalState,
  MachineDeclaration,
  ModelEvent,
  Reading,
  Rule,
} from "../types/index.ts";
import { type Citations, type Cited, citationsOf } from "./citations.ts";
import { follow } from "./follow.ts";

type Active = Exclude<Rule, { readonly rule: "none" }>;

/** A moment of a behaviour: what happens, and who takes part in it. */
interface Moment {
  readonly event: ModelEvent;
  readonly declared: EventDeclaration;
  readonly taking: readonly { readonly names: readonly string[]; readonly local: LocalState }[];
  readonly scope: object;
  readonly reading: Reading;
}

/** One line for each clause that is cited and does not apply, or applies and is not cited. */
export function wrongCitations(
  clauses: readonly Clause[],
  system: CompiledSystem,
  scope: object,
  trace: Trace,
): readonly string[] {
  // What a sentence of a reading's own makes of a step, XState does not know.
  if (system.reading.sentences.length > 0) return [];
  return [...moments(system, scope, trace)].flatMap(([moment, found], index) =>
    wrongAt(clauses, moment, found).map(
      (line) => `step ${index + 1}, ${moment.event.type}: ${line}`,
    ),
  );
}

function wrongAt(clauses: readonly Clause[], moment: Moment, found: Citations): string[] {
  const { event, reading } = moment;
  const rulesOf = (id: string, kinds: readonly string[]): readonly Active[] =>
    (clauses.find((clause) => clause.id === id)?.rules ?? []).flatMap((rule) =>
      rule.rule !== "none" && kinds.includes(rule.rule) ? [rule] : [],
    );
  const applies = (id: string, kinds: readonly string[], events = [event]): boolean =>
    rulesOf(id, kinds).some((rule) => events.some((one) => speaks(rule, one, moment)));
  const isExcepted = (id: string): boolean =>
    clauses.some(({ rules = [] }) =>
      rules.some((rule) => rule.rule === "excepts" && rule.clause === id),
    );
  const binds = (id: string): boolean => reading.inForce.has(id);
  const isFree = (id: string): boolean => !binds(id) && reading.written?.has(id) !== false;
  const wrong = (what: string, list: readonly Cited[], is: (id: string) => boolean): string[] =>
    list.filter(({ id }) => !is(id)).map(({ id }) => `${what} ${id}, which does not apply`);
  const left = (what: string, list: readonly Cited[], is: (id: string) => boolean): string[] =>
    clauses
      .filter(({ id }) => is(id) && list.every((one) => one.id !== id))
      .map(({ id }) => `${id} applies, and is not named as ${what}`);
  const { obligedBy, onlyThisLeftBy, against, permittedBy } = found;
  const others = siblings(moment);
  return [
    ...wrong("obliged", obligedBy, (id) => binds(id) && applies(id, ["obliges"])),
    ...wrong("only", onlyThisLeftBy, (id) => binds(id) && applies(id, ["forbids"], others)),
    ...wrong("against", against, (id) => applies(id, ["forbids"])),
    ...wrong("permitted", permittedBy, (id) => binds(id) && applies(id, ["permits", "excepts"])),
    ...left("obliged", obligedBy, (id) => binds(id) && applies(id, ["obliges"])),
    ...left("against", against, (id) => isFree(id) && !isExcepted(id) && applies(id, ["forbids"])),
    ...left("permitted", permittedBy, (id) => binds(id) && applies(id, ["permits"])),
  ];
}

/** Whether a rule speaks of an event. */
function speaks(rule: Active, event: ModelEvent, { taking, scope, reading }: Moment): boolean {
  const { events, when, where, term } = rule;
  if (!events.some((set) => isOf(event, set))) return false;
  if (where !== undefined && !(where.holds as (scope: object) => boolean)(scope)) return false;
  if (term !== undefined && !term.means.includes(reading.choices[term.id] ?? "")) return false;
  if (when === undefined) return true;
  return taking.some(
    ({ names, local }) => names.includes(when.machine) && when.holds(local, event),
  );
}

const isOf = (event: ModelEvent, { type, with: values = {} }: EventSet): boolean =>
  event.type === type &&
  Object.entries(values).every(([name, legal]) => [legal].flat().includes(event[name]!));

/** The same event with every other answer. */
function siblings({ event, declared }: Moment): ModelEvent[] {
  const answers = declared.answers ?? [];
  let all: ModelEvent[] = [event];
  for (const name of answers) {
    const values = declared.parameters![name]!;
    all = all.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
  }
  return all.filter((other) => answers.some((name) => other[name] !== event[name]));
}

/** The moments of a behaviour, by XState alone. */
function* moments(
  system: CompiledSystem,
  scope: object,
  trace: Trace,
): Generator<[Moment, Citations]> {
  const { declaration, reading } = system;
  const view = {
    inForce: (id: string) => reading.inForce.has(id),
    choice: (id: string) => reading.choices[id]!,
  };
  const machines = declaration.machines.map((declared) => {
    const logic = declared.build(view);
    return { declared, logic, now: getInitialSnapshot(logic) as AnyMachineSnapshot };
  });
  for (const step of follow(system, trace)) {
    const { event } = step.instance;
    const declared = declaration.events[event.type]!;
    const templates = [declared.initiator, ...declared.participants];
    const taking = machines.filter((one) =>
      templates.some((template) => takesPart(one.declared, template, event)),
    );
    const seen = taking.map(({ declared: { name, kind }, now }) => ({
      names: [name, kind],
      local: { value: dotted(now.value), context: now.context, tags: [...now.tags] },
    }));
    yield [{ event, declared, taking: seen, scope, reading }, citationsOf(system, step)];
    if (!step.taken) return;
    for (const one of taking) [one.now] = transition(one.logic, one.now, event);
  }
}

function takesPart(
  { name, kind }: MachineDeclaration,
  template: string,
  event: ModelEvent,
): boolean {
  if (template.endsWith("*")) return template === `${kind}*`;
  const filled = template.replace(/\{(\w+)%?(\d*)\}/g, (_, of: string, modulus: string) =>
    String(modulus === "" ? event[of] : Number(event[of]) % Number(modulus)),
  );
  return filled === name;
}

const dotted = (value: StateValue): string =>
  typeof value === "string"
    ? value
    : Object.entries(value)
        .map(([name, inner]) => [name, inner === undefined ? "" : dotted(inner)].join("."))
        .join()
        .replace(/\.$/, "");

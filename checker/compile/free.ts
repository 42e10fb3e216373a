/** What of a system no reading changes: its events, and what each machine is to them. */
import type {
  MachineDeclaration,
  ModelEvent,
  OwnedRule,
  SystemDeclaration,
} from "../types/index.ts";
import { expandEvents, type ResolvedEvent } from "./events.ts";
import { choicesOf } from "./fairness.ts";
import type { RuledMachine } from "./rules.ts";
import type { Role } from "./sentences.ts";

export interface FreeMachine extends RuledMachine {
  readonly index: number;
  readonly declaration: MachineDeclaration;
  /** Ids of the events that it takes part in, one for each column of its table. */
  readonly parts: readonly number[];
  /** What it is to each of them. */
  readonly roles: readonly Role[];
  readonly events: readonly ModelEvent[];
  /** Column of each event, by its id; -1 where the machine takes no part. */
  readonly column: Int32Array;
}

export interface FreeSystem {
  /** Everything that is declared. */
  readonly declared: readonly ResolvedEvent[];
  /** Without those whose initiator is left out. */
  readonly events: readonly ResolvedEvent[];
  readonly choices: ReturnType<typeof choicesOf>;
  readonly machines: readonly FreeMachine[];
}

const known = new WeakMap<SystemDeclaration, FreeSystem>();

/** Worked out once for a declaration, however many readings it is compiled in. */
export function freeSystem(declaration: SystemDeclaration): FreeSystem {
  const before = known.get(declaration);
  if (before !== undefined) return before;
  const declared = expandEvents(declaration.events, declaration.machines);
  const events = declared.filter(({ initiator }) => initiator >= 0);
  const choices = choicesOf(events);
  const machines = declaration.machines.map((_, index) =>
    freeMachine(declaration, index, events, choices),
  );
  const found = { declared, events, choices, machines };
  known.set(declaration, found);
  return found;
}

/** The same declaration with further rules; what no rule changes is not worked out anew. */
export function withRules(
  declaration: SystemDeclaration,
  rules: readonly OwnedRule[],
): SystemDeclaration {
  const changed = { ...declaration, rules: [...(declaration.rules ?? []), ...rules] };
  known.set(changed, freeSystem(declaration));
  return changed;
}

function freeMachine(
  { machines }: SystemDeclaration,
  index: number,
  events: readonly ResolvedEvent[],
  { choices, choiceOf }: FreeSystem["choices"],
): FreeMachine {
  const declaration = machines[index]!;
  const { name, kind } = declaration;
  const parts = events.flatMap(({ initiator, participants }, id) =>
    initiator === index || participants.includes(index) ? [id] : [],
  );
  const column = new Int32Array(events.length).fill(-1);
  for (const [at, id] of parts.entries()) column[id] = at;
  return {
    index,
    name,
    kind,
    declaration,
    parts,
    column,
    events: parts.map((id) => events[id]!.event),
    roles: parts.map((id) => roleOf(index, events[id]!)),
    decides: parts.map((id) => events[id]!.decider === index),
    answers: parts.map((id) =>
      choices[choiceOf[id]!]!.map((answer) => column[answer]!).filter((at) => at >= 0),
    ),
  };
}

function roleOf(machine: number, { initiator, mayBlock }: ResolvedEvent): Role {
  if (initiator === machine) return "initiator";
  return mayBlock.includes(machine) ? "may block" : "may not block";
}

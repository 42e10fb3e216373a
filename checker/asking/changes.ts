/** How one reading differs from another, and which systems that can make a difference to. */
import { WHERE_THEY_MEET } from "../compile/rules.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Cures, Reading } from "../types/index.ts";
import type { Readings } from "./reading.ts";

/** One thing in which a reading differs from another. */
export interface ReadingChange {
  /** As in `--reading`: `-S-16b`, `held-kick=dropped`, `S-16b=MUST`; or a sentence of its own. */
  readonly change: string;
  /** What takes it back, as in `--reading`. */
  readonly undo: string;
  /** Who would have to act to take it back. */
  readonly party: keyof Cures;
  /** Id of the clause, the interpretation or the own sentence. */
  readonly about: string;
  /** The type of event that an own sentence is about. */
  readonly event?: string;
}

const PARTY_OF: Readonly<Record<string, keyof Cures>> = {
  device: "device",
  driver: "driver",
  hypervisor: "vmm",
  owner: "vmm",
  both: "text",
};

/** What `to` has otherwise than `from`: clauses, levels, choices, then sentences of its own. */
export function changesBetween(
  { clauses, interpretations }: Readings,
  from: Reading,
  to: Reading,
): readonly ReadingChange[] {
  const freed = clauses.flatMap(({ id, party }): ReadingChange[] => {
    if (from.inForce.has(id) === to.inForce.has(id)) return [];
    const [change, undo] = to.inForce.has(id) ? [`+${id}`, `-${id}`] : [`-${id}`, `+${id}`];
    return [{ change, undo, party: PARTY_OF[party] ?? "text", about: id }];
  });
  const levels = clauses.flatMap(({ id, level }): ReadingChange[] => {
    const was = from.levels?.[id] ?? level;
    const is = to.levels?.[id] ?? level;
    const raised = {
      change: `${id}=${is}`,
      undo: `${id}=${was}`,
      party: "text",
      about: id,
    } as const;
    return was === is ? [] : [raised];
  });
  const chosen = interpretations.flatMap(({ id, party }): ReadingChange[] => {
    const [was, is] = [from.choices[id], to.choices[id]];
    return was === is ? [] : [{ change: `${id}=${is}`, undo: `${id}=${was}`, party, about: id }];
  });
  const had = new Set(from.sentences);
  const own = to.sentences.flatMap((sentence): ReadingChange[] => {
    const { id, event } = sentence;
    if (had.has(sentence)) return [];
    return [{ change: id, undo: `-${id}`, party: "text", about: id, event }];
  });
  return [...freed, ...levels, ...chosen, ...own];
}

/**
 * Whether a difference between readings can make one in a system that was compiled in
 * either of them: something in it asks for what is changed.
 */
export function touches(
  changes: readonly ReadingChange[],
  { consulted, declaration: { events } }: CompiledSystem,
): boolean {
  const fair = Object.values(events).flatMap(({ fair: because }) =>
    because !== undefined && "clause" in because ? because.clause.split(" ") : [],
  );
  // What follows where clauses meet bears on every system, whether a rule names it or not.
  const asked = new Set([...consulted.map(({ id }) => id), ...fair, WHERE_THEY_MEET]);
  return changes.some(({ about, event = "" }) => asked.has(about) || Object.hasOwn(events, event));
}

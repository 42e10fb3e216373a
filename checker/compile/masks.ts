/** The bitmasks that say, for each local state, what a machine does to each event. */
import type { FreeMachine } from "./free.ts";
import type { Role } from "./sentences.ts";
import { BLOCKED, FORBIDDEN, type MachineTable, SILENT } from "./system.ts";

/** One word of 32 bits for every 32 events. */
export function wordsFor(events: number): number {
  return Math.max(1, Math.ceil(events / 32));
}

export interface Masks {
  readonly takes: Uint32Array;
  readonly declines: Uint32Array;
  readonly blocks: Uint32Array;
  readonly guardsOff: Uint32Array;
  readonly silent: Uint32Array;
  readonly forbidden: Uint32Array;
}

/** Masks of one machine: `table.states.length * words` words each. */
export function masksOf(
  table: MachineTable,
  { parts, roles }: Pick<FreeMachine, "parts" | "roles">,
  words: number,
): Masks {
  const size = table.states.length * words;
  const empty = () => new Uint32Array(size);
  const masks = {
    takes: empty().fill(0xffffffff),
    declines: empty(),
    blocks: empty(),
    guardsOff: empty(),
    silent: empty(),
    forbidden: empty(),
  };
  const width = parts.length;
  for (let state = 0; state < table.states.length; state++) {
    for (let at = 0; at < width; at++) {
      const next = table.next[state * width + at]!;
      if (next >= 0) continue;
      const id = parts[at]!;
      const word = state * words + (id >>> 5);
      const bit = 1 << (id & 31);
      masks.takes[word]! &= ~bit;
      masks[refusal(next, roles[at]!)][word]! |= bit;
      if (next === FORBIDDEN) masks.forbidden[word]! |= bit;
    }
  }
  return masks;
}

function refusal(next: number, role: Role): Exclude<keyof Masks, "takes" | "forbidden"> {
  if (role === "initiator") return "declines";
  if (next === FORBIDDEN) return "blocks";
  if (next === SILENT) return "silent";
  if (next !== BLOCKED) throw new Error(`a cell holds ${next}`);
  return role === "may block" ? "blocks" : "guardsOff";
}

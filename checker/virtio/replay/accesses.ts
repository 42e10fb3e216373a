/**
 * Holds what was accessed at a step against the event's program: the same fields,
 * in the same order, by the same side, and every written byte as due.
 */

import { add16 } from "../ring/arithmetic.ts";
import {
  availEntryAt,
  availFlagsAt,
  availIdxAt,
  DESC_WRITE,
  descAt,
  splitAreas,
  usedEntryAt,
  usedFlagsAt,
  usedIdxAt,
} from "../ring/layout.ts";
import type { Access, GuestMemory } from "../ring/memory.ts";
import type { Outcome } from "./outcome.ts";
import { BUFFER_BYTES } from "./placement.ts";

/** A field of one queue, as a step of a program names it. */
interface Field {
  readonly address: number;
  readonly length: number;
  /** What a write leaves there; absent where no program writes. */
  readonly due?: number | Uint8Array;
}

/** One access that a program demands. */
interface Due {
  readonly kind: Access["kind"];
  readonly address: number;
  readonly length: number;
  readonly field: Field | undefined;
}

/**
 * Null when the log is the program; else one phrase with the first access that is
 * not, its field and its address.
 */
export function differenceIn(
  memory: GuestMemory,
  program: readonly string[],
  side: Access["side"],
  outcome: Outcome,
  log: readonly Access[],
): string | null {
  const due = program.map((step) => dueOf(step, outcome));
  for (let i = 0; i < Math.max(due.length, log.length); i++) {
    const asked = due[i];
    const done = log[i];
    if (asked === undefined) return `it has ${words(memory, done!)}, which is not in its program`;
    if (done === undefined)
      return `its program has ${dueWords(memory, asked)}, and it does not do that`;
    if (!isSame(asked, done, side)) {
      return `the ${done.side} does ${words(memory, done)} where its program has ${dueWords(memory, asked)}`;
    }
    const wrong = wrongByte(asked, done);
    if (wrong !== null)
      return `it writes ${memory.nameOf(done.address + wrong.byte)}: ${wrong.says}`;
  }
  return null;
}

function dueOf(step: string, outcome: Outcome): Due {
  const [kind = "", name = ""] = step.split(" ");
  if (kind === "barrier") return { kind, address: 0, length: 0, field: undefined };
  if (kind === "kick" || kind === "interrupt")
    return { kind, address: outcome.queue.shape.number, length: 0, field: undefined };
  const field = fieldOf(name, outcome);
  return { kind: kind as Access["kind"], address: field.address, length: field.length, field };
}

/** Address, length and due content of a field (split-ring.tex for the lengths). */
function fieldOf(name: string, outcome: Outcome): Field {
  const { queue, head = 0, position = 0, buffer = 0, bytes } = outcome;
  const config = queue.layout!.config;
  const descriptor = descAt(config, head);
  const used = usedEntryAt(config, position);
  const entry = availEntryAt(config, position);
  const area = splitAreas(config).find(({ part }) => part === name);
  if (area !== undefined) {
    const { start: address, length } = area;
    return { address, length, due: new Uint8Array(length) };
  }
  const fields: Readonly<Record<string, Field>> = {
    "desc[head].addr": { address: descriptor, length: 8, due: buffer },
    "desc[head].len": { address: descriptor + 8, length: 4, due: BUFFER_BYTES },
    "desc[head].flags": { address: descriptor + 12, length: 2, due: DESC_WRITE },
    "desc[head].next": { address: descriptor + 14, length: 2, due: 0 },
    "avail.flags": { address: availFlagsAt(config), length: 2 },
    "avail.idx": { address: availIdxAt(config), length: 2, due: add16(position, 1) },
    "avail.ring[slot]": { address: entry, length: 2, due: head },
    "used.flags": { address: usedFlagsAt(config), length: 2 },
    "used.idx": { address: usedIdxAt(config), length: 2, due: add16(position, 1) },
    "used.ring[slot].id": { address: used, length: 4, due: head },
    "used.ring[slot].len": { address: used + 4, length: 4, due: BUFFER_BYTES },
    "buffer[b]": {
      address: buffer,
      length: BUFFER_BYTES,
      ...(bytes === undefined ? {} : { due: bytes }),
    },
  };
  return fields[name]!;
}

function isSame(due: Due, done: Access, side: Access["side"]): boolean {
  const { kind, address, length } = due;
  return (
    done.side === side && done.kind === kind && done.address === address && done.length === length
  );
}

/** The first byte that was not written as due. */
function wrongByte(due: Due, done: Access): { byte: number; says: string } | null {
  const wanted = due.field?.due;
  if (due.kind !== "write" || wanted === undefined) return null;
  const bytes = typeof wanted === "number" ? littleEndian(wanted, due.length) : wanted;
  const byte = bytes.findIndex((one, i) => one !== done.after[i]);
  return byte < 0 ? null : { byte, says: `${hex(done.after)}, due is ${hex(bytes)}` };
}

function littleEndian(value: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 0xff);
}

/** `02 00`. */
export const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

function words(memory: GuestMemory, { kind, address, length }: Access): string {
  return phrase(memory, kind, address, length);
}

function dueWords(memory: GuestMemory, { kind, address, length }: Due): string {
  return phrase(memory, kind, address, length);
}

function phrase(memory: GuestMemory, kind: string, address: number, length: number): string {
  if (kind === "barrier") return "barrier";
  if (kind === "kick" || kind === "interrupt") return `${kind} for queue${address}`;
  return `${kind} ${memory.nameOf(address)} (${length} bytes)`;
}

/** The first byte that changed although no access of the step wrote it. */
export function strayByte(
  before: Uint8Array,
  after: Uint8Array,
  log: readonly Access[],
): number | null {
  if (Buffer.compare(before, after) === 0) return null;
  const writes = log.filter(({ kind }) => kind === "write");
  for (let at = 0; at < before.length; at++) {
    if (before[at] === after[at]) continue;
    if (!writes.some((w) => at >= w.address && at < w.address + w.length)) return at;
  }
  return null;
}

/** What the last step of a behaviour did to memory, for whoever reads its chart. */
import type { Access } from "../ring/memory.ts";
import { hex } from "./accesses.ts";
import type { Kernel } from "./kernel.ts";
import { knows, type OnKernel, Session } from "./replay.ts";

const WIDTH = 68;
/** Bytes that one line shows of a field. */
const SHOWN = 8;

/**
 * The fields that the last step that happens changed, as lines of 7-bit text of
 * at most 68 columns:
 *
 *   queue0 used.idx at 0x14e: 00 00 -> 01 00
 *
 * Where it changed none, those that it read. Then each rule of the ring that it
 * breaks. Empty for a behaviour without virtqueues or without steps.
 */
export function lastStepBytes({ system, trace, scope }: OnKernel): readonly string[] {
  if (!knows(system)) return [];
  const session = new Session(system, scope);
  const { kernel } = session;
  const taken = trace.last === "taken" ? trace.events : trace.events.slice(0, -1);
  let log: readonly Access[] = [];
  let broken: readonly string[] = [];
  for (const id of taken) ({ log, broken } = session.take(system.events[id]!));
  if (taken.length === 0 || kernel.queues.length === 0) return [];
  const changed = log.filter(({ before, after }) => Buffer.compare(before, after) !== 0);
  const read = log.filter(({ kind }) => kind === "read");
  const lines =
    changed.length > 0
      ? changed.flatMap((access) => change(kernel, access))
      : ["no byte changed", ...read.map((access) => `read: ${shown(kernel, access)}`)];
  return [...lines, ...broken.map((invariant) => `broken in memory: ${invariant}`)];
}

function change(kernel: Kernel, access: Access): readonly string[] {
  const line = `${nameOf(kernel, access.address)}: ${some(access.before)} -> ${some(access.after)}`;
  if (line.length <= WIDTH) return [line];
  return [
    `${nameOf(kernel, access.address)}:`,
    `  ${some(access.before)}`,
    `  -> ${some(access.after)}`,
  ];
}

const shown = (kernel: Kernel, { address, after }: Access): string =>
  `${nameOf(kernel, address)}, ${some(after)}`;

const some = (bytes: Uint8Array): string =>
  bytes.length <= SHOWN ? hex(bytes) : `${hex(bytes.slice(0, SHOWN))} ...`;

/** The field, or the buffer that has its first byte there. */
export function nameOf({ memory, queues }: Kernel, address: number): string {
  for (const queue of queues) {
    const buffer = queue.layout === undefined ? -1 : queue.bufferAt(address);
    if (buffer < 0) continue;
    return `queue${queue.shape.number} buffer[${buffer}] at 0x${address.toString(16)}`;
  }
  return memory.nameOf(address);
}

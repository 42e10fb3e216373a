/**
 * Holds a device's private cursors against what driver and device have done in
 * memory: whether every exposed buffer is either in flight or still ahead.
 */
import { distance16 } from "./arithmetic.ts";
import type { InvariantName } from "./invariants.ts";
import type { Actor, GuestMemory } from "./memory.ts";

/** Private state of a device, in buffers (split) or slots (packed). */
export interface Cursors {
  /** Split: the free-running index. Packed: slot, plus the size when the wrap counter is 0. */
  readonly nextAvail: number;
  readonly nextUsed: number;
  /** Heads or buffer ids. */
  readonly inFlight: readonly number[];
  /** What those in flight take of the ring: buffers or slots. */
  readonly weight: number;
}

/** What accesses and bytes have shown so far, in the same units. */
export interface Truth {
  readonly exposedUpTo: number;
  readonly usedUpTo: number;
  readonly exposed: readonly number[];
  readonly size: number;
  /** 65536 for split, twice the size for packed. */
  readonly modulus: number;
}

/** Which claim is made of the cursors at this moment. */
export type CursorClaim = Extract<
  InvariantName,
  | "undoFetchIsInverse"
  | "inFlightWithinSize"
  | "resetForgetsEverything"
  | "reenabledQueueStartsEmpty"
  | "restoreKeepsFuture"
>;

/** Reports the claim if the cursors do not bear it out. */
export function checkCursors(
  memory: GuestMemory,
  actor: Actor,
  claim: CursorClaim,
  cursors: Cursors,
  truth: Truth,
): void {
  const problem =
    claim === "resetForgetsEverything" || claim === "reenabledQueueStartsEmpty"
      ? whatIsLeft(cursors)
      : claim === "inFlightWithinSize"
        ? tooMany(cursors, truth)
        : whatIsWrong(cursors, truth);
  if (problem !== undefined)
    memory.findings.add(
      claim,
      () => `${actor.name}'s private cursors`,
      () => problem,
    );
}

function whatIsLeft({ nextAvail, nextUsed, inFlight }: Cursors): string | undefined {
  if (nextAvail === 0 && nextUsed === 0 && inFlight.length === 0) return undefined;
  return `nextAvail ${nextAvail}, nextUsed ${nextUsed}, ${inFlight.length} in flight; due: 0, 0, 0`;
}

function tooMany({ weight }: Cursors, { size }: Truth): string | undefined {
  return weight <= size ? undefined : `${weight} in flight in a queue of ${size}`;
}

function whatIsWrong(cursors: Cursors, truth: Truth): string | undefined {
  const { nextAvail, nextUsed, inFlight, weight } = cursors;
  const between = (from: number, to: number) =>
    truth.modulus === 65536 ? distance16(from, to) : (to - from + truth.modulus) % truth.modulus;
  if (nextUsed !== truth.usedUpTo) return `nextUsed ${nextUsed}, due: ${truth.usedUpTo}`;
  if (new Set(inFlight).size !== inFlight.length) return `in flight twice: ${inFlight}`;
  const stranger = inFlight.find((id) => !truth.exposed.includes(id));
  if (stranger !== undefined) return `${stranger} is in flight and not exposed`;
  if (between(nextUsed, nextAvail) !== weight)
    return `nextAvail ${nextAvail} with ${weight} in flight, due: ${truth.usedUpTo} plus those in flight`;
  if (between(nextAvail, truth.exposedUpTo) + weight > truth.size)
    return `nextAvail ${nextAvail} is ahead of the driver`;
  return undefined;
}

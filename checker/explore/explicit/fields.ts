/** Code that reads fields and predicates of a packed state. */
import {
  add,
  and,
  and64,
  type Code,
  get,
  i32,
  i64,
  isZero,
  load8,
  load16,
  load64,
  mul,
  or,
  shl,
  shrU64,
  wrap,
} from "./emit.ts";
import type { Field, Packing } from "./packing.ts";
import type { PlacedPredicate, Plan } from "./plan.ts";

/** Code that gives a word of a state. */
export type StateCode = (word: number) => Code;

/** A state whose words are locals. */
export const inLocals =
  (locals: readonly number[]): StateCode =>
  (word) =>
    get(locals[word]!);

/** A state that stands in whole words at an address. */
export const atAddress =
  (address: Code): StateCode =>
  (word) =>
    load64(address, word * 8);

/** A state in as few bytes as it needs, as in the order log. */
export const atPackedAddress =
  ({ words, lastBits }: Packing, address: Code): StateCode =>
  (word) => {
    const whole = load64(address, word * 8);
    return word === words - 1 && lastBits < 64
      ? and64(whole, i64((1n << BigInt(lastBits)) - 1n))
      : whole;
  };

/** Some neighbouring bits, times a power of two. */
export function bitsOf(
  state: StateCode,
  { word, shift, bits }: Field,
  times: 1 | 2 | 4 | 8 = 1,
): Code {
  if (bits === 0) return i32(0);
  const up = Math.log2(times);
  const mask = i32((2 ** bits - 1) * times);
  if (shift > up) return and(wrap(shrU64(state(word), i64(BigInt(shift - up)))), mask);
  return and(shl(wrap(state(word)), i32(up - shift)), mask);
}

/** The number of the unit that a place belongs to, times a power of two. */
export function unitAt(
  { packing }: Plan,
  state: StateCode,
  place: number,
  times: 1 | 2 | 4 | 8 = 1,
): Code {
  return bitsOf(state, packing.units[packing.unitOf[place]!]!, times);
}

/** The local state of a machine or monitor. */
export function localAt(plan: Plan, state: StateCode, place: number): Code {
  return load16(unitAt(plan, state, place, 2), plan.locals[place]!);
}

/** 1 when the predicate holds in the state. */
export function predicateCode(plan: Plan, predicate: PlacedPredicate, state: StateCode): Code {
  switch (predicate.is) {
    case "local":
      return load8(unitAt(plan, state, predicate.machine), predicate.at);
    case "relation": {
      const [left, right] = predicate.machines.map((m) => localAt(plan, state, m));
      return load8(add(mul(left!, i32(predicate.width)), right!), predicate.at);
    }
    case "and":
      return predicate.all
        .map((p) => predicateCode(plan, p, state))
        .reduce((all, one) => and(all, one), i32(1));
    case "or":
      return predicate.any
        .map((p) => predicateCode(plan, p, state))
        .reduce((any, one) => or(any, one), i32(0));
    case "not":
      return isZero(predicateCode(plan, predicate.of, state));
  }
}

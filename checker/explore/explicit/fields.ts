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
  load64,
  mul,
  or,
  shl,
  shrU64,
  wrap,
} from "./emit.ts";
import type { Field, Packing } from "./packing.ts";
import type { PlacedPredicate } from "./plan.ts";

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

/** 1 when the predicate holds in the state. */
export function predicateCode(
  predicate: PlacedPredicate,
  state: StateCode,
  fields: readonly Field[],
): Code {
  switch (predicate.is) {
    case "local":
      return load8(bitsOf(state, fields[predicate.machine]!), predicate.at);
    case "relation": {
      const [left, right] = predicate.machines.map((m) => bitsOf(state, fields[m]!));
      return load8(add(mul(left!, i32(predicate.width)), right!), predicate.at);
    }
    case "and":
      return predicate.all
        .map((p) => predicateCode(p, state, fields))
        .reduce((all, one) => and(all, one), i32(1));
    case "or":
      return predicate.any
        .map((p) => predicateCode(p, state, fields))
        .reduce((any, one) => or(any, one), i32(0));
    case "not":
      return isZero(predicateCode(predicate.of, state, fields));
  }
}

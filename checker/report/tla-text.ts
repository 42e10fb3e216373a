/** Formulas of TLA+ out of parts. Local states are numbers from 1. */

/** Local states, counted from 0, for which a table holds 1. */
export const ones = (table: Uint8Array): readonly number[] =>
  [...table].flatMap((bit, index) => (bit === 1 ? [index] : []));
/** `{1, 3}` for 0 and 2. */
export const set = (locals: readonly number[]): string =>
  `{${locals.map((local) => local + 1).join(", ")}}`;
export const member = (variable: string, locals: readonly number[]): string =>
  `${variable} \\in ${set(locals)}`;
export const group = (text: string): string => `(${text})`;
/** On one line, in parentheses where there are several. */
export const all = (parts: readonly string[]): string =>
  parts.length === 0 ? "TRUE" : parts.length === 1 ? parts[0]! : group(parts.join(" /\\ "));
export const any = (parts: readonly string[]): string =>
  parts.length === 0 ? "FALSE" : parts.length === 1 ? parts[0]! : group(parts.join(" \\/ "));
const list = (sign: string, empty: string) => (parts: readonly string[]) =>
  parts.length === 0 ? empty : parts.map((part) => `\n  ${sign} ${part}`).join("");
/** On a line each, to stand after `==`. */
export const conjunction = list("/\\", " TRUE");
export const disjunction = list("\\/", " FALSE");

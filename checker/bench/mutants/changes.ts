/** Changes of one line that may change what a program means. */

/** What is written instead of what; the first that a line has is taken. */
const CHANGES: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/ === /, " !== "],
  [/ !== /, " === "],
  [/ <= /, " < "],
  [/ >= /, " > "],
  [/ < /, " <= "],
  [/ > /, " >= "],
  [/ && /, " || "],
  [/ \|\| /, " && "],
  [/ \+ 1\b/, " + 2"],
  [/ - 1\b/, " - 2"],
  [/ \+= 1\b/, " += 2"],
  [/\btrue\b/, "false"],
  [/\bfalse\b/, "true"],
  [/\.some\(/, ".every("],
  [/\.every\(/, ".some("],
  [/\bcontinue;/, ";"],
  [/\?\? /, "&& "],
  [/ \| /, " & "],
  [/ & /, " | "],
];

/** One line of a file, and what it is changed to. */
export interface Mutant {
  /** From the project's folder. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** What a line means is in none of these: comments, types, imports, words for people. */
const MEANS_NOTHING =
  /^\s*(\/?\*|\/\/|import\b|export (type|interface)\b|type\b|interface\b|readonly\b|\||[`"'])|=>\s*$|: readonly |throw |Error\(|`/;

/** All changes that may be made to a file, one for a line. */
export function mutantsOf(path: string, text: string): readonly Mutant[] {
  return text.split("\n").flatMap((before, index) => {
    if (MEANS_NOTHING.test(before)) return [];
    const change = CHANGES.find(([pattern]) => pattern.test(before));
    if (change === undefined) return [];
    const [pattern, instead] = change;
    return [{ path, line: index + 1, before, after: before.replace(pattern, instead) }];
  });
}

/** So many of them, spread over all files; another seed gives others. */
export function drawn(all: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  let state = (seed >>> 0) + 1;
  const random = (): number => {
    // xorshift32: the same draw on every machine.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const shuffled = <T>(list: readonly T[]): readonly T[] => {
    const placed = list.map((one) => ({ one, at: random() }));
    return placed.sort((a, b) => a.at - b.at).map(({ one }) => one);
  };
  const paths = shuffled([...new Set(all.map(({ path }) => path))]);
  const files = paths.map((path) => shuffled(all.filter((mutant) => mutant.path === path)));
  const rounds = Math.max(0, ...files.map((list) => list.length));
  const inTurn = Array.from({ length: rounds }, (_, round) =>
    files.flatMap((list) => list.slice(round, round + 1)),
  );
  return inTurn.flat().slice(0, count);
}

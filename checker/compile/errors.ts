/** Errors of a model, and the name that was probably meant. */

/**
 * A model says something that has no meaning. The message is one line: the
 * thing, its value, what is legal, and the likely cure.
 */
export class ModelError extends Error {
  override readonly name = "ModelError";

  constructor(message: string) {
    super(errorLine(message));
  }
}

/** A machine that is too large for a table. */
export class TooManyStates extends ModelError {
  readonly machine: string;

  constructor(machine: string, most: number, grows: string) {
    super(
      `Machine "${machine}" has more than ${most} local states: ${grows}; legal: at most ${most}. ` +
        "Bound the variable by a guard or a remainder, or split the machine.",
    );
    this.machine = machine;
  }
}

/** Line breaks, the escapes of a terminal, marks that turn the direction of writing. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Moves no cursor and breaks no line, whatever name somebody has put into it. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (one) => `\\u${one.codePointAt(0)!.toString(16).padStart(4, "0")}`);
}

/** Longer than any line of ours: somebody's value has no end. */
const MOST_CHARACTERS = 2000;

/** Of begin and end, which say what is wrong, and the cure. */
const SHOWN_CHARACTERS = 700;

/** A message as the one line that is printed. */
export function errorLine(text: string): string {
  const left = text.length - 2 * SHOWN_CHARACTERS;
  if (text.length <= MOST_CHARACTERS) return visible(text);
  const [begin, end] = [text.slice(0, SHOWN_CHARACTERS), text.slice(-SHOWN_CHARACTERS)];
  return visible(`${begin}[${left} characters]${end}`);
}

/** What went wrong in somebody's function, on one line. */
export function firstLineOf(cause: unknown): string {
  const text = String(cause instanceof Error ? cause.message : cause);
  return text.split("\n")[0] ?? "";
}

/** ` Did you mean "x"?`, or nothing when no legal name is near, or nothing was given. */
export function didYouMean(given: string, legal: Iterable<string>): string {
  if (given === "") return "";
  let best: string | undefined;
  let least = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const name of legal) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best === undefined ? "" : ` Did you mean "${best}"?`;
}

/** At most `most` names, quoted, for the "legal" part of a message. */
export function listNames(names: Iterable<string>, most = 8): string {
  const all = [...names];
  if (all.length === 0) return "none";
  const shown = all.slice(0, most).map((name) => `"${name}"`);
  return all.length > most ? `${shown.join(", ")} and ${all.length - most} more` : shown.join(", ");
}

/** Levenshtein distance: the least number of inserted, removed or changed characters. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}

/** Which command lines are over before a thread would have started. */

/** Lists, and what talks with a person at a terminal. */
const AT_ONCE = ["list", "merge", "shards", "step"];

const OF_CHECK = ["--json", "--no-cache"];
const OF_CHECK_WITH_VALUE = ["--reading", "--property"];

/**
 * Whether the words ask for something small and of our own, for which a thread that can
 * be ended would cost more than it gives: a list, or, where nobody watches and
 * memory is ample, one scenario in a reading as it is.
 */
export function isQuick(words: readonly string[], isWatched: boolean): boolean {
  const [command = "", ...rest] = words;
  if (command === "" || command.startsWith("-") || AT_ONCE.includes(command)) return true;
  if (rest.includes("--help") || rest.includes("-h")) return true;
  if (command !== "check" || isWatched) return false;
  let names = 0;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (OF_CHECK.includes(word)) continue;
    if (OF_CHECK_WITH_VALUE.includes(word)) at += 1;
    else if (word.startsWith("-")) return false;
    else names += 1;
    // A file, or a reading that frees something, may be of any size.
    if (!/^[\w.,-]+$/.test(rest[at] ?? "") || /\.[cm]?[jt]s$/.test(rest[at]!)) return false;
    if (word === "--reading" && /[,=+]|^-/.test(rest[at]!)) return false;
  }
  return names === 1;
}

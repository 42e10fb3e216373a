/** What the scripts for batch systems have in common. */

/** A check in parts. */
export interface Batch {
  readonly count: number;
  /** Words after `quiesce check`: names and options, as the user gave them. */
  readonly words: readonly string[];
  /** A container image with Quiesce in its working folder. */
  readonly image: string;
}

/** A word as a shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** `npx quiesce check h4 --shard 3/8 --json`, with the shell's words for the 3. */
function checkCommand({ count, words }: Batch, index: string): string {
  const asked = words.map((word) => ` ${quoted(word)}`).join("");
  return `npx quiesce check${asked} --shard "${index}/${count}" --json`;
}

/**
 * Writes a shard to a file, which gets its name when it is whole. 0, 1 and 2 are
 * answers, and the merge gives them; anything else is a failure of this part.
 */
export function shardLines(batch: Batch, index: string, file: string): readonly string[] {
  return [
    "code=0",
    `${checkCommand(batch, index)} > "${file}.part" || code=$?`,
    `if [ "$code" -gt 2 ]; then exit "$code"; fi`,
    `mv "${file}.part" "${file}"`,
  ];
}

/** `a b` on lines of their own, so deep in YAML. */
export function indented(lines: readonly string[], depth: number): string {
  return lines.map((line) => `${" ".repeat(depth)}${line}`).join("\n");
}

/** A check in parts as a workflow of GitHub Actions. */

/** A check in parts. */
interface Batch {
  readonly count: number;
  /** Words after `quiesce check`: names and options, as the user gave them. */
  readonly words: readonly string[];
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
function shardLines(batch: Batch, index: string, file: string): readonly string[] {
  return [
    "code=0",
    `${checkCommand(batch, index)} > "${file}.part" || code=$?`,
    `if [ "$code" -gt 2 ]; then exit "$code"; fi`,
    `mv "${file}.part" "${file}"`,
  ];
}

/** `a b` on lines of their own, so deep in YAML. */
function indented(lines: readonly string[], depth: number): string {
  return lines.map((line) => `${" ".repeat(depth)}${line}`).join("\n");
}

/** To be kept as `.github/workflows/quiesce.yml`. */
export function actionsWorkflow(batch: Batch): string {
  const shards = Array.from({ length: batch.count }, (_, at) => at + 1).join(", ");
  const shard = "$" + "{{ matrix.shard }}";
  const install = `      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
          cache: npm
      - run: npm ci`;
  return `# Keep as .github/workflows/quiesce.yml
name: quiesce
on:
  workflow_dispatch:
  push:
jobs:
  check:
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix:
        shard: [${shards}]
    steps:
${install}
      - name: Check one part
        run: |
${indented(shardLines(batch, shard, `shard-${shard}.jsonl`), 10)}
      - uses: actions/upload-artifact@v4
        with:
          name: shard-${shard}
          path: shard-${shard}.jsonl
  merge:
    needs: check
    runs-on: ubuntu-latest
    steps:
${install}
      - uses: actions/download-artifact@v4
        with:
          pattern: shard-*
          merge-multiple: true
      - name: Merge the parts
        run: npx quiesce merge shard-*.jsonl > verdicts.jsonl
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: verdicts
          path: verdicts.jsonl
`;
}

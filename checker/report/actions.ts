/** A check in parts as a workflow of GitHub Actions. */
import { type Batch, indented, shardLines } from "./batch.ts";

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

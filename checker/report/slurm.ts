/** A check in parts as a Slurm array. */
import { type Batch, shardLines } from "./batch.ts";

/** Submitted from Quiesce's folder, on a file system that all nodes share. */
export function slurmScript(batch: Batch): string {
  const index = "$" + "{SLURM_ARRAY_TASK_ID:?}";
  return (
    `#!/bin/bash
#SBATCH --job-name=quiesce
#SBATCH --array=1-${batch.count}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --output=quiesce-%a.log
# array=$(sbatch --parsable quiesce.sh)
# sbatch --dependency=afterok:$array --wrap 'npx quiesce merge out/shards/*.jsonl > verdicts.jsonl'
set -eu
cd "$` +
    `{SLURM_SUBMIT_DIR:?}"
mkdir -p out/shards
${shardLines(batch, index, `out/shards/${index}.jsonl`).join("\n")}
`
  );
}

/** A check in parts as an Indexed Job of Kubernetes, and a Job that merges them. */
import { type Batch, indented, shardLines } from "./batch.ts";

/** Three documents: a volume for the parts, the Indexed Job, and the merge, suspended. */
export function kubernetesJobs(batch: Batch): string {
  const { count, image } = batch;
  const index = "$((JOB_COMPLETION_INDEX + 1))";
  const check = shardLines(batch, index, `/shards/${index}.jsonl`);
  const merge = ["npx quiesce merge /shards/*.jsonl > /shards/verdicts"];
  return `# kubectl apply -f quiesce.yaml
# kubectl wait --for=condition=complete --timeout=-1s job/quiesce-check
# kubectl patch job/quiesce-merge -p '{"spec":{"suspend":false}}'
# The image ${image} has Quiesce in its working folder, after npm ci.
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: quiesce-shards
spec:
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 1Gi
---
${job("quiesce-check", image, check, `  completionMode: Indexed\n  completions: ${count}\n  parallelism: ${count}\n`)}
---
${job("quiesce-merge", image, merge, "  suspend: true\n  backoffLimit: 0\n")}
`;
}

function job(name: string, image: string, lines: readonly string[], how: string): string {
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
spec:
${how}  template:
    spec:
      restartPolicy: Never
      containers:
        - name: quiesce
          image: ${JSON.stringify(image)}
          command:
            - /bin/sh
            - -c
            - |
${indented(lines, 14)}
          volumeMounts:
            - name: shards
              mountPath: /shards
      volumes:
        - name: shards
          persistentVolumeClaim:
            claimName: quiesce-shards`;
}

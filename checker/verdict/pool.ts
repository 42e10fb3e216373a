/** Threads that explore: each knows the model, and is told scenario, scope and reading. */
import { Worker } from "node:worker_threads";
import type { CachePlace } from "../compile/cache.ts";
import { ModelError } from "../compile/errors.ts";
import { type Progress, type PropertyResult, SYSTEM_PROPERTIES } from "../explore/results.ts";
import type { Property, Reading } from "../types/index.ts";
import type { Explored } from "./engines.ts";
import type { Bound, Run } from "./runs.ts";

/** What a thread is asked: data only, without sentences of the reading's own. */
export interface Job {
  readonly scenario: string;
  readonly scope: object;
  readonly reading: Reading;
  /** The properties that are asked, by name; undefined: all of them. */
  readonly wanted: readonly string[] | undefined;
  readonly bound: Bound;
}

/** What a thread found; properties are functions and stay at home. */
export type Found = Explored & Pick<Run<object>, "ms" | "departures" | "against">;

/** What a thread says: how far it is, what it found, or what the model got wrong. */
export type Message =
  | { readonly says: "progress"; readonly progress: Progress }
  | { readonly says: "found"; readonly found: Found }
  | { readonly says: "wrong"; readonly isModel: boolean; readonly message: string };

export interface Pool {
  explore(
    job: Job,
    properties: readonly Property[],
    onProgress: (progress: Progress) => void,
  ): Promise<Found>;
  /** Ends all threads; what they were asked is refused. */
  stop(): void;
}

/** What a thread is given when it starts. */
export interface WorkerData {
  readonly cache: CachePlace | null;
}

interface Waiting {
  readonly job: Job;
  readonly onProgress: (progress: Progress) => void;
  readonly resolve: (found: Found) => void;
  readonly reject: (cause: Error) => void;
}

/** A pool of at most `size` threads that run the module at `url`, started when needed. */
export function createPool(url: URL, size: number, data: WorkerData): Pool {
  const queue: Waiting[] = [];
  const busy = new Map<Worker, Waiting>();
  const idle: Worker[] = [];
  /** Who was asked last about a scenario: other readings and bounds of it cost little more. */
  const homes = new Map<string, Worker>();
  let stopped: Error | null = null;

  const next = (): void => {
    if (queue.length === 0) return;
    if (idle.length === 0 && busy.size >= size) return;
    const worker = idle.pop() ?? started();
    const [waiting] = queue.splice(suitable(worker), 1) as [Waiting];
    homes.set(waiting.job.scenario, worker);
    busy.set(worker, waiting);
    worker.postMessage(waiting.job);
  };
  /** What a thread has compiled serves it again: it gets what it knows, else what nobody knows. */
  const suitable = (worker: Worker): number => {
    const own = queue.findIndex(({ job }) => homes.get(job.scenario) === worker);
    return own >= 0
      ? own
      : Math.max(
          0,
          queue.findIndex(({ job }) => !homes.has(job.scenario)),
        );
  };
  const started = (): Worker => {
    const worker = new Worker(url, { workerData: data });
    worker.on("message", (message: Message) => hear(worker, message));
    worker.on("error", (cause) => stop(cause as Error));
    return worker;
  };
  const hear = (worker: Worker, message: Message): void => {
    const waiting = busy.get(worker)!;
    if (message.says === "progress") {
      waiting.onProgress(message.progress);
      return;
    }
    busy.delete(worker);
    idle.push(worker);
    if (message.says === "found") waiting.resolve(message.found);
    else {
      const wrong = message.isModel ? ModelError : Error;
      waiting.reject(new wrong(message.message));
    }
    next();
  };
  const stop = (cause: Error): void => {
    if (stopped !== null) return;
    stopped = cause;
    for (const worker of [...busy.keys(), ...idle]) void worker.terminate();
    for (const { reject } of [...busy.values(), ...queue.splice(0)]) reject(cause);
  };
  return {
    async explore(job, properties, onProgress) {
      if (stopped !== null) throw stopped;
      const found = await new Promise<Found>((resolve, reject) => {
        queue.push({ job, onProgress, resolve, reject });
        next();
      });
      return { ...found, result: withProperties(found.result, properties) };
    },
    stop: () => stop(new Error("the threads were stopped")),
  };
}

function withProperties(result: Found["result"], properties: readonly Property[]): Found["result"] {
  return {
    ...result,
    properties: result.properties.map(
      (one, index): PropertyResult => ({
        ...one,
        property: index < SYSTEM_PROPERTIES ? null : properties[index - SYSTEM_PROPERTIES]!,
      }),
    ),
  };
}

/** A thread of the pool: it explores what it is told, with a model of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { model } from "../../models/model.ts";
import type { Scope } from "../../models/scope.ts";
import { diskCache } from "../compile/cache.ts";
import { ModelError } from "../compile/errors.ts";
import type { Progress } from "../explore/results.ts";
import type { Found, Job, Message, WorkerData } from "../verdict/pool.ts";
import { exploreHere } from "../verdict/runs.ts";

const { cache: place } = workerData as WorkerData;
const cache = place === null ? undefined : diskCache(place.folder, place.code);
const port = parentPort!;
const say = (message: Message): void => port.postMessage(message);

async function explored({ scenario: name, scope: bounds, bound, ...job }: Job): Promise<Found> {
  const scenario = model.scenarios.find((one) => one.name === name)!;
  const scope = bounds as Scope;
  const onProgress = (progress: Progress): void => say({ says: "progress", progress });
  const options = { ...bound, cache, onProgress };
  const { system: _, ...found } = await exploreHere(model, { scenario, scope, ...job }, options);
  const properties = found.result.properties.map((one) => ({ ...one, property: null }));
  return { ...found, result: { ...found.result, properties } };
}

port.on("message", async (job: Job) => {
  try {
    say({ says: "found", found: await explored(job) });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    say({ says: "wrong", isModel: cause instanceof ModelError, message });
  }
});

/** A runner with the cache and the threads that this command may use. */
import { availableParallelism } from "node:os";
import { type Cache, type CachePlace, diskCache } from "../compile/cache.ts";
import type { Progress } from "../explore/results.ts";
import type { Model } from "../types/index.ts";
import { createPool } from "../verdict/pool.ts";
import { type Bound, type Runner, runner } from "../verdict/runs.ts";
import type { Io } from "./io.ts";

/** Below, threads take longer to start than they save. */
const MANY = 6;

/** Cases under way for each thread: among so many it finds one of a system that it knows. */
const WIDTH = 64;

export interface StartedRuns<S extends object> {
  readonly runs: Runner<S>;
  readonly cache: Cache | undefined;
  /** So many runs may be under way at a time. */
  readonly width: number;
  readonly stop: () => void;
}

/** Where what takes long to make is kept between processes, if anywhere. */
export function cacheOf(io: Io): Cache | undefined {
  return cacheAt(io.cachePlace?.() ?? null);
}

const cacheAt = (place: CachePlace | null): Cache | undefined =>
  place === null ? undefined : diskCache(place.folder, place.code);

/**
 * @param about how many runs are to be made, whether what is compiled is kept on disk, and
 *   whether threads may help, which ask all properties of a scenario
 */
export function startRuns<S extends object>(
  model: Model<S>,
  limits: Bound,
  about: { readonly runs: number; readonly cache: boolean; readonly threads: boolean },
  onProgress: (what: string, progress: Progress) => void,
  io: Io,
): StartedRuns<S> {
  const place = about.cache ? (io.cachePlace?.() ?? null) : null;
  const cache = cacheAt(place);
  const size = Math.min(availableParallelism(), about.runs);
  const pool =
    io.worker !== undefined && about.runs >= MANY && size > 1 && about.threads
      ? createPool(io.worker, size, { cache: place })
      : undefined;
  io.signal.addEventListener("abort", () => pool?.stop(), { once: true });
  const runs = runner(model, { ...limits, signal: io.signal, onProgress, cache, pool });
  return { runs, cache, width: pool === undefined ? 1 : WIDTH * size, stop: () => pool?.stop() };
}

/** The outcomes in the order of the items, of which so many are under way at a time. */
export async function* inOrder<T, R>(
  items: readonly T[],
  start: (item: T) => Promise<R>,
  width: number,
): AsyncGenerator<R, void, undefined> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    const started = start(item);
    // Whoever waits for it hears of it; nobody else needs to.
    started.catch(() => {});
    underWay.push(started);
    if (underWay.length >= width) yield await underWay.shift()!;
  }
  for (const started of underWay) yield await started;
}

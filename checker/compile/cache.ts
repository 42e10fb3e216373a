/**
 * What takes long to make, on disk: tables of machines, generated code. What was made
 * once is read the next time. A cache may be lost, damaged or read-only at any moment;
 * then the work is done again, and nobody is told.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { makeFolder, writeWhole } from "./whole.ts";

/** Values by key. `find` gives null for what is not there or cannot be read. */
export interface Cache {
  find(key: string): unknown;
  keep(key: string, value: unknown): void;
}

/** Where a cache is, and the hash of the code that its values belong to. */
export interface CachePlace {
  readonly folder: string;
  readonly code: string;
}

/** 256 MiB; the oldest go first, down to three quarters. */
const MAX_BYTES = 256 * 2 ** 20;

/** Bytes of the checksum that stands before the value. */
const CHECKSUM = 16;

/** Tables repeat themselves: the least effort makes them five times smaller. */
const FAST = 1;

/** A file that is used is marked as used at most so often: once a day. */
const MARK_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * `$QUIESCE_CACHE`, else `$XDG_CACHE_HOME/quiesce`, else `~/.cache/quiesce`; null
 * where there is no such place. A relative `$XDG_CACHE_HOME` counts for nothing,
 * as its specification says.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | null {
  const { QUIESCE_CACHE: own = "", XDG_CACHE_HOME: shared = "" } = env;
  if (own !== "") return own;
  if (isAbsolute(shared)) return join(shared, "quiesce");
  try {
    return join(homedir(), ".cache", "quiesce");
  } catch {
    return null;
  }
}

/**
 * A cache in a folder, which is made when something is kept. `code` stands for
 * everything that values depend on beside their key.
 */
export function diskCache(folder: string, code: string, maxBytes: number = MAX_BYTES): Cache {
  let isWritable = true;
  /** Bytes since somebody looked at the bound; before that, as many as make one look. */
  let unseen = maxBytes;
  const name = (key: string): Buffer => sha256(`${code}\n${key}`);
  const pathOf = (key: string): string => join(folder, `${name(key).toString("hex")}.bin`);
  return {
    find(key) {
      try {
        return unsealed(readMarking(pathOf(key)), name(key));
      } catch {
        return null;
      }
    },
    keep(key, value) {
      if (!isWritable) return;
      try {
        const bytes = sealed(value, name(key));
        makeFolder(folder, 0o700);
        writeWhole(pathOf(key), bytes);
        unseen += bytes.length;
        if (unseen < maxBytes / 4) return;
        unseen = 0;
        evict(folder, maxBytes);
      } catch {
        isWritable = false;
      }
    },
  };
}

function sha256(...content: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash("sha256");
  for (const part of content) hash.update(part);
  return hash.digest();
}

/** The checksum is that of the name too: a file under another's name is not taken for it. */
const checksum = (name: Buffer, payload: Buffer): Buffer =>
  sha256(name, payload).subarray(0, CHECKSUM);

function sealed(value: unknown, name: Buffer): Buffer {
  const payload = deflateRawSync(serialize(value), { level: FAST });
  return Buffer.concat([checksum(name, payload), payload]);
}

/** @throws where the bytes are not those that were written under this name. */
function unsealed(file: Buffer, name: Buffer): unknown {
  const payload = file.subarray(CHECKSUM);
  const sum = checksum(name, payload);
  if (!sum.equals(file.subarray(0, CHECKSUM))) throw new Error("the checksum differs");
  return deserialize(inflateRawSync(payload));
}

/** Reads a file and notes that it is in use, where that is allowed. */
function readMarking(path: string): Buffer {
  // A pipe in its place would wait for somebody to write, and a device may never end.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const now = Date.now();
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error("no file");
    if (now - stat.mtimeMs > MARK_AFTER_MS) {
      try {
        futimesSync(file, now / 1000, now / 1000);
      } catch {
        // Somebody else's file: it may be read all the same.
      }
    }
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Removes the files that were used longest ago, until the rest is well below the bound. */
function evict(folder: string, maxBytes: number): void {
  const files = readdirSync(folder).flatMap((name) => {
    if (!/\.(bin|tmp)$/.test(name)) return [];
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? [] : [{ path, size: stat.size, usedMs: stat.mtimeMs }];
  });
  let total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= maxBytes) return;
  for (const { path, size } of files.sort((a, b) => a.usedMs - b.usedMs)) {
    if (total <= 0.75 * maxBytes) return;
    rmSync(path, { force: true });
    total -= size;
  }
}

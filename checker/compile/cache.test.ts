import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Model, Reading } from "../types/index.ts";
import { type Cache, cacheFolder, diskCache } from "./cache.ts";
import { codeHash } from "./cache-code.ts";
import { compileSystem } from "./compile.ts";
import type { CompiledSystem } from "./system.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "quiesce-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The first case of a scenario, compiled with a cache. */
function compiled<S extends object>(of: Model<S>, at: number, cache: Cache): CompiledSystem {
  const scenario = of.scenarios[at]!;
  const scope = { ...scenario.scope, ...scenario.cases[0]!.scope };
  const kept = { cache, key: scenario.name };
  return compileSystem(scenario.system(scope), of.readings[0]!, { kept });
}

/** A cache that says whether something was found, and whether something was kept. */
function watched(inner: Cache): Cache & { readonly log: string[] } {
  const log: string[] = [];
  return {
    log,
    find(key) {
      const value = inner.find(key);
      log.push(value === null ? "missed" : "found");
      return value;
    },
    keep(key, value) {
      log.push("kept");
      inner.keep(key, value);
    },
  };
}

const files = () => readdirSync(folder).map((name) => join(folder, name));

/** Functions of a declaration are new each time that it is made. */
const withoutCode = ({ declaration: _, ...system }: CompiledSystem) =>
  JSON.parse(
    JSON.stringify(system, (_key, part: unknown) =>
      ArrayBuffer.isView(part) ? [...(part as Int32Array)] : part,
    ),
  ) as object;

describe("a system that was compiled before", () => {
  test("is the same out of the cache, in every scenario", () => {
    for (const at of model.scenarios.keys()) {
      const cache = watched(diskCache(folder, "code"));
      const cold = compiled(model, at, cache);
      const warm = compiled(model, at, cache);
      expect(cache.log).toEqual(["missed", "kept", "found"]);
      expect(withoutCode(warm)).toEqual(withoutCode(cold));
    }
  });

  test("is compiled anew after any change of the code", () => {
    compiled(lockModel, 0, diskCache(folder, "before"));
    const cache = watched(diskCache(folder, "after"));
    compiled(lockModel, 0, cache);
    expect(cache.log).toEqual(["missed", "kept"]);
  });

  test("is compiled anew where its file is damaged in any byte, or cut short", () => {
    const cold = compiled(lockModel, 0, diskCache(folder, "code"));
    const [path = ""] = files();
    const whole = readFileSync(path);
    const damage = [0, 15, 16, Math.floor(whole.length / 2), whole.length - 1].map((at) => () => {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1;
      writeFileSync(path, bytes);
    });
    const cuts = [0, 3, 16, whole.length - 1].map((length) => () => truncateSync(path, length));
    for (const spoil of [...damage, ...cuts]) {
      writeFileSync(path, whole);
      spoil();
      const cache = watched(diskCache(folder, "code"));
      expect(withoutCode(compiled(lockModel, 0, cache))).toEqual(withoutCode(cold));
      expect(cache.log).toEqual(["missed", "kept"]);
      expect(readFileSync(path)).toEqual(whole);
    }
  });

  test("is not taken from a file that was kept under another key", () => {
    const cache = diskCache(folder, "code");
    cache.keep("one", 1);
    const [one = ""] = files();
    cache.keep("two", 2);
    const two = files().find((path) => path !== one)!;
    cpSync(one, two);
    expect([cache.find("one"), cache.find("two")]).toEqual([1, null]);
  });

  test.skipIf(process.platform === "win32")("is compiled anew where a pipe is in its place", () => {
    const cache = diskCache(folder, "code");
    cache.keep("one", [1]);
    const [path] = files();
    rmSync(path!);
    // Nobody writes into it: to open it as a file would wait for ever.
    execFileSync("mkfifo", [path!]);
    expect(cache.find("one")).toBeNull();
    cache.keep("one", [1]);
    expect(cache.find("one")).toEqual([1]);
  });

  test("is compiled each time where nothing can be written", () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    for (const place of [file, join(file, "below")]) {
      const cache = watched(diskCache(place, "code"));
      compiled(lockModel, 0, cache);
      compiled(lockModel, 0, cache);
      expect(cache.log).toEqual(["missed", "kept", "missed", "kept"]);
    }
  });

  const { system, scope } = lockModel.scenarios[0]!;
  const asWritten = lockModel.readings[0]!;
  const inReading = (reading: Reading, cache?: Cache): CompiledSystem =>
    compileSystem(system(scope), reading, cache && { kept: { cache, key: "k" } });

  test("is the same in a reading that a machine tells from the one before", () => {
    const without = { ...asWritten, inForce: new Set(["L1", "L2"]) };
    const cache = watched(diskCache(folder, "code"));
    inReading(asWritten, cache);
    expect(withoutCode(inReading(without, cache))).toEqual(withoutCode(inReading(without)));
    expect(cache.log).toEqual(["missed", "kept", "found"]);
  });

  test("is the same in a reading with a sentence of its own", () => {
    const event = "device.takes";
    const never = { kind: "forbid", id: "x", says: "", machine: "device", event } as const;
    const own = { ...asWritten, sentences: [{ ...never, when: () => true }] };
    const cache = watched(diskCache(folder, "code"));
    inReading(asWritten, cache);
    expect(withoutCode(inReading(own, cache))).toEqual(withoutCode(inReading(own)));
    expect(withoutCode(inReading(own))).not.toEqual(withoutCode(inReading(asWritten)));
  });

  test("is looked for once, however many readings it is compiled in", () => {
    const cache = watched(diskCache(folder, "code"));
    const declaration = system(scope);
    for (const reading of [asWritten, { ...asWritten, inForce: new Set<string>() }]) {
      compileSystem(declaration, reading, { kept: { cache, key: "k" } });
    }
    expect(cache.log).toEqual(["missed", "kept"]);
  });
});

describe("the folder", () => {
  test("is what the environment says, and below the home otherwise", () => {
    expect(cacheFolder({ QUIESCE_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
    expect(cacheFolder({ QUIESCE_CACHE: "", XDG_CACHE_HOME: "/b" })).toBe("/b/quiesce");
    const usual = join(homedir(), ".cache", "quiesce");
    expect(cacheFolder({ XDG_CACHE_HOME: "relative" })).toBe(usual);
    expect(cacheFolder({})).toBe(usual);
  });

  test("stays below its bound: what was used longest ago goes first", () => {
    // Nothing that compression would make smaller.
    const value = randomBytes(1000);
    const day = 24 * 60 * 60;
    const now = Date.now() / 1000;
    const used = new Map([
      ["first", now - 10 * day],
      ["second", now - 9 * day],
      ["third", now - 8 * day],
    ]);
    for (const [key, time] of used) {
      const before = new Set(files());
      diskCache(folder, "code").keep(key, value);
      const [path = ""] = files().filter((name) => !before.has(name));
      utimesSync(path, time, time);
    }
    const isThere = (key: string) => diskCache(folder, "code").find(key) !== null;
    expect(isThere("first")).toBe(true);
    diskCache(folder, "code", 4000).keep("fourth", value);
    expect(["first", "second", "third", "fourth"].map(isThere)).toEqual([true, false, false, true]);
    expect(files().every((path) => path.endsWith(".bin"))).toBe(true);
  });
});

describe("the hash of the code", () => {
  test("changes with any byte, name or number of a model's modules, and with no test", () => {
    const copy = join(folder, "models");
    mkdirSync(copy);
    for (const name of ["scope.ts", "words.ts"]) {
      cpSync(new URL(`../../models/${name}`, import.meta.url), join(copy, name));
    }
    const hashes = new Set([codeHash([copy])]);
    const changed = (change: () => void) => {
      change();
      hashes.add(codeHash([copy]));
    };
    changed(() => writeFileSync(join(copy, "words.ts"), "export {};"));
    changed(() => writeFileSync(join(copy, "more.js"), ""));
    changed(() => cpSync(join(copy, "words.ts"), join(copy, "names.ts")));
    mkdirSync(join(copy, "machines"));
    changed(() => writeFileSync(join(copy, "machines", "device.ts"), ""));
    expect(hashes.size).toBe(5);
    changed(() => writeFileSync(join(copy, "words.test.ts"), ""));
    expect(hashes.size).toBe(5);
    expect(codeHash([copy])).toMatch(/^[0-9a-f]{64}$/);
  });

  test("is null where a model's modules cannot be read", () => {
    expect(codeHash([join(folder, "nowhere")])).toBeNull();
  });
});

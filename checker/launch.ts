#!/usr/bin/env node
/**
 * Runs the joined program. To read and compile it anew would take longer than a small
 * question; where `QUIESCE_KEEP_CODE` is set, what V8 has made of it by the end is kept.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { codeFile, joinedScript, type Program } from "./joined.ts";

/** The name of the joined program, beside this file, which is written when it is bundled. */
declare const PROGRAM: string;

const folder = import.meta.dirname;
const filename = join(folder, PROGRAM);
const script = joinedScript(filename);
const module = { exports: {} };
const run = script.runInThisContext() as Program;
const importOutside = (specifier: string): Promise<unknown> => import(specifier);
run(module.exports, createRequire(filename), module, filename, folder, importOutside);
if (process.env.QUIESCE_KEEP_CODE !== undefined) {
  process.on("exit", () => writeFileSync(codeFile(filename), script.createCachedData()));
}

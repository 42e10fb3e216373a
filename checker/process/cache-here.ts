/** The cache of this program: where it is, and the code that its values belong to. */
import { join } from "node:path";
import { type CachePlace, cacheFolder } from "../compile/cache.ts";
import { codeHash } from "../compile/cache-code.ts";

/** `ownCode` as it was when the program was bundled; elsewhere nobody defines it. */
declare const BUNDLED_CODE: string | undefined;

/** Null where there is no place for it, or where the code cannot be read. */
export function cachePlace(): CachePlace | null {
  const folder = cacheFolder(process.env);
  const code = typeof BUNDLED_CODE === "string" ? BUNDLED_CODE : ownCode();
  return folder === null || code === null ? null : { folder, code: `${process.version} ${code}` };
}

/** A hash of the model, the compiler and what writes the explicit engine's code. */
export function ownCode(): string | null {
  const folders = ["../../models", "../explore/explicit"];
  return codeHash(folders.map((folder) => join(import.meta.dirname, folder)));
}

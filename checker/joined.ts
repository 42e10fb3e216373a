/** The program as `bundle.ts` joins it: one file, and the code that V8 made of it. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

/** What the program is given, in the order of `Program`. */
const PARAMETERS = "exports, require, module, __filename, __dirname, IMPORT";

/** The program as a function. */
export type Program = (
  exports: unknown,
  require: NodeJS.Require,
  module: { readonly exports: unknown },
  filename: string,
  folder: string,
  importOutside: (specifier: string) => Promise<unknown>,
) => void;

/** Where the code stands that V8 made of a file. */
export const codeFile = (filename: string): string => `${filename}.code`;

/**
 * Compiles the file, which nobody changes under its name, with what V8 made of it before where V8 accepts that: it refuses what
 * another version made, or the same one under other flags.
 */
export function joinedScript(filename: string): Script {
  // Of the functions that are generated for a system, most runs call few.
  setFlagsFromString("--wasm-lazy-compilation");
  const cachedData = codeOf(filename);
  return new Script(`(function (${PARAMETERS}) {${readFileSync(filename, "latin1")}\n})`, {
    filename,
    ...(cachedData && { cachedData }),
  });
}

const CHECKSUM = 32;

const checksum = (code: Uint8Array): Buffer => createHash("sha256").update(code).digest();

/** Keeps what V8 made of a file, behind its checksum: V8 crashes on code that is damaged. */
export function keepCode(filename: string, code: Uint8Array): void {
  writeFileSync(codeFile(filename), Buffer.concat([checksum(code), code]));
}

function codeOf(filename: string): Buffer | undefined {
  try {
    const kept = readFileSync(codeFile(filename));
    const code = kept.subarray(CHECKSUM);
    return checksum(code).equals(kept.subarray(0, CHECKSUM)) ? code : undefined;
  } catch {
    return undefined;
  }
}

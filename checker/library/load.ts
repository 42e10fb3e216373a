/** A system out of a file: `export const system = defineSystem({ ... })`. */

import { UsageError } from "../asking/usage.ts";
import { importUserFile } from "../asking/user-file.ts";
import { defineSystem, type System } from "./define.ts";

/**
 * The system that a file exports, `.ts`, `.js` or `.mjs`.
 * @throws UsageError, one line, where there is no file, or no system in it.
 */
export async function loadSystem(path: string): Promise<System> {
  const missing = 'give a file that exports "system", or the name of a scenario';
  const loaded = await importUserFile(path, "system file", missing);
  const fail = (why: string): never => {
    throw new UsageError(`system file "${path}" ${why}`);
  };
  const { system } = loaded;
  if (system === undefined) {
    const exported = Object.keys(loaded).filter((name) => name !== "default");
    const has = exported.length === 0 ? "nothing" : exported.map((name) => `"${name}"`).join(", ");
    return fail(`exports ${has}; write: export const system = defineSystem({ ... })`);
  }
  if (typeof system !== "object" || system === null || !("quiesce" in system)) {
    return fail('exports a "system" that is none; legal: what defineSystem returns');
  }
  try {
    return defineSystem(system as System);
  } catch (cause) {
    return fail(`exports no usable system: ${(cause as Error).message}`);
  }
}

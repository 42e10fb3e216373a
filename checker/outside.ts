/** What the joined program does not contain: packages of ES modules, and files of a user's own. */

/** `import` as the file has it that runs the joined program; elsewhere nobody defines it. */
declare const IMPORT: ((specifier: string) => Promise<unknown>) | undefined;

/**
 * What a package, or the file at a URL, exports; `Module` says its type. Code that V8 kept
 * cannot import by itself.
 */
export async function importOutside<Module>(specifier: string): Promise<Module> {
  const found: unknown = await (typeof IMPORT === "function"
    ? IMPORT(specifier)
    : import(specifier));
  return found as Module;
}

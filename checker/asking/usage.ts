/** Errors of whoever called us: bad arguments and bad files. */
import { didYouMean, errorLine, listNames } from "../compile/errors.ts";

/**
 * One clear line: the thing, the value, what is legal, the likely cure. The
 * command line prints it and exits with 64.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(message: string) {
    super(errorLine(message));
  }
}

/** `unknown clause "S-61". Did you mean "S-16"?`, or the list of what is legal. */
export function unknownName(thing: string, given: string, legal: Iterable<string>): UsageError {
  const names = [...legal];
  const hint = didYouMean(given, names) || ` Legal: ${listNames(names)}.`;
  return new UsageError(`unknown ${thing} "${given}".${hint}`);
}

/** JSON out of files that a user names, and what is wrong with one, in one line. */
import type { z } from "zod";
import { visible } from "../compile/errors.ts";
import { UsageError } from "./usage.ts";

/**
 * @param what the file and its kind, for the message: `trace "x.jsonl"`
 * @throws UsageError, one line, for what is no JSON
 */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text, (key, value) => {
      // No part is called so, and a copy of an object loses it without a word.
      if (key === "__proto__") throw new UsageError(`${what} has a part called "__proto__"`);
      // Names are printed as they are, and go into reports that can hold no such thing.
      const shown = typeof value === "string" ? value.replace(/[\n\r\t]/g, " ") : "";
      if (visible(shown) !== shown) {
        throw new UsageError(
          `${what} has a character in "${shown}" that is not to be seen; legal: text. Remove it`,
        );
      }
      return value;
    });
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const why = (cause as Error).message.replace(/\s+/g, " ");
    throw new UsageError(
      `${what} is no JSON, perhaps cut short: ${why}; legal: all of it. Write it anew`,
    );
  }
}

/** `states.0: Invalid input`: the first part that is not as the schema says, and why. */
export function firstIssue({ issues: [issue] }: z.ZodError, whole: string): string {
  return `${issue?.path.join(".") || whole}: ${issue?.message ?? "not as the schema says"}`;
}

/** In place of `user-file.ts`: a page reads no files of its reader's. */
import { UsageError } from "../../asking/usage.ts";

export const isUserFile = (word: string): boolean => /\.[cm]?[jt]s$/.test(word);

/** @throws UsageError */
export async function importUserFile(path: string, what: string): Promise<never> {
  throw new UsageError(
    `${what} "${path}" is not at hand in a page; legal: the name of a reading. ` +
      "Open it with: quiesce explore --reading",
  );
}

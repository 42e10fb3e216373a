/** What is typed or piped in, line by line. */
import { UsageError } from "../asking/usage.ts";

/** More than anybody types; a stream that has no line breaks would fill the memory. */
const LONGEST = 2 ** 20;

/** @throws UsageError for a line that does not end */
export async function* typedLines(input: AsyncIterable<string>): AsyncIterable<string> {
  let rest = "";
  for await (const text of input) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop()!;
    yield* lines;
    if (rest.length > LONGEST) {
      throw new UsageError(
        `a line of the input has more than ${LONGEST} characters; legal: a line that was typed. ` +
          "Look at what is piped in",
      );
    }
  }
  if (rest !== "") yield rest;
}

/** What the README shows of the commands that a newcomer types first, cut to what matters. */
import { between } from "./documents.ts";

/** Prints what a command line prints: `ask d1`. */
export type Printed = (...argv: string[]) => Promise<string>;

const PATH = "README.md";

/**
 * The README with what the commands print now.
 * @param read the text of a file of the project
 */
export async function readmeDocument(
  read: (path: string) => string,
  printed: Printed,
): Promise<ReadonlyMap<string, string>> {
  const parts: Readonly<Record<string, string>> = {
    start: cutStart(await printed("ask")),
    disputes: await printed("list", "disputes"),
    mail: cutMail(await printed("ask", "d1")),
  };
  const text = Object.entries(parts).reduce(
    (before, [what, shown]) => between(before, PATH, what, `\`\`\`text\n${shown}\`\`\``),
    read(PATH),
  );
  return new Map([[PATH, text]]);
}

/** The first dispute, and what to type next. */
function cutStart(text: string): string {
  const lines = text.trimEnd().split("\n");
  const second = lines.findIndex((line) => line.startsWith("D2 "));
  const next = lines.indexOf("") + 1;
  return `${[...lines.slice(0, second), "    ...", ...lines.slice(next)].join("\n")}\n`;
}

/** The question and who holds what, then the counterexample down to the end of its chart. */
function cutMail(text: string): string {
  const lines = text.trimEnd().split("\n");
  const story = lines.findIndex((line) => line.startsWith("story"));
  const example = lines.lastIndexOf("") + 1;
  const end = lines.findLastIndex((line) => line.startsWith("-----"));
  const shown = [...lines.slice(0, story), "...", ...lines.slice(example, end + 1), "..."];
  return `${shown.join("\n")}\n`;
}

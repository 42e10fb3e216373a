/** Text as LaTeX takes it. */
import { ascii } from "./words.ts";

const LATEX: Readonly<Record<string, string>> = {
  _: "\\_",
  "&": "\\&",
  "%": "\\%",
  "#": "\\#",
  $: "\\$",
  "{": "\\{",
  "}": "\\}",
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Plain text, with every sign that means something to LaTeX as itself. */
export const latex = (text: string): string =>
  ascii(text).replace(/[_&%#${}\\~^]/g, (sign) => LATEX[sign]!);

/** Names of fields and registers, `queue_reset` and `QueueReady`, as the standard sets them. */
export const withFields = (text: string): string =>
  ascii(text).replace(
    /\b[a-z]+(?:_[a-z]+)+\b|\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b/g,
    (name) => `\\field{${name}}`,
  );

/** Plain text for mail: 7-bit ASCII, at most 68 columns, broken at blanks. */

/** What survives being quoted twice in a mail. */
export const WIDTH = 68;

/**
 * Breaks text into lines of at most `width` characters; a word that is longer is
 * cut. There is always at least one line.
 */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of ascii(text)
    .split(" ")
    .filter((w) => w !== "")) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = "";
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === "" ? rest : `${line} ${rest}`;
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/** A key in the first nine columns, then text with its continuation lines below. */
export function entry(key: string, text: string, width = WIDTH): readonly string[] {
  const margin = 9;
  return wrap(text, width - margin).map((line, index) =>
    `${(index === 0 ? key : "").padEnd(margin)}${line}`.trimEnd(),
  );
}

const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/[‘’]/g, "'"],
  [/[“”]/g, '"'],
  [/[–—]/g, "-"],
  [/…/g, "..."],
  [/→/g, "->"],
  [/×/g, "x"],
  [/\s/g, " "],
];

/** Typographic characters as ASCII; what is left is a question mark. */
export function ascii(text: string): string {
  const plain = PLAIN.reduce((done, [from, to]) => done.replace(from, to), text);
  return plain.replace(/[^\x20-\x7e]/g, "?");
}

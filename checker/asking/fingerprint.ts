/** Fingerprints of a text that is not ours to copy: of a line, and of a sentence's words. */
import { createHash } from "node:crypto";

const hash = (text: string, digits: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, digits);

/** Digits of a line's fingerprint. */
export const LINE_DIGITS = 6;

/** Of a line as it stands, without what ends it. */
export const lineFingerprint = (line: string): string =>
  hash(line.replace(/[\r\n]+$/, ""), LINE_DIGITS);

/** A sentence without commands of LaTeX, capitals, ends and line breaks. */
export const plainWords = (text: string): string =>
  text
    .replace(/\\item(\[[^\]]*\])?/g, " ")
    .replace(/\\(?:label|ref)\{[^}]*\}/g, " ")
    .replace(/\\\w+\{([^}]*)\}/g, "$1")
    .replace(/[\s~]+/g, " ")
    .replace(/[."\s]+$/, "")
    .trim()
    .toLowerCase();

/** The same sentence has the same, however it is broken into lines. */
export const wordsFingerprint = (text: string): string => hash(plainWords(text), 12);

/** The sentences of a text, each in one line; a line that is only a command is none. */
export const sentencesIn = (text: string): readonly string[] =>
  text
    .split(/\n\s*\n|\n(?=\s*\\item)|(?<=[.;])\s+(?=[A-Z])/)
    .map((part) =>
      part
        .replace(/\\item(\[[^\]]*\])?/, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((part) => plainWords(part.replace(/\\\w+(\{[^}]*\})+/g, "")).length > 3);

/** The text at one commit without its words: fingerprints of lines, and where clauses stand. */

/** First line from 1, the title, whose normative paragraph it begins, and what `\ref` takes;
 *  `""` where there is none. */
export type Heading = readonly [line: number, title: string, party: string, label: string];

export interface SpecFile {
  /** Six hexadecimal digits for each line, in order: the beginning of its SHA-256. */
  readonly lines: string;
  readonly headings: readonly Heading[];
}

/** A clause's sentence: first and last line, and the fingerprint of its words. */
export type SentencePlace = readonly [file: string, first: number, last: number, words: string];

/** The end of a paragraph, where a sentence can be added. */
export interface SpecEnd {
  /** The first line of `before`, from 1. */
  readonly line: number;
  /** Lines around the place: empty ones and headings, no sentence. */
  readonly before: readonly string[];
  readonly behind: readonly string[];
}

export interface Spec {
  readonly commit: string;
  readonly files: Readonly<Record<string, SpecFile>>;
  /** By id of clause, more than one where it stands for two transports; a clause that is not
   *  here is known by its section alone. */
  readonly sentences: Readonly<Record<string, readonly SentencePlace[]>>;
  /** Where a sentence for one of them goes unless told: a place of `ends`. */
  readonly usual: Readonly<Record<"driver" | "device", string>>;
  /** By place, written as clauses have it: `content.tex, Device Suspend, device`. */
  readonly ends: Readonly<Record<string, SpecEnd>>;
}

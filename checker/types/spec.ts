/** The text at one commit without its words: fingerprints of lines, and where clauses stand. */

/** First line from 1, the title, and whose normative paragraph it begins; `""` where it is none. */
export type Heading = readonly [line: number, title: string, party: string];

export interface SpecFile {
  /** Six hexadecimal digits for each line, in order: the beginning of its SHA-256. */
  readonly lines: string;
  readonly headings: readonly Heading[];
}

/** A clause's sentence: first and last line, and the fingerprint of its words. */
export type SentencePlace = readonly [file: string, first: number, last: number, words: string];

export interface Spec {
  readonly commit: string;
  readonly files: Readonly<Record<string, SpecFile>>;
  /** By id of clause; one that is not here is known by its section alone. */
  readonly sentences: Readonly<Record<string, SentencePlace>>;
}

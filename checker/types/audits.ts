/** What tests of a device are held against: a system, and words for what they do and expect. */
import type { LocalState, ModelEvent, SystemDeclaration } from "./system.ts";

/** Looks a machine's local state up by name. */
type Seen = (machine: string) => LocalState | undefined;

export interface Audits<S> {
  readonly scope: S;
  readonly system: (scope: S) => SystemDeclaration;
  /** Who carries out the steps of a test; its events happen only as the test says. */
  readonly tester: string;
  /** Whose conformance is asked for: its clauses are in force, and freed one by one. */
  readonly tested: string;
  /** Freedoms of the tested party that no test counts on: they stay as the reading has them. */
  readonly keeps: readonly string[];
  /** A step in words of a test as the phrase of an event, `set SUSPEND` as `write 1F`; null
   *  where it changes nothing, and the words themselves where they are no such words. */
  readonly act: (words: string, seen: Seen) => string | null;
  /** Whether an expectation is met; undefined for words that are none. */
  readonly expect: (words: string) => ((seen: Seen) => boolean) | undefined;
  /** What a guest waits for and sees with an event of the tester's, as steps of a test; undefined
   *  for one that it does, which its phrase says. */
  readonly seenBy: (event: ModelEvent) => readonly string[] | undefined;
  /** What a guest that carries out a counterexample to a property expects at its end, as steps;
   *  null where no guest sees what the property is about. */
  readonly endOf: (property: string, events: readonly ModelEvent[]) => readonly string[] | null;
  /** Words of both kinds, for a message. */
  readonly legal: readonly string[];
  /** A bound that, set so, takes away the failures that a device may report. */
  readonly withoutFailures: Partial<S>;
}

/** A change of a reading as sentences for the text, and where each would stand. */
import type { Model } from "../types/index.ts";

/** A sentence that the text does not have. */
export interface ProposedSentence {
  readonly words: string;
  /** The paragraph that it would end: `content.tex, Device Suspend, device`. */
  readonly place: string;
}

export interface Proposal {
  /** As in `--reading`: `held-kick=kept`. */
  readonly change: string;
  /** All that it takes; none where some part of it is no new sentence. */
  readonly sentences: readonly ProposedSentence[];
  /** Which part is none, and why; null where all are. */
  readonly why: string | null;
}

/** The parts of a model that proposals are made of. */
export type Proposing = Pick<Model<never>, "clauses" | "interpretations" | "spec">;

/** What a change asks of the text. @param change parts are separated by commas */
export function proposalOf(model: Proposing, change: string): Proposal {
  const parts = change.split(",").map((part) => partOf(model, part));
  const why = parts.find((part) => typeof part === "string");
  const sentences = parts.filter((part) => typeof part !== "string");
  return why === undefined ? { change, sentences, why: null } : { change, sentences: [], why };
}

/** A sentence; or why there is none. */
function partOf({ clauses, interpretations, spec }: Proposing, part: string) {
  if (spec === undefined) return "there is no text that it could be added to";
  const [, sign = "", about = "", value = ""] = /^([+-]?)([^=]*)=?(.*)$/.exec(part) ?? [];
  const clause = clauses.find(({ id }) => id === about);
  if (sign === "-") return `${part} takes a sentence away: ${clause?.place ?? "the reading's own"}`;
  if (clause === undefined) {
    const asked = interpretations.find(({ id }) => id === about);
    const { sentence, place, means = "" } = asked?.choices[value] ?? {};
    if (sentence !== undefined) {
      return { words: sentence, place: place ?? spec.usual[boundBy(sentence)] };
    }
    const kind = asked?.party === "text" ? "a meaning of words" : "conduct of a party";
    return `${part} is ${kind}, and no sentence says it: ${means}`;
  }
  const isThere = clause.place.split("; ").some((place) => spec.files[place.split(", ")[0]!]);
  if (isThere) return `${about} ${clause.level} is there, and not followed here: ${clause.place}`;
  const words = withLevels(clause.says);
  return { words, place: spec.usual[boundBy(words)] };
}

/** Whom a sentence binds: the first of the two that stands before its level. */
function boundBy(sentence: string): "driver" | "device" {
  const [subject = ""] = sentence.split(/\b(?:MUST|SHOULD|MAY)\b/);
  return /\b(driver|device)\b/.exec(subject)?.[1] === "driver" ? "driver" : "device";
}

/** Clauses are told in small letters; a sentence for the text has its level in capitals. */
const withLevels = (says: string): string =>
  says.replace(/\b(?:must|should)(?: not)?\b|\bmay\b/g, (level) => level.toUpperCase());

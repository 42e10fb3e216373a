/**
 * What the address of the page holds: a question, a claim, and a behaviour as words, so that
 * a person can read it; and the digest of the model, so that another model says so.
 *
 *   #scenario=holes/h4&reading=v1.4-as-written,-S-16b&claim=...&trace=kick+q0;+write+1F&model=1a2b3c4d
 */
import type { Question } from "./protocol.ts";

export interface Place extends Question {
  /** Name of the claim that is looked at; empty: the first that fails. */
  readonly claim: string;
  /** The behaviour as one line; null: the shortest one of the claim. */
  readonly line: string | null;
  /** How many of its steps have happened; null: all. */
  readonly step: number | null;
  /** The reading that stands beside, or nothing. */
  readonly beside: string;
  /** Digest of the model that the address was made with; empty in one written by hand. */
  readonly model: string;
}

export const NOWHERE: Place = {
  scenario: "",
  reading: "",
  scope: "",
  claim: "",
  line: null,
  step: null,
  beside: "",
  model: "",
};

const KEYS = ["scenario", "reading", "scope", "claim", "step", "beside", "trace", "model"];

/** Characters that need no escape after a `#`, and are easier to read without. */
const PLAIN = /%(?:2F|2C|3B|3D|3A|40|2B)/g;

const escaped = (value: string): string =>
  encodeURIComponent(value).replace(PLAIN, decodeURIComponent);

/** The part of an address behind `#`. */
export function written(place: Place): string {
  const { line, step } = place;
  const values: Readonly<Record<string, string>> = {
    ...place,
    step: step === null ? "" : String(step),
    trace: line ?? "",
  } as unknown as Record<string, string>;
  const has = (key: string): boolean => values[key] !== "" || (key === "trace" && line !== null);
  return KEYS.filter(has)
    .map((key) => {
      const value = values[key]!;
      // Blanks only stand in a trace; there a plus is one, as in any form.
      return `${key}=${key === "trace" ? escaped(value.replaceAll("+", "\0")).replaceAll("%20", "+").replaceAll("%00", "%2B") : escaped(value)}`;
    })
    .join("&");
}

/**
 * Reads it back.
 * @throws Error, one line, for a part that is none or cannot be read
 */
export function read(hash: string): Place {
  const place: Record<string, string | number | null> = { ...NOWHERE };
  const text = hash.replace(/^#/, "");
  if (text === "") return NOWHERE;
  for (const part of text.split("&")) {
    const at = part.indexOf("=");
    const key = part.slice(0, Math.max(0, at));
    if (!KEYS.includes(key)) {
      throw new Error(`the address has "${part.slice(0, 40)}"; legal: ${KEYS.join(", ")}`);
    }
    const value = decoded(key, part.slice(at + 1));
    if (key === "trace") place.line = value;
    else if (key !== "step") place[key] = value;
    else if (/^\d{1,4}$/.test(value)) place.step = Number(value);
    else throw new Error(`the address has step "${value}"; legal: a number, as step=3`);
  }
  return place as unknown as Place;
}

function decoded(key: string, value: string): string {
  try {
    return decodeURIComponent(key === "trace" ? value.replaceAll("+", "%20") : value);
  } catch {
    throw new Error(`the address is broken in "${key}"; perhaps it was cut: copy it whole`);
  }
}

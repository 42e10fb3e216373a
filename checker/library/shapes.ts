/**
 * Whether a definition has the keys and kinds that it may have: a misspelt one means
 * nothing, and what means nothing would end in an answer to another question.
 */
import { didYouMean, listNames, ModelError } from "../compile/errors.ts";

/** Says what is wrong, with what is legal and the cure; never returns. */
export type Refuse = (what: string, legal: string, cure: string) => never;

/** @param owner `Event "go"`, `Property "p"`: what the message begins with */
export function refusing(owner: string): Refuse {
  return (what, legal, cure) => {
    throw new ModelError(`${owner} ${what}; legal: ${legal}. ${cure}`);
  };
}

export type Fields = Readonly<Record<string, unknown>>;

/** An object with no other keys than these. */
export function fieldsOf(given: unknown, keys: readonly string[], refuse: Refuse): Fields {
  const fields = recordOf(given, refuse);
  const wrong = Object.keys(fields).find((key) => !keys.includes(key));
  if (wrong === undefined) return fields;
  const near = didYouMean(wrong, keys);
  return refuse(`has ${shown(wrong)}`, listNames(keys, keys.length), `Correct the name.${near}`);
}

/** An object whose keys are names of the user's own. */
export function recordOf(given: unknown, refuse: Refuse): Fields {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return given as Fields;
  return refuse(`is ${shown(given)}`, "an object of names and values", "Write { name: ... }.");
}

/** A list of different strings. */
export function namesIn(what: string, given: unknown, refuse: Refuse): readonly string[] {
  if (!Array.isArray(given) || !given.every((one) => typeof one === "string" && one !== "")) {
    return refuse(`has ${shown(given)} as ${what}`, "a list of names", 'Write ["name"].');
  }
  const twice = given.find((one, at) => given.indexOf(one) !== at);
  if (twice === undefined) return given;
  return refuse(`has ${shown(twice)} twice as ${what}`, "each name once", "Remove one.");
}

/** Some words on one line. */
export function lineOf(what: string, given: unknown, refuse: Refuse): string {
  if (typeof given === "string" && given.trim() !== "" && !/[\r\n]/.test(given)) return given;
  return refuse(`has ${shown(given)} as ${what}`, "some words on one line", "Write them.");
}

/** Letters, digits, "-", "_" and ".": what a command line and a trace can hold. */
export function nameOf(what: string, given: unknown, refuse: Refuse): string {
  if (typeof given === "string" && /^\w[\w.-]*$/.test(given)) return given;
  return refuse(
    `has ${shown(given)} as ${what}`,
    'letters, digits, "-", "_" and "."',
    "Rename it.",
  );
}

/** A value as a message shows it, on one line. */
export function shown(given: unknown): string {
  if (typeof given === "function") return "a function";
  if (typeof given === "bigint" || typeof given === "symbol") return String(given);
  if (typeof given === "number") return String(given);
  try {
    return String(JSON.stringify(given)).slice(0, 80);
  } catch {
    return "an object";
  }
}

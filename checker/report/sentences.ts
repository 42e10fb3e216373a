/** Which sentences are enough for a property, as text for mail. */
import type { Setting } from "../compile/system.ts";
import type { Model, Property } from "../types.ts";
import { ascii, entry, WIDTH } from "./words.ts";

/** What a family of readings says about a property. */
export interface Sentences {
  readonly scenario: string;
  /** Other scenarios that ask for the same property. */
  readonly alsoIn: readonly string[];
  readonly base: string;
  readonly bounds: string;
  readonly property: Property;
  readonly among: readonly string[];
  readonly readings: bigint;
  readonly violating: bigint;
  readonly good: bigint;
  readonly enough: readonly (readonly Setting[])[];
  readonly needed: readonly Setting[];
  readonly redundant: readonly Setting[];
  readonly dead: readonly string[];
  /** The settings of a reading with a shortest counterexample, and that as one line. */
  readonly nearest: { readonly settings: readonly Setting[]; readonly line: string } | null;
}

/** As in `--reading`: `+S-13`, `-S-13`, `held-kick=kept`. */
const change = ({ kind, id, value }: Setting): string =>
  kind === "choice" ? `${id}=${value}` : `${value === "in" ? "+" : "-"}${id}`;

const list = (settings: readonly Setting[]): string =>
  settings.length === 0 ? "none" : settings.map(change).join(", ");

export function sentencesText<S>(model: Model<S>, found: Sentences): string {
  const { enough, nearest } = found;
  const sets = enough.map((set) => (set.length === 0 ? "nothing more is needed" : list(set)));
  const lines = [
    ...entry("asks", found.property.claim),
    ...entry("of", `${found.scenario}, ${found.bounds}`),
    ...(found.alsoIn.length === 0
      ? []
      : entry("also in", `${found.alsoIn.join(", ")} (--scenario)`)),
    ...entry("from", found.base),
    ...entry("among", found.among.join(", ")),
    ...entry("readings", `${found.readings}: good ${found.good}, violated ${found.violating}`),
    "-".repeat(WIDTH - 3),
    ...(sets.length === 0
      ? entry("enough", "no set of these is enough")
      : sets.flatMap((set, index) => entry(index === 0 ? "enough" : "or", set))),
    ...entry("needed", list(found.needed)),
    ...entry("unused", `${list(found.redundant)}; dead: ${found.dead.join(", ") || "none"}`),
    ...entry("SHOULDs", shoulds(model, enough)),
    ...(nearest === null
      ? []
      : [...entry("without", list(nearest.settings)), ...entry("trace", nearest.line)]),
    "-".repeat(WIDTH - 3),
    ...entry("", "good: holds, its witness is possible, and nothing is silent"),
  ];
  return `${lines.map(ascii).join("\n")}\n`;
}

/** A SHOULD that a minimal set rests on would have to be a MUST for that set to bind. */
function shoulds<S>(model: Model<S>, enough: readonly (readonly Setting[])[]): string {
  const named = new Set(
    enough
      .flat()
      .flatMap(({ kind, id, value }) => (kind === "clause" && value === "in" ? [id] : [])),
  );
  const weak = model.clauses.filter(({ id, level }) => named.has(id) && level.startsWith("SHOULD"));
  if (weak.length === 0) return "none would have to become a MUST";
  return `${weak.map(({ id, level }) => `${id} (${level})`).join(", ")} would have to become a MUST`;
}

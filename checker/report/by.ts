/** Citations in words: what a step rests on, and what a behaviour goes against. */
import type { Citations, Cited, GoneAgainst } from "../trace/citations.ts";

/**
 * `obliged S-14 MUST`, `only S-16b SHOULD`, `AGAINST B26a MUST`, a line each. What permits
 * is named where nothing obliges, description where nothing stronger is, and conduct where
 * no clause is.
 */
export function citedLines(by: Citations): readonly string[] {
  const { own, obligedBy, onlyThisLeftBy, against, permittedBy, conduct } = by;
  const binding = [...own, ...obligedBy, ...onlyThisLeftBy];
  const permitting = binding.length === 0 ? permittedBy : [];
  const isStrong = [...binding, ...permitting].some(({ level }) => level !== "desc");
  const named = (cited: readonly Cited[]): readonly Cited[] =>
    isStrong ? cited.filter(({ level }) => level !== "desc") : cited;
  const lines = [
    listed("", named(own)),
    listed("obliged ", named(obligedBy)),
    listed("only ", named(onlyThisLeftBy)),
    listed("permitted ", named(permitting)),
    listed("AGAINST ", against),
  ].flat();
  if (lines.length > 0) return lines;
  return [conduct.length > 0 ? "conduct" : "no clause"];
}

/** `obliged S-14, S-15 MUST`: a level once for all that have it. */
function listed(words: string, cited: readonly Cited[]): readonly string[] {
  const levels = [...new Set(cited.map(({ level }) => level))];
  return levels.map((level) => {
    const ids = cited.filter((one) => one.level === level).map(({ id }) => id);
    return `${words}${ids.join(", ")} ${level}`;
  });
}

export const isMust = ({ level }: Cited): boolean => level.startsWith("MUST");
export const isShould = ({ level }: Cited): boolean => level.startsWith("SHOULD");

/** `MUSTs gone against: B26a (step 5); SHOULDs not followed: none`. */
export function againstWords(against: readonly GoneAgainst[]): string {
  const list = (those: readonly GoneAgainst[]): string =>
    those.map((one) => `${one.id} (${placeOf(one)})`).join(", ") || "none";
  const musts = list(against.filter(isMust));
  const shoulds = list(against.filter(isShould));
  return `MUSTs gone against: ${musts}; SHOULDs not followed: ${shoulds}`;
}

function placeOf({ steps, loop, because }: GoneAgainst): string {
  const numbers = steps.length > 0 ? [`step${steps.length > 1 ? "s" : ""} ${steps.join(" ")}`] : [];
  const departs = because === "departs" ? ["by conduct"] : [];
  return [...numbers, ...(loop ? ["loop"] : []), ...departs].join(", ");
}

/** What the files of counterexamples are called: each name once in a run. */

/** Names that were given in a run. */
export type Named = Set<string>;

/**
 * Pinned, the name of the pin: several properties may pin one trace, and the first
 * is the one that it shows. Else, or when another has it, a short one.
 */
export function traceName(
  named: Named,
  scenario: string,
  property: string,
  pinned: string | undefined,
): { readonly name: string; readonly isPinned: boolean } {
  const isPinned = pinned !== undefined && !named.has(pinned);
  const name = isPinned ? pinned : unused(shortName(scenario, property), named);
  named.add(name);
  return { name, isPinned };
}

/** Where a trace that nothing pins is written to, below the project's folder. */
export const tracePath = (name: string): string => `out/traces/${name}.jsonl`;

/** `h4-availableIsUsed`: short enough for the last line of a chart. */
function shortName(scenario: string, property: string): string {
  const [number = scenario] = scenario.split("/").at(-1)?.split("-") ?? [];
  return `${number}-${property}`.replace(/[^\w.-]+/g, "_");
}

/** The name, or with a number when something else of this run has it. */
function unused(name: string, named: ReadonlySet<string>): string {
  let free = name;
  for (let n = 2; named.has(free); n++) free = `${name}-${n}`;
  return free;
}

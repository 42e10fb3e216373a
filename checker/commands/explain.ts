/** `quiesce explain`: whatever has a name; or what keeps events from happening. */

import { loadReading } from "../asking/reading.ts";
import { parseScope, withBounds } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import { compileSystem } from "../compile/compile.ts";
import { localName } from "../compile/local.ts";
import { type BlockedResult, explainBlocked, type Keeping } from "../explore/blocked.ts";
import type { Progress } from "../explore/results.ts";
import { entry, wrap } from "../report/words.ts";
import type { Model } from "../types/index.ts";
import { type Fact, factsAbout } from "./about.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { oneScenario } from "./select.ts";

/** What a terminal shows. */
const WIDTH = 80;

export interface ExplainOptions {
  readonly reading?: string;
  readonly scope?: string;
  readonly json?: boolean;
}

/** Of a key that stands several times all values; of others the one. */
function asData(facts: readonly Fact[]): object {
  const lists = new Map<string, Fact[1][]>();
  let last = "";
  for (const [key, value] of facts) {
    if (key !== "") last = key;
    lists.set(last, [...(lists.get(last) ?? []), value]);
  }
  return Object.fromEntries(
    [...lists].map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
  );
}

const asText = (facts: readonly Fact[]): string =>
  facts
    .flatMap(([key, value]) => {
      const words = typeof value === "string" ? value : value.join(", ");
      return entry(key, words || "none");
    })
    .join("\n");

export async function explain<S extends object>(
  model: Model<S>,
  names: readonly string[],
  options: ExplainOptions,
  io: Io,
): Promise<number> {
  const [name, scenario] = names;
  const { reading, scope } = options;
  if (name !== "blocked" && (reading ?? scope) !== undefined) {
    const given = reading === undefined ? "--scope" : "--reading";
    throw new UsageError(`${given} goes with explain blocked; leave it out for "${name}"`);
  }
  if (name === undefined) {
    throw new UsageError(
      "explain what? a dispute, scenario, clause, machine, state, event, property, " +
        "interpretation, reading, bound, or: blocked <scenario>",
    );
  }
  if (name === "blocked") {
    if (scenario === undefined) {
      throw new UsageError("explain blocked needs a scenario; see: quiesce list");
    }
    return blocked(model, scenario, options, io);
  }
  const facts = factsAbout(model, name);
  io.out(`${options.json ? JSON.stringify(asData(facts)) : asText(facts)}\n`);
  return EXIT.fine;
}

/** For each event, who alone kept it from happening: the first look at a surprise. */
async function blocked<S extends object>(
  model: Model<S>,
  name: string,
  options: ExplainOptions,
  io: Io,
): Promise<number> {
  const scenario = oneScenario(model, name);
  const [first] = scenario.cases;
  const expression = options.reading ?? first?.reading ?? model.readings[0]?.name ?? "";
  const bounds = options.scope === undefined ? first?.scope : parseScope(model, options.scope);
  const scope = withBounds(model, scenario.scope, bounds ?? {});
  const read = await loadReading(model, expression);
  const progress = await progressLine(io, 1);
  const system = compileSystem(scenario.system(scope), read);
  const onProgress = (seen: Pick<Progress, "states">): void =>
    progress.onProgress(scenario.name, seen);
  const result = explainBlocked(system, { by: "type", signal: io.signal, onProgress });
  progress.stop();
  if (io.signal.aborted) return progress.interrupted();
  if (options.json) {
    io.out(`${JSON.stringify(blockedData(result))}\n`);
    return result.finished ? EXIT.fine : EXIT.unknown;
  }
  const within = model.describeScope(scope);
  const head =
    `${scenario.name}, reading ${expression}, ${within}; below each event, which ` +
    "machine alone kept it from happening, how often, and one state in which it did:";
  io.out(`${[...wrap(head, WIDTH), ...blockedLines(result)].join("\n")}\n`);
  return result.finished ? EXIT.fine : EXIT.unknown;
}

function blockedLines({ events, never, finished }: BlockedResult): readonly string[] {
  return [
    ...events.flatMap((event) => [
      `${event.name}: enabled ${event.enabled} times`,
      ...event.keepers.flatMap(({ machine, local, how, count }) => {
        const words = `${count} times ${machine} in ${localName(local)} ${KEEPS[how]}`;
        return wrap(words, WIDTH - 6).map((line, at) => `${at === 0 ? "    " : "      "}${line}`);
      }),
    ]),
    ...(never.length > 0 ? wrap(`never: ${never.join(", ")}`, WIDTH) : []),
    ...(finished ? [] : ["A limit ended the search: the counts are of what was seen."]),
  ];
}

/** What a machine does to an event that it keeps from happening. */
const KEEPS: Readonly<Record<Keeping, string>> = {
  declines: "declines it",
  blocks: "blocks it",
  "guards off": "guards it off",
  silent: "has no answer to it",
};

const blockedData = ({ events, never, finished }: BlockedResult): object => ({
  events: events.map(({ name, enabled, keepers }) => ({
    name,
    enabled,
    keepers: keepers.map(({ machine, local, how, count }) => ({
      machine,
      local: localName(local),
      how,
      count,
    })),
  })),
  never,
  finished,
});

/** The answers about a system as plain text. */
import type { Answer, Behaviour, CheckResult } from "./check.ts";

/**
 * What `quiesce check ./my-system.ts` prints: verdicts, then each behaviour that fails.
 *
 * @example
 * ```ts
 * import { at, check, defineEvents, defineSystem, leadsTo, report } from "quiesce";
 * import { createMachine } from "xstate";
 *
 * const lamp = createMachine({
 *   initial: "off",
 *   states: { off: { on: { presses: "on" } }, on: { on: { presses: "off" }, tags: "rest" } },
 * });
 * const system = defineSystem({
 *   name: "one-lamp",
 *   machines: { lamp },
 *   events: defineEvents({ presses: { initiator: "lamp" } }),
 *   properties: { lights: leadsTo(at("lamp", "off"), at("lamp", "on")) },
 * });
 *
 * console.log(report(await check(system)));
 * ```
 */
export function report(result: CheckResult): string {
  const { system, reading, states, seen, limit, depth, assumes, errors, properties } = result;
  const width = Math.max(...properties.map(({ name }) => name.length));
  const size =
    limit === null
      ? `${states ?? seen} states, depth ${depth ?? "not known"}`
      : `stopped after ${seen} states (limit: ${limit})`;
  const failing = properties.filter(({ verdict }) => verdict === "violated");
  return [
    `${system}, ${reading}: ${size}`,
    ...(assumes.length === 0 ? [] : [`assumes: ${assumes.join("; ")}`]),
    ...properties.map(
      (answer) => `  ${verdictOf(answer)} ${answer.name.padEnd(width)}  ${answer.claim}`,
    ),
    ...errors.map((error) => `error: ${error}`),
    ...failing.flatMap((answer) => ["", ...failure(answer)]),
    "",
  ].join("\n");
}

function verdictOf({ verdict }: Answer): string {
  return (verdict === "violated" ? "VIOLATED" : verdict).padEnd(8);
}

function failure({ name, behaviour }: Answer): readonly string[] {
  if (behaviour === null) return [`${name}: no behaviour shows it`];
  return [`${name} fails:`, ...stepLines(behaviour), `trace  ${behaviour.line}`];
}

function stepLines({ steps, loop, last }: Behaviour): readonly string[] {
  const width = Math.max(0, ...steps.map(({ sentence }) => sentence.length));
  const lines = steps.flatMap(({ sentence, changes }, index) => {
    const taken = last === "taken" || index < steps.length - 1;
    const moves = Object.entries(changes).map(([machine, state]) => `${machine}: ${state}`);
    const what = taken ? moves.join(", ") || "nothing changes" : `${last}`;
    const line = `${String(index + 1).padStart(3)} ${sentence.padEnd(width)}  ${what}`;
    return index === loop ? ["    -- what follows repeats for ever --", line] : [line];
  });
  return loop === steps.length ? [...lines, "    -- nothing more happens --"] : lines;
}

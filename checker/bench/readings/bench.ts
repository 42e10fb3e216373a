/**
 * `npm run bench -- readings`: what one reading more costs.
 *
 * Every scenario is compiled once, as the text is written; then again with each of its rules'
 * clauses freed, one at a time, as `quiesce check --reading v1.4-as-written,-S-10` does. The
 * yardstick is the first compilation of the same scope, which enumerates its machines.
 */
import { model } from "../../../models/model.ts";
import { applyChanges, resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import { ModelError } from "../../compile/errors.ts";
import type { Reading } from "../../types/index.ts";

/** At most so many milliseconds of processor time for a further reading, at the median of a scenario. */
const AIM = 5;
/** Readings of each scenario. */
const MANY = 20;

const base = resolveReading(model, "v1.4-as-written");
const ruled = model.clauses.filter(
  ({ id, rules = [] }) => base.inForce.has(id) && rules.some(({ rule }) => rule !== "none"),
);
const others = ruled.map(({ id }) => applyChanges(model, base, [`-${id}`]));

/** Milliseconds of processor time that compiling takes; null for a reading that is refused, as by its conduct. */
function timed(declaration: ReturnType<typeof declare>, reading: Reading): number | null {
  const started = process.cpuUsage();
  try {
    compileSystem(declaration, reading, { idleSentences: "allowed" });
  } catch (cause) {
    if (cause instanceof ModelError) return null;
    throw cause;
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

const declare = ({ system, scope }: (typeof model.scenarios)[number]) => system(scope);
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const lines = model.scenarios.map((scenario, at) => {
  const declaration = declare(scenario);
  const first = timed(declaration, base) ?? 0;
  const chosen = Array.from(
    { length: MANY },
    (_, turn) => others[(at + turn * 7) % others.length]!,
  );
  const further = chosen.flatMap((reading) => timed(declaration, reading) ?? []);
  return { name: scenario.name, first, further: median(further) };
});
for (const { name, first, further } of lines) {
  process.stdout.write(
    `${name.padEnd(48)}${first.toFixed(1).padStart(8)} ms${further.toFixed(2).padStart(8)} ms` +
      `${(first / further).toFixed(0).padStart(6)} x\n`,
  );
}
const worst = lines.reduce((a, b) => (a.further > b.further ? a : b));
process.stdout.write(
  `a further reading, median of ${lines.length} scenarios: ${median(lines.map(({ further }) => further)).toFixed(2)} ms; ` +
    `most: ${worst.further.toFixed(2)} ms (${worst.name}); aim: ${AIM} ms\n`,
);

/**
 * `npm run crosscheck [names...]`: SPIN on the export of the first case of each
 * scenario must store the states that are pinned for it. Exits with 1 where it
 * does not, and says so where SPIN or gcc is not installed.
 */
import { model } from "../../models/model.ts";
import { selectScenarios } from "../commands/select.ts";
import { compileSystem } from "../compile/compile.ts";
import { resolveReading } from "../reading.ts";
import { UsageError } from "../usage.ts";
import { runSpin } from "./engines/spin.ts";

function crosscheck(names: readonly string[]): number {
  let differing = 0;
  let compared = 0;
  for (const scenario of selectScenarios(model, names)) {
    const [first] = scenario.cases;
    if (first === undefined) continue;
    const scope = { ...scenario.scope, ...first.scope };
    const system = compileSystem(scenario.system(scope), resolveReading(model, first.reading));
    const figures = runSpin(system, 20);
    if (figures === null) {
      process.stdout.write("SPIN or gcc is not installed: nothing was compared\n");
      return 0;
    }
    const agrees = figures.states === first.states;
    compared += 1;
    if (!agrees) differing += 1;
    const verdict = agrees ? "agrees" : `DIFFERS: SPIN ${figures.states}`;
    process.stdout.write(`${scenario.name}: ${first.states} states, ${verdict}\n`);
  }
  process.stdout.write(`${compared} compared, ${differing} differing\n`);
  return differing === 0 ? 0 : 1;
}

try {
  process.exitCode = crosscheck(process.argv.slice(2));
} catch (cause) {
  if (!(cause instanceof UsageError)) throw cause;
  process.stderr.write(`error: ${cause.message}\n`);
  process.exitCode = 64;
}

/**
 * `npm run crosscheck [names...] [-- --every-case]`: other checkers on the exports.
 *
 * SPIN must store the states that are pinned. TLC, where the environment variable
 * TLA2TOOLS names its jar, must find as many distinct states at the pinned depth, the
 * pinned verdict of each invariant with as many steps, and of each claim of progress.
 * Without names: the first case of each scenario. Exits with 1 where anything differs,
 * and says so where SPIN, gcc or Java is not installed.
 */
import { existsSync } from "node:fs";
import { model } from "../../models/model.ts";
import type { Scope } from "../../models/scope.ts";
import { UsageError } from "../asking/usage.ts";
import { selectScenarios } from "../commands/select.ts";
import { type Selected, selectCase } from "../commands/select-case.ts";
import { compileSystem } from "../compile/compile.ts";
import { NO_SILENCE } from "../explore/results.ts";
import { type TlaModule, type TlaName, tla } from "../report/tla.ts";
import { tlaConfig } from "../report/tla-config.ts";
import type { Case } from "../types/index.ts";
import { runSpin } from "./engines/spin.ts";
import { runTlc, type TlcAnswer } from "./engines/tlc.ts";

/** What a checker says beside what is pinned; no differences: it agrees. */
interface Comparison {
  readonly who: string;
  readonly asked: string;
  readonly differences: readonly string[];
}

/** States of the pinned claims, as TLC is expected to find them. */
function compareTlc(jar: string, module: TlaModule, pinned: Case<Scope>): Comparison | null {
  // Every machine of the models answers; what the text leaves open is no matter of a checker's.
  const expected = ({ property }: TlaName): string => {
    const verdict = property === NO_SILENCE ? "holds" : pinned.pins[property]?.verdict;
    return verdict === "violated" ? "violated" : "holds";
  };
  const differences: string[] = [];
  const ask = (specification: "Spec" | "FairSpec", names: readonly TlaName[]) => {
    const plain = names.map(({ name }) => name);
    const config =
      specification === "Spec"
        ? tlaConfig(specification, plain)
        : tlaConfig(specification, [], plain);
    return runTlc(jar, module, config);
  };
  const whole = ask(
    "Spec",
    module.invariants.filter((one) => expected(one) === "holds"),
  );
  if (whole === null) return null;
  if (!whole.holds) differences.push("an invariant fails that is pinned to hold");
  if (whole.states !== pinned.states) differences.push(`${whole.states} states`);
  if (whole.depth !== pinned.depth + 1) differences.push(`${whole.depth} levels`);
  for (const one of module.invariants) {
    if (expected(one) !== "violated") continue;
    const answer = ask("Spec", [one]);
    if (answer !== null) differences.push(...stepDifferences(one, answer, pinned));
  }
  const { temporal } = module;
  for (const one of temporal) {
    const answer = ask("FairSpec", [one]);
    if (answer !== null && answer.holds !== (expected(one) === "holds")) {
      differences.push(`${one.property} ${answer.holds ? "holds" : "violated"}`);
    }
  }
  const asked = `${module.invariants.length} invariants, ${temporal.length} leads-to`;
  return { who: "TLC", asked, differences };
}

function stepDifferences(
  { property }: TlaName,
  answer: TlcAnswer,
  pinned: Case<Scope>,
): readonly string[] {
  if (answer.holds) return [`${property} holds`];
  const steps = answer.trace - 1;
  const pin = pinned.pins[property]?.steps;
  return steps === pin ? [] : [`${property} in ${steps} steps, pinned ${pin}`];
}

/** Null where a checker is not installed; it is not asked again. */
type Checker = (selected: Selected<Scope>, pinned: Case<Scope>) => Comparison | null;

const systemOf = ({ scenario, scope, reading }: Selected<Scope>) =>
  compileSystem(scenario.system(scope), reading);

const spin: Checker = (selected, pinned) => {
  const figures = runSpin(systemOf(selected), 20);
  if (figures === null) return null;
  const differences = figures.states === pinned.states ? [] : [`${figures.states} states`];
  return { who: "SPIN", asked: "states", differences };
};

const tlcWith =
  (jar: string): Checker =>
  (selected, pinned) => {
    const { scenario, scope } = selected;
    return compareTlc(jar, tla(systemOf(selected), scenario.properties(scope)), pinned);
  };

function checkers(): Map<string, Checker> {
  const asked = new Map([["SPIN or gcc", spin]]);
  const jar = process.env.TLA2TOOLS ?? "";
  if (jar === "") return asked;
  if (!existsSync(jar)) {
    throw new UsageError(`TLA2TOOLS is "${jar}", which is no file; give the path of tla2tools.jar`);
  }
  return asked.set("Java", tlcWith(jar));
}

async function selection(words: readonly string[]): Promise<readonly Selected<Scope>[]> {
  const names = words.filter((word) => word !== "--every-case");
  if (!words.includes("--every-case")) {
    const all = names.length > 0 ? names : model.scenarios.map(({ name }) => name);
    return Promise.all(all.map((name) => selectCase(model, name)));
  }
  const cases = selectScenarios(model, names).flatMap(({ name, cases }) =>
    cases.map((_, index) => selectCase(model, `${name}/${index + 1}`)),
  );
  return Promise.all(cases);
}

async function crosscheck(words: readonly string[]): Promise<number> {
  const asked = checkers();
  let compared = 0;
  let differing = 0;
  for (const selected of await selection(words)) {
    const { scenario, number, pinned } = selected;
    if (pinned === null) continue;
    for (const [needs, checker] of asked) {
      const found = checker(selected, pinned);
      if (found === null) {
        process.stdout.write(`${needs} is not installed: not asked\n`);
        asked.delete(needs);
        continue;
      }
      const { who, asked: what, differences } = found;
      compared += 1;
      if (differences.length > 0) differing += 1;
      const verdict = differences.length === 0 ? "agrees" : `DIFFERS: ${differences.join("; ")}`;
      process.stdout.write(
        `${scenario.name}/${number}: ${pinned.states} states, ${who} (${what}) ${verdict}\n`,
      );
    }
  }
  process.stdout.write(`${compared} compared, ${differing} differing\n`);
  return differing === 0 ? 0 : 1;
}

try {
  process.exitCode = await crosscheck(process.argv.slice(2));
} catch (cause) {
  if (!(cause instanceof UsageError)) throw cause;
  process.stderr.write(`error: ${cause.message}\n`);
  process.exitCode = 64;
}

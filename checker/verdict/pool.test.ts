import { afterEach, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { checkCase } from "./check.ts";
import { createPool, type Pool } from "./pool.ts";
import { runner } from "./runs.ts";

/** The thread's module as it is in the sources: threads do not inherit what translates them. */
const source = new URL("../process/worker.ts", import.meta.url).href;
const translated = new URL(
  `data:text/javascript,${encodeURIComponent(
    `import { register } from "${import.meta.resolve("tsx/esm/api")}";
     register();
     await import("${source}");`,
  )}`,
);

let pool: Pool;
afterEach(() => pool.stop());

test("threads answer as this one does, in whatever order they end", async () => {
  pool = createPool(translated, 2, { cache: null });
  const here = runner(model);
  const there = runner(model, { pool });
  const scenarios = model.scenarios.filter(({ name }) => /h10|museum\/15|d5-packet/.test(name));
  const cases = scenarios.flatMap((scenario) => scenario.cases.map((one) => ({ scenario, one })));
  expect(cases.length).toBeGreaterThan(4);
  const apart = await Promise.all(
    cases.map(({ scenario, one }) => checkCase(model, there, scenario, one)),
  );
  for (const [at, { scenario, one }] of cases.entries()) {
    const { answers, differences, run } = await checkCase(model, here, scenario, one);
    const other = apart[at]!;
    expect(other.differences).toEqual(differences);
    expect(other.run.result).toEqual({
      ...run.result,
      properties: run.result.properties.map((own, index) => ({
        ...own,
        property: other.run.result.properties[index]!.property,
      })),
    });
    expect(
      other.answers.map(({ name, verdict, steps, trace }) => [name, verdict, steps, trace]),
    ).toEqual(answers.map(({ name, verdict, steps, trace }) => [name, verdict, steps, trace]));
    expect(other.answers.map(({ property }) => property?.name)).toEqual(
      answers.map(({ property }) => property?.name),
    );
  }
});

test("threads that are stopped refuse what they were asked, and what comes later", async () => {
  pool = createPool(translated, 1, { cache: null });
  const [scenario] = model.scenarios;
  const there = runner(model, { pool });
  const asked = checkCase(model, there, scenario!, scenario!.cases[0]!);
  pool.stop();
  await expect(asked).rejects.toThrow("the threads were stopped");
  const later = checkCase(model, there, scenario!, scenario!.cases[1]!);
  await expect(later).rejects.toThrow("the threads were stopped");
});

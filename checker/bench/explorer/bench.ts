/**
 * How long the explorer takes in the browser of its tests, for each dispute at its pinned scope:
 * from opening the page to its first answer, and from switching a sentence to the answer. With
 * `all`, also whether every case of disputes and holes is answered as it is pinned.
 *
 *   npm run bench -- explorer all
 */
import { model } from "../../../models/model.ts";
import {
  ask,
  differing,
  type Opened,
  openBrowser,
  type Page,
  questionsOf,
} from "../../explorer/browser.ts";

const print = (...cells: readonly (string | number)[]): void => {
  const [first = "", ...rest] = cells.map(String);
  process.stdout.write(`${first.padEnd(52)}${rest.map((cell) => cell.padStart(12)).join("")}\n`);
};

const answered = async (page: Page): Promise<number> => {
  await page.locator("#answer[aria-busy=false][data-asked]:not([data-asked=''])").waitFor();
  return page.evaluate(() =>
    Math.round(performance.getEntriesByName("answered").at(-1)!.startTime),
  );
};

/** Milliseconds from loading to the first answer, then from a click to the next one. */
async function times(opened: Opened, scenario: string): Promise<readonly [number, number]> {
  const page = await opened.open(`#scenario=${scenario}`);
  const first = await answered(page);
  // Baselines and cures are asked for when nobody switches: a reader looks first.
  await page.locator("text=All as pinned.").waitFor();
  await page.locator(".clause input:checked:enabled").first().click();
  await page.locator("#answer[aria-busy=false]:has([data-took])").waitFor();
  await answered(page);
  const took = await page.locator("[data-took]").getAttribute("data-took");
  await page.close();
  return [first, Math.round(Number(took))];
}

async function everyCase(page: Page): Promise<void> {
  const scenarios = model.scenarios.filter(({ name }) => /^(disputes|holes)\//.test(name));
  const all = scenarios.flatMap((scenario) => questionsOf(model, scenario));
  let wrong = 0;
  for (const { question, pinned } of all) {
    const differences = differing(await ask(page, question), pinned);
    if (differences.length > 0) print(`${question.scenario} ${question.reading}: ${differences}`);
    wrong += differences.length;
  }
  print(`${all.length} cases of disputes and holes, rows that differ from their pins`, wrong);
  if (wrong > 0) process.exitCode = 1;
}

const opened = await openBrowser();
print("dispute", "first ms", "switched ms");
const scenarios = model.scenarios.filter(({ name }) => name.startsWith("disputes/"));
for (const { name } of scenarios) print(name, ...(await times(opened, name)));
if (process.argv.includes("all")) await everyCase(await opened.open());
await opened.close();

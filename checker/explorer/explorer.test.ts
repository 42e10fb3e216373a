/** The explorer in a browser, opened from disk without network, by clicks and keys. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { projectRoot } from "../commands/io.ts";
import { projectFolder, runIn } from "../commands/running.testing.ts";
import { NOWHERE, written } from "./address.ts";
import { ask, differing, type Opened, openBrowser, questionsOf } from "./browser.ts";

const H3 = "holes/h3-queue-reset-while-suspended";
const H4 = "holes/h4-kick-held-at-suspend";
/** A small one: the order in which bus mastering and a suspend come. */
const SMALL = "disputes/d15-gate";

let opened: Opened;
/** One tab for most: what a worker has compiled it need not compile again. */
let page: Page;
beforeAll(async () => {
  opened = await openBrowser();
  page = await opened.open();
}, 240_000);
const root = projectFolder("explorer");
afterAll(async () => {
  rmSync(root, { recursive: true });
  await opened.close();
});

afterEach(() => expect(opened.errors).toEqual([]));

const claim = (name: string, on = page) => on.locator(`[data-claim="${name}"]`);
const verdict = (name: string, is: string, on = page) =>
  claim(name, on)
    .and(on.locator(`[data-verdict="${is}"]`))
    .waitFor();
const steps = (on = page) => on.locator(".lanes tbody tr").allInnerTexts();
const at = (words: string) => page.locator(`output:has-text("${words}")`).waitFor();
const tab = (name: string) => page.getByRole("tab", { name }).click();
const refused = () => page.locator('p.refused[role="alert"]').innerText();
const go = (hash: string) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

/** The phrases of the counterexample that D1 ends with. */
async function phrasesWithoutB26a(): Promise<readonly string[]> {
  const claimed = "claim=noAccessAfterRelease";
  await go(`scenario=${H3}&reading=v1.4-as-written,-B26a&${claimed}`);
  await page
    .locator(`#answer[aria-busy=false][data-asked="${H3} v1.4-as-written,-B26a "]`)
    .waitFor();
  await at("of 12");
  return page.locator(".lanes td.acts").allInnerTexts();
}

/** What axe finds against, in lines. */
async function faults(): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: found } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await found.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

describe("a sentence is switched off", () => {
  test("D1: free B26a, see the violation, step to it, copy as mail, reopen the link", async () => {
    await verdict("noAccessAfterRelease", "holds");
    await page.getByRole("checkbox", { name: "B26a is in force" }).click();
    await verdict("noAccessAfterRelease", "violated");
    await claim("noAccessAfterRelease").click();

    await page.locator('.cite:has-text("against B26a MUST")').waitFor();
    await page.keyboard.press("Home");
    await at("before the first step");
    const against = page.locator("tr[aria-current].is-against");
    for (let step = 0; step < 12 && (await against.count()) === 0; step++) {
      await page.keyboard.press("ArrowRight");
      await at(`step ${step + 1} of 12`);
    }
    expect(await against.innerText()).toContain("against B26a MUST");
    await page.locator("#clause-B26a.lit").waitFor();

    await tab("Take it with you");
    await page.getByRole("button", { name: "Copy as mail" }).click();
    await page.locator("text=Copy as mail copied").waitFor();
    const mail = await page.evaluate(() => navigator.clipboard.readText());
    const command = (await page.locator("#view code").textContent()) ?? "";
    const line = /--line '(.*)'/.exec(command)?.[1] ?? "";
    const reading = "v1.4-as-written,-B26a";
    const place = ["--scenario", H3, "--reading", reading];
    expect(command).toBe(`quiesce show ${place.join(" ")} --line '${line}'`);
    const told = await runIn(root, model, ["show", "--line", line, ...place]);
    expect(mail).toBe(told.out);

    const again = await opened.open(new URL(page.url()).hash);
    await verdict("noAccessAfterRelease", "violated", again);
    await again.locator("tr[aria-current].is-against").waitFor();
    expect(await steps(again)).toEqual(await steps());
    await again.close();
  });

  test("a set of smallest changes gives back what was freed, and undo frees it again", async () => {
    await page.getByRole("button", { name: "Smallest changes" }).click();
    await page.getByRole("button", { name: "+B26a" }).click();
    await verdict("noAccessAfterRelease", "holds");
    await page.locator("text=as it stands").waitFor();
    await page.keyboard.press("u");
    await verdict("noAccessAfterRelease", "violated");
    await page.getByRole("button", { name: "-B26a, take back" }).click();
    await verdict("noAccessAfterRelease", "holds");
  });

  test("a sentence is found by its words, says what it does, and gets another level", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("resume normal");
    expect(await page.locator(".clause").count()).toBeLessThan(5);
    await page.locator("#search").fill("S-16a");
    await page.locator("#clause-S-16a .words").click();
    await page.getByRole("button", { name: "What does it do here?" }).click();
    await page.locator("text=It bites").waitFor();
    expect(await page.locator(".rules").innerText()).toContain("obliges");
    await page.locator(".more").getByLabel("Level").selectOption("MUST");
    await page.locator('.change:has-text("S-16a=MUST")').waitFor();
    await page.locator(`[data-asked="${H3} v1.4-as-written,S-16a=MUST "]`).waitFor();
    await page.locator("#search").fill("");
    await page.keyboard.press("Escape");
  });
});

describe("what the text does not give", () => {
  test("a contradiction is a row, and leads to where it happens", async () => {
    await go(`scenario=${H3}&reading=v1.4-as-written,its-configuration-space=all`);
    await verdict("noContradiction", "violated");
    const row = page.locator('.claims button:has-text("B26a MUST")').first();
    await row.click();
    await at("step 5 of 5");
    expect(await row.innerText()).toContain("contradiction");
  });

  test("a claim that holds shows a witness", async () => {
    await go(`scenario=${H3}&reading=v1.4-as-written&claim=noAccessAfterRelease`);
    await page.locator("text=, an example").waitFor();
    expect((await steps()).length).toBeGreaterThan(2);
  });
});

describe("a behaviour", () => {
  test("is drawn with its loop once, state, bits, machines and bytes", async () => {
    await go(`scenario=${H4}&reading=v1.4-as-written,held-kick=dropped`);
    await verdict("availableIsUsed.q0b0", "violated");
    await page.locator("text=nothing more happens, for ever").waitFor();
    await page.keyboard.press("Home");
    await at("before the first step");
    await page.keyboard.press("l");
    await at("step 10 of 10");
    expect(await page.locator(".bit.set").allInnerTexts()).toContain("DRIVER_OK 1");
    await page.getByRole("button", { name: "First" }).click();
    await page.getByRole("button", { name: "Next" }).click();
    await tab("State");
    await page.locator('.state .changed:has-text("buffer0.0")').waitFor();
    await tab("Memory");
    await page.locator('.memory .changed:has-text("avail.idx")').waitFor();
    expect(await page.locator('.memory tr:has-text("avail.idx")').innerText()).toContain(
      "00 00 01 00",
    );
    await tab("Machines");
    await page.locator(".node.now").first().waitFor();
  });

  test("goes into a mail, a line, a command, Mermaid and pictures", async () => {
    await tab("Take it with you");
    for (const [name, begins] of [
      ["one line", "b0 available q0; "],
      ["command", "quiesce show --scenario"],
      ["Mermaid", "%% Generated from"],
      ["link", "file://"],
    ] as const) {
      await page.getByRole("button", { name }).click();
      await page.locator(`[role=status]:has-text("${name} copied")`).waitFor();
      const text = await page.evaluate(() => navigator.clipboard.readText());
      expect(text.slice(0, begins.length)).toBe(begins);
    }
    for (const kind of ["SVG", "PNG"]) {
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: `Save ${kind}` }).click();
      expect((await saved).suggestedFilename()).toBe(`behaviour.${kind.toLowerCase()}`);
    }
  });

  test("of 2,000 steps is drawn in part", async () => {
    const round = "poll q0; find nothing q0";
    const words = Array.from({ length: 1000 }, () => round).join(";+");
    await go(`scenario=${H4}&reading=v1.4-as-written&trace=${words.replaceAll(" ", "+")}`);
    await at("step 2000 of 2000");
    await page.locator('.lanes th:has-text("2000")').waitFor();
    expect(await page.locator(".lanes tbody tr").count()).toBeLessThan(100);
  });

  test("is walked on one's own, with what keeps back the rest, and the claims are judged", async () => {
    const way = await phrasesWithoutB26a();
    await go(`scenario=${H3}&reading=v1.4-as-written,-B26a&trace=`);
    await at("before the first step");
    await tab("What can happen");
    for (const [index, phrase] of way.entries()) {
      await page.getByRole("button", { name: phrase, exact: true }).click();
      await at(`step ${index + 1} of ${index + 1}`);
      if (index === 0) {
        expect(await page.locator(".kept").innerText()).toMatch(/is kept back by .* MUST/);
      }
    }
    await page.locator("text=This step breaks: noAccessAfterRelease").waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.locator("text=No claim is broken by this step.").waitFor();
  });

  test("stands beside that of another reading", async () => {
    const beside = "v1.4-as-written,held-kick=dropped,kick-after-resume=yes";
    await go(`scenario=${H4}&reading=v1.4-as-written,held-kick=dropped&beside=${beside}`);
    await page.locator('.differences:has-text("availableIsUsed.q0b0")').waitFor();
    expect(await page.locator(".differences").innerText()).toContain("holds there");
  });
});

describe("an address", () => {
  test("of another model is run again: as then, or the first step that is not possible", async () => {
    const ignored = (await phrasesWithoutB26a()).find((phrase) => phrase.endsWith("ignored")) ?? "";
    const linked = (phrase: string) => {
      const line = `select q0; ${phrase}`;
      const reading = "v1.4-as-written";
      return go(written({ ...NOWHERE, scenario: H3, reading, line, model: "0badc0de" }));
    };
    await linked(ignored.replace("ignored", "performed"));
    await page.locator("text=another model (0badc0de)").waitFor();
    expect(await page.locator(".notice").innerText()).toContain("as then");
    await linked(ignored);
    await page.locator(`text=step 2, "${ignored}", is not possible there`).waitFor();
    await at("step 1 of 1");
  });

  test("that has just been typed is not taken back by a step of what is still shown", async () => {
    await phrasesWithoutB26a();
    const other = written({ ...NOWHERE, scenario: SMALL, reading: "v1.4-as-written" });
    await page.getByRole("button", { name: "First" }).evaluate((first, to) => {
      // The page hears of an address only after whoever has changed it is done.
      location.hash = to;
      (first as HTMLButtonElement).click();
    }, other);
    await page.locator(`#answer[aria-busy=false][data-asked^="${SMALL} "]`).waitFor();
  });

  test("that is broken says so in one line, and loses nothing", async () => {
    const before = await steps();
    for (const [hash, says] of [
      ["scenario=h3&reding=x", 'the address has "reding=x"'],
      [`scenario=${H3}&trace=%E0%A4`, "perhaps it was cut"],
      ["scenario=holes/h33", 'unknown scenario "holes/h33"'],
      [`scenario=${H3}&reading=v1.4-as-writen`, 'Did you mean "v1.4-as-written"?'],
      [`scenario=${H3}&reading=v1.4-as-written,-S-99`, 'unknown clause "S-99"'],
      [`scenario=${H3}&reading=v1.4-as-written&scope=queues=9`, "queues"],
    ] as const) {
      await go(hash);
      await page.locator(`p.refused:has-text(${JSON.stringify(says)})`).waitFor();
      expect(await refused()).not.toContain("\n");
      expect(await steps()).toEqual(before);
    }
    await page.getByRole("button", { name: "Close" }).click();
  });

  test("of a scope that is too large can be stopped, and what was there stays", async () => {
    await go(`scenario=${H3}&reading=v1.4-as-written`);
    await verdict("noAccessAfterRelease", "holds");
    await go(`scenario=${H3}&reading=v1.4-as-written&scope=queues=4,ring=8,buffers=8,suspends=3`);
    await page.locator("#answer[aria-busy=true]").waitFor();
    // What a sentence does may be looked for meanwhile, and can be stopped as well.
    await page.locator("#answer").getByRole("button", { name: "Stop", exact: true }).click();
    await page.locator('p.refused:has-text("stopped")').waitFor();
    await verdict("noAccessAfterRelease", "holds");
    await go(`scenario=${SMALL}`);
    await page.locator(`#answer[aria-busy=false][data-asked^="${SMALL}"]`).waitFor();
  });
});

/** Two processes and a lock, as the README has them, where a package's user would write them. */
function lockFile(): string {
  const text = readFileSync(join(projectRoot(), "checker", "README.md"), "utf8");
  const [, code = ""] = /```ts\n(import [^`]*defineSystem\([^`]*)```/.exec(text) ?? [];
  const packages = join(root, "node_modules");
  mkdirSync(join(packages, "quiesce"), { recursive: true });
  symlinkSync(join(projectRoot(), "node_modules", "xstate"), join(packages, "xstate"));
  const library = pathToFileURL(join(projectRoot(), "checker", "library", "index.ts")).href;
  writeFileSync(join(packages, "quiesce", "index.ts"), `export * from "${library}";\n`);
  const exported = { name: "quiesce", type: "module", exports: "./index.ts" };
  writeFileSync(join(packages, "quiesce", "package.json"), JSON.stringify(exported));
  const file = join(root, "lock.ts");
  writeFileSync(file, code);
  return file;
}

describe("quiesce explore", () => {
  const explore = (...words: string[]) => runIn(root, model, ["explore", ...words, "--no-open"]);
  const opens = join(root, "out", "explorer.html");

  test("needs the page, and says how it is made", async () => {
    expect((await explore("h4")).err).toContain("type: npm run explorer");
    mkdirSync(join(root, "build", "explorer"), { recursive: true });
    copyFileSync(fileURLToPath(opened.url), join(root, "build", "explorer", "index.html"));
    for (const [words, says] of [
      [["h44"], 'unknown scenario "h44"'],
      [["h4", "--reading", "v1.4-as-written,-S-99"], 'unknown clause "S-99"'],
      [["./none.ts"], '"./none.ts" does not exist'],
      [["--reading", "v1.4-as-written"], "explore needs a scenario"],
    ] as const) {
      const { code, err } = await explore(...words);
      expect([code, err.trim().split("\n").length]).toEqual([64, 1]);
      expect(err).toContain(says);
    }
    expect(existsSync(opens)).toBe(false);
  });

  test("opens a system of one's own, whose rules are switched like sentences", async () => {
    const { code, out } = await explore(lockFile(), "--reading=-inTurn");
    expect([code, out.split("\n")[0]]).toEqual([0, join("out", "explorer.html")]);
    const own = await opened.open("", pathToFileURL(opens).href);
    await verdict("oneIsInside", "violated", own);
    expect(await own.locator(".lanes thead").innerText()).toContain("process0");
    await own.getByRole("checkbox", { name: "inTurn is in force" }).click();
    await verdict("oneIsInside", "holds", own);
    await own.close();
  });
});

/** Of each dispute and hole, the least case; above, a case takes a second or more. */
const MOST_STATES = 2_500;

describe("the page", () => {
  test("answers disputes and holes as they are pinned", async () => {
    const all = model.scenarios
      .filter(({ name }) => /^(disputes|holes)\//.test(name))
      .flatMap((scenario) => {
        const questions = questionsOf(model, scenario);
        const least = Math.min(...questions.map(({ pinned }) => pinned.states));
        return questions.filter(({ pinned }) => pinned.states === least).slice(0, 1);
      })
      .filter(({ pinned }) => pinned.states < MOST_STATES);
    expect(all.length).toBeGreaterThan(10);
    for (const { question, pinned } of all) {
      expect([question.scenario, ...differing(await ask(page, question), pinned)]).toEqual([
        question.scenario,
      ]);
    }
    // Baselines, cures, counts and what the text leaves open, too.
    await page.locator("text=All as pinned.").waitFor();
  });

  test("has nothing in the way that axe knows, in light and dark, wide and narrow", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await faults()).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await faults()).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test("has at most a megabyte, and asks nobody for anything", () => {
    const html = readFileSync(fileURLToPath(opened.url));
    expect(gzipSync(html).length).toBeLessThan(2 ** 20);
    expect(html.toString()).not.toMatch(/<(script|link)[^>]+(src|href)="(?!data:)/);
  });
});

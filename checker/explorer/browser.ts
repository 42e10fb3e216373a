/** The page in a real browser, as a person has it: opened from disk, without network. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { boundsWords } from "../asking/scope.ts";
import { projectRoot } from "../commands/io.ts";
import { findBrowser } from "../commands/render.ts";
import type { Case, Model, Scenario } from "../types/index.ts";
import { NOWHERE, written } from "./address.ts";
import { buildPage } from "./build.ts";
import type { Question } from "./protocol.ts";

/** What the packaged browser is started with elsewhere, and a person's browser never is. */
const UNUSUAL =
  /^--(disable-web-security|allow-running-insecure-content|single-process|no-zygote|headless)/;

export type { Page };

/** A browser and a built page. */
export interface Opened {
  readonly browser: Browser;
  /** The page's address: `file:///...`. */
  readonly url: string;
  /** What went wrong in a page and was not said there. */
  readonly errors: string[];
  /** A tab with the page, or another one, at what stands behind `#`. */
  open(hash?: string, other?: string): Promise<Page>;
  close(): Promise<void>;
}

/** A claim's row as the page shows it. */
export interface Shown {
  readonly name: string;
  readonly verdict: string;
  /** Of the counterexample; empty where there is none. */
  readonly steps: string;
}

/** Goes to a question in a page that is open, and waits for its rows. */
export async function ask(
  page: Page,
  { scenario, reading, scope }: Question,
): Promise<readonly Shown[]> {
  const hash = written({ ...NOWHERE, scenario, reading, scope });
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  const words = JSON.stringify([scenario, reading, scope].join(" "));
  await page.locator(`#answer[aria-busy=false][data-asked=${words}]`).waitFor();
  return page.locator("[data-claim]").evaluateAll((rows) =>
    rows.map((row) => ({
      name: row.getAttribute("data-claim") ?? "",
      verdict: row.getAttribute("data-verdict") ?? "",
      steps: row.getAttribute("data-steps") ?? "",
    })),
  );
}

/** A scenario's cases as questions, with what is pinned of each. */
export function questionsOf<S extends object>(model: Model<S>, scenario: Scenario<S>) {
  return scenario.cases.map((pinned) => ({
    question: {
      scenario: scenario.name,
      reading: pinned.reading,
      scope: boundsWords(model, scenario.scope, { ...scenario.scope, ...pinned.scope }),
    },
    pinned,
  }));
}

/** How rows differ from pins, a line each; `noSilence` takes longer, and is left out. */
export function differing<S>(shown: readonly Shown[], { pins }: Case<S>): readonly string[] {
  return shown.flatMap(({ name, verdict, steps }) => {
    const pin = pins[name];
    if (pin === undefined || name === "noSilence") return [];
    const is = `${verdict} ${steps}`.trim();
    const was = `${pin.verdict} ${pin.steps ?? ""}`.trim();
    return is === was ? [] : [`${name}: ${is}, pinned ${was}`];
  });
}

/** Builds the page, and starts the browser that comes as a package, or the user's own. */
export async function openBrowser(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), "quiesce-explorer-"));
  await buildPage(folder);
  const { executablePath, args } = await findBrowser(join(projectRoot(), "out", "browser"));
  const browser = await chromium.launch({
    executablePath,
    args: args.filter((word) => !UNUSUAL.test(word)),
    chromiumSandbox: false,
  });
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1280, height: 900 },
  });
  // A machine that does much else is slow, and no fault of the page's.
  context.setDefaultTimeout(Number(process.env.PATIENCE ?? 120_000));
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const url = pathToFileURL(join(folder, "index.html")).href;
  const errors: string[] = [];
  return {
    browser,
    url,
    errors,
    async open(hash = "", other = url) {
      const page = await context.newPage();
      page.on("pageerror", ({ message }) => errors.push(message));
      await page.goto(`${other}${hash}`);
      return page;
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

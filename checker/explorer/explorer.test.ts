/** The explorer in a browser, opened from disk without network, by clicks and keys. */
import { rmSync } from "node:fs";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { projectFolder, runIn } from "../commands/running.testing.ts";
import { type Opened, openBrowser } from "./browser.testing.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openBrowser();
}, 120_000);
const root = projectFolder("explorer");
afterAll(async () => {
  rmSync(root, { recursive: true });
  await opened.close();
});

const claim = (page: Page, name: string) => page.locator(`[data-claim="${name}"]`);
const verdict = (page: Page, name: string, is: string) =>
  claim(page, name)
    .and(page.locator(`[data-verdict="${is}"]`))
    .waitFor();
const steps = (page: Page) => page.locator(".lanes tbody tr").allInnerTexts();

/** What axe finds against, in lines. */
async function faults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: found } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await found.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

describe("a sentence is switched off", () => {
  test("D1: free B26a, see the violation, step to it, copy as mail, reopen the link", async () => {
    const page = await opened.open();
    await verdict(page, "noAccessAfterRelease", "holds");
    await page.getByRole("checkbox", { name: "B26a is in force" }).click();
    await verdict(page, "noAccessAfterRelease", "violated");
    await claim(page, "noAccessAfterRelease").click();

    await page.locator('.cite:has-text("against B26a MUST")').waitFor();
    await page.keyboard.press("Home");
    await page.locator('output:has-text("before the first step")').waitFor();
    const against = page.locator("tr[aria-current].is-against");
    for (let step = 0; step < 12 && (await against.count()) === 0; step++) {
      await page.keyboard.press("ArrowRight");
      await page.locator(`output:has-text("step ${step + 1} of 12")`).waitFor();
    }
    expect(await against.innerText()).toContain("against B26a MUST");
    await page.locator("#clause-B26a.lit").waitFor();

    await page.getByRole("tab", { name: "Take it with you" }).click();
    await page.getByRole("button", { name: "Copy as mail" }).click();
    await page.locator("text=Copy as mail copied").waitFor();
    const mail = await page.evaluate(() => navigator.clipboard.readText());
    const line = await page.locator("#view code").textContent();
    expect(line).toContain("quiesce show");
    const words = /--line '(.*)'/.exec(line ?? "")![1]!;
    const place = ["--scenario", "holes/h3-queue-reset-while-suspended"];
    const told = await runIn(root, model, [
      "show",
      "--line",
      words,
      ...place,
      "--reading",
      "v1.4-as-written,-B26a",
    ]);
    expect(mail).toBe(told.out);

    const again = await opened.open(new URL(page.url()).hash);
    await verdict(again, "noAccessAfterRelease", "violated");
    await again.locator("tr[aria-current].is-against").waitFor();
    expect(await steps(again)).toEqual(await steps(page));
  });
});

describe("whoever comes", () => {
  test("finds nothing that axe knows to be in the way, in light and dark, wide and narrow", async () => {
    const page = await opened.open();
    await page.locator(".moves button").first().waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await faults(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await faults(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

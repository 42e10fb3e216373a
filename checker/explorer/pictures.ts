/** Makes the pictures of the page that the README shows: `npm run explorer:pictures`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { projectRoot } from "../commands/io.ts";
import { openBrowser } from "./browser.ts";

/** WebP of a tenth of the size of PNG, made by the browser itself. */
async function picture(page: Page, name: string): Promise<void> {
  const png = (await page.screenshot()).toString("base64");
  const webp = await page.evaluate(async (content) => {
    const image = new Image();
    image.src = `data:image/png;base64,${content}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d")!.drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.75).split(",")[1]!;
  }, png);
  const path = join(projectRoot(), "diagrams", name);
  writeFileSync(path, Buffer.from(webp, "base64"));
  process.stdout.write(`${path}\n`);
}

const opened = await openBrowser();
const page = await opened.open(
  "#scenario=holes/h3-queue-reset-while-suspended&reading=v1.4-as-written,-B26a&step=7",
);
await page.setViewportSize({ width: 1400, height: 900 });
await page.locator("tr[aria-current].is-against").waitFor();
await page.locator(".moves button").first().waitFor();
// Baselines are found, and what the text leaves open.
await page.locator('[data-claim="noSilence"]:not([data-verdict="unknown"])').waitFor();
await picture(page, "explorer.webp");

await page.emulateMedia({ colorScheme: "dark" });
await page.evaluate(() => {
  location.hash =
    "scenario=holes/h4-kick-held-at-suspend&reading=v1.4-as-written,held-kick=dropped&step=3";
});
await page.locator('tr[aria-current]:has-text("begins to suspend")').waitFor();
await page.getByRole("tab", { name: "Machines" }).click();
await page.locator(".node.now").first().waitFor();
await page.locator('[data-claim="noSilence"]:not([data-verdict="unknown"])').waitFor();
await picture(page, "explorer-machines.webp");
await opened.close();

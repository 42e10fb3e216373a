/** The page in a real browser, as a person has it: opened from disk, without network. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { projectRoot } from "../commands/io.ts";
import { findBrowser } from "../commands/render.ts";
import { buildPage } from "./build.ts";

/** What the packaged browser is started with elsewhere, and a person's browser never is. */
const UNUSUAL =
  /^--(disable-web-security|allow-running-insecure-content|single-process|no-zygote|headless)/;

/** A browser and a built page. */
export interface Opened {
  readonly browser: Browser;
  /** The page's address: `file:///...`. */
  readonly url: string;
  /** A tab with the page at what stands behind `#`, once there is an answer. */
  open(hash?: string): Promise<Page>;
  close(): Promise<void>;
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
  context.setDefaultTimeout(120_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const url = pathToFileURL(join(folder, "index.html")).href;
  return {
    browser,
    url,
    async open(hash = "") {
      const page = await context.newPage();
      await page.goto(`${url}${hash}`);
      return page;
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

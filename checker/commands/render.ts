/**
 * Renders Mermaid sources with mermaid-cli: SVG, the same bytes when rendered
 * twice on one machine, and PDF, which holds the time of its making.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { UsageError } from "../asking/usage.ts";
import { firstLineOf } from "../compile/errors.ts";
import { isRunning } from "../compile/whole.ts";

/** Where a browser is, and what it must be started with. */
interface Browser {
  readonly executablePath: string;
  readonly args: string[];
  readonly headless: "shell";
}

const BROWSERS = [
  "google-chrome",
  "google-chrome-stable",
  "chromium",
  "chromium-browser",
  "chrome",
];

/** Everything that would differ between two runs is fixed. */
const MERMAID = {
  deterministicIds: true,
  deterministicIDSeed: "quiesce",
  handDrawnSeed: 1,
  theme: "neutral",
} as const;

export type Format = "svg" | "pdf";

export interface Renderer {
  readonly render: (source: string, format: Format) => Promise<Uint8Array>;
  /** A picture that is SVG already, on a page of its size; PNG at 200 pixels an inch. */
  readonly print: (svg: string, format: "pdf" | "png") => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/**
 * Starts one browser for many diagrams.
 * @throws UsageError where the development dependencies are not installed, or none starts
 */
export async function renderer(): Promise<Renderer> {
  const { renderMermaid, puppeteer } = await packages();
  const { TMPDIR } = process.env;
  let place = "";
  const remove = (): void => rmSync(place, { recursive: true, force: true });
  let browser: Awaited<ReturnType<typeof puppeteer.launch>>;
  try {
    place = browserFolder(tmpdir());
    // Its profile too, whichever browser it is.
    process.env.TMPDIR = place;
    // At the end of a pipe the browser ends too, however this program comes to its own.
    browser = await puppeteer.launch({ ...(await findBrowser(place)), pipe: true });
  } catch (cause) {
    remove();
    throw new UsageError(
      `no browser can be started: ${firstLineOf(cause)}; legal: a Chromium, and a temporary ` +
        "folder with room. Name them with PUPPETEER_EXECUTABLE_PATH and TMPDIR",
    );
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  return {
    async render(source, format) {
      const options = { mermaidConfig: MERMAID, pdfFit: true, backgroundColor: "white" };
      return (await renderMermaid(browser, source, format, options)).data;
    },
    async print(svg, format) {
      const [, width = "", height = ""] = /width="([\d.]+)in" height="([\d.]+)in"/.exec(svg) ?? [];
      const [wide, high] = [Number(width) * 96, Number(height) * 96].map(Math.ceil) as [
        number,
        number,
      ];
      const page = await browser.newPage();
      await page.setViewport({ width: wide, height: high, deviceScaleFactor: 200 / 96 });
      await page.setContent(`<style>* { margin: 0 } svg { display: block }</style>${svg}`);
      const made =
        format === "png"
          ? await page.screenshot({ type: "png" })
          : await page.pdf({ width: `${width}in`, height: `${height}in`, pageRanges: "1" });
      await page.close();
      return made;
    },
    async close() {
      await browser.close();
      remove();
    },
  };
}

/** A folder of this process's own; what processes that were killed have left goes. */
export function browserFolder(within: string): string {
  for (const name of readdirSync(within)) {
    const [, pid] = /^quiesce-browser-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      rmSync(join(within, name), { recursive: true, force: true });
    } catch {
      // It is somebody else's.
    }
  }
  return mkdtempSync(join(within, `quiesce-browser-${process.pid}-`));
}

async function packages() {
  try {
    const { renderMermaid } = await import("@mermaid-js/mermaid-cli");
    const { default: puppeteer } = await import("puppeteer");
    return { renderMermaid, puppeteer };
  } catch (cause) {
    throw new UsageError(
      `no picture can be made: ${firstLineOf(cause)}; legal: with packages that only this needs. ` +
        "Type: npm install @mermaid-js/mermaid-cli puppeteer",
    );
  }
}

/** The user's own browser; else the one that comes as a package. */
export async function findBrowser(scratch: string): Promise<Browser> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = [
    process.env.PUPPETEER_EXECUTABLE_PATH ?? "",
    ...BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  const own = paths.find((path) => path !== "" && existsSync(path));
  if (own !== undefined) {
    return { executablePath: own, args: ["--no-sandbox"], headless: "shell" };
  }
  // The package unpacks into the temporary folder, and brings the libraries that a
  // bare system lacks only where it believes itself on its home platform.
  mkdirSync(scratch, { recursive: true });
  process.env.TMPDIR = scratch;
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x";
  // Its own font configuration names folders of that platform, where no font is.
  process.env.FONTCONFIG_FILE = join(scratch, "own-fonts.conf");
  writeFileSync(process.env.FONTCONFIG_FILE, fontConfiguration(scratch));
  const { default: chromium } = await import("@sparticuz/chromium");
  const executablePath = await chromium.executablePath();
  return { executablePath, args: chromium.args, headless: "shell" };
}

/** Only the font of the package, so that machines without fonts draw the same. */
function fontConfiguration(scratch: string): string {
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    `<fontconfig><dir>${join(scratch, "fonts")}</dir>`,
    `<cachedir>${join(scratch, "font-cache")}</cachedir></fontconfig>`,
    "",
  ].join("\n");
}

/** The file of wide pins: one case a line, so that a changed number is a changed line. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../commands/io.ts";
import type { WidePin } from "./wide.ts";

export const WIDE_PINS = "checker/wide/pins.json";

/** All pins of the file, by key; none where there is no file. */
export function readWidePins(): Map<string, WidePin> {
  const path = join(projectRoot(), WIDE_PINS);
  const pins = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as WidePin[]) : [];
  return new Map(pins.map((pin) => [keyOf(pin), pin]));
}

export const keyOf = ({
  width,
  scenario,
  at,
}: Pick<WidePin, "width" | "scenario" | "at">): string => `${width} ${scenario} ${at}`;

export function formatWidePins(pins: Iterable<WidePin>): string {
  const lines = [...pins].map((pin) => `  ${JSON.stringify(pin)}`);
  return `[\n${lines.join(",\n")}\n]\n`;
}

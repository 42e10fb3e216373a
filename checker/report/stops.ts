/** What each stop promises, as one Markdown table. */
import type { Promises } from "../contest/stops.ts";

const HEADS = ["stop", "who asks", "who sees it", "still moves", "does not", "a saved state holds"];

/** A row for each stop; two where a contender has two of them. */
export function stopTable(all: readonly Promises[]): string {
  const rows = all.map((one) => [
    `${one.head}: \`${one.machine}\` ${one.stopped.join(", ")}`,
    one.asks.join(", "),
    one.sees.length === 0 ? "who asked" : one.sees.join(", "),
    one.moves.join(", "),
    `${one.still.join(", ")}${one.forbiddenBy.length === 0 ? "" : ` (${one.forbiddenBy.join(", ")})`}`,
    one.saved.join("; "),
  ]);
  const ends = all.map(({ endedBy, outlasts }) =>
    [
      ...(endedBy.length === 0 ? [] : [`ended by ${endedBy.join(", ")}`]),
      ...(outlasts.length === 0 ? [] : [`outlasts ${outlasts.join(", ")}`]),
    ].join("; "),
  );
  const heads = [...HEADS.slice(0, 5), "reset by the guest", ...HEADS.slice(5)];
  const lines = rows.map((row, index) => [...row.slice(0, 5), ends[index]!, ...row.slice(5)]);
  return [heads, heads.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

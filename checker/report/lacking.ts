/** What each contender would need, as text: 7-bit, a paragraph each. */
import type { Lack } from "../contest/lacking.ts";
import type { Cures } from "../types/index.ts";
import { ascii, wrap } from "./words.ts";

/** Columns of a line in a document. */
const COLUMNS = 96;

/** `- SAFE-8 no use after release: text ...; device ...; driver ...; VMM ...`. */
export function lackText({ row, advice, text, cures }: Lack, columns = COLUMNS): string {
  const level = advice === "musts" ? ", with MUSTs only" : "";
  const parts = [
    `text ${textOf(text)}`,
    ...(["device", "driver", "vmm"] as const).map(
      (party) => `${party === "vmm" ? "VMM" : party} ${curesOf(cures, party)}`,
    ),
  ];
  const lines = wrap(`${row.id} ${row.name}${level}: ${parts.join("; ")}.`, columns - 2);
  return lines.map((line, index) => `${index === 0 ? "- " : "  "}${ascii(line)}`).join("\n");
}

/** All of them, under a head for each contender. */
export function lackingPage(lacks: readonly Lack[]): string {
  const contenders = [...new Set(lacks.map(({ contender }) => contender))];
  const blocks = contenders.map((contender) => {
    const own = lacks.filter((lack) => lack.contender === contender);
    return [
      `**${contender.head}**, ${contender.title}`,
      "",
      ...own.map((lack) => lackText(lack)),
    ].join("\n");
  });
  return blocks.length === 0 ? "Nothing is violated." : blocks.join("\n\n");
}

function textOf({ sets, among, gaveUp }: Lack["text"]): string {
  if (gaveUp) return `not known, among ${among.join(", ")}`;
  if (sets.length > 0) return sets.map((set) => set.join(" and ")).join(" | ");
  return among.length === 0
    ? "no existing sentence helps"
    : `no existing sentence helps (tried: ${among.join(", ")})`;
}

function curesOf(cures: Cures | null, party: keyof Cures): string {
  const own = (cures?.[party] ?? []).filter((cure) => !cure.startsWith("none: "));
  return own.length === 0 ? "none" : own.join(" | ");
}

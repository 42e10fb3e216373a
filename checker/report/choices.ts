/** What can happen next and what keeps back the rest, as text for a terminal of 80 columns. */

import type { CompiledSystem } from "../compile/system.ts";
import type { Choices, Keeper, KeptBack } from "../trace/choices.ts";
import { citationsOf } from "../trace/citations.ts";
import { phraseOf } from "../trace/phrase.ts";
import { citedLines } from "./by.ts";
import { ascii, wrap } from "./words.ts";

const WIDTH = 80;
/** Most phrases are at most 24 characters; a longer one has the line to itself. */
const PHRASE = 26;

/**
 * The numbered events that can happen, with what each rests on, then what is kept back.
 * @param all also what nobody is about to do
 */
export function choicesText(system: CompiledSystem, choices: Choices, all: boolean): string {
  const { possible, keptBack } = choices;
  const next = possible.map((step, at) => {
    const by = citedLines(citationsOf(system, step)).join(", ");
    const number = String(at + 1).padStart(3);
    return row(`${number} ${phrase(step)}`, by, 4 + PHRASE);
  });
  const lines = [
    possible.length === 0 ? "Nothing can happen any more." : "Next:",
    ...next.flat(),
    ...keptLines(
      "Kept back, and possible for everybody who takes part:",
      shownOnce(keptBack.filter(({ near }) => near === "rules")),
    ),
    ...keptLines(
      "Wanted, and somebody else is not ready for it:",
      shownOnce(withoutOtherAnswers(choices)),
    ),
    ...farLines(keptBack, all),
  ];
  return `${lines.map(ascii).join("\n")}\n`;
}

const phrase = ({ instance }: Pick<KeptBack, "instance">): string =>
  phraseOf(instance.declaration, instance.event);

/** What is kept back by rules, then what others are not ready for; each phrase once. */
export function nearMisses(choices: Choices): readonly KeptBack[] {
  const byRules = choices.keptBack.filter(({ near }) => near === "rules");
  return [...shownOnce(byRules), ...shownOnce(withoutOtherAnswers(choices))];
}

/** Where one answer can come, that another cannot is no news. */
function withoutOtherAnswers({ possible, keptBack }: Choices): readonly KeptBack[] {
  const asked = new Set(possible.map(({ instance }) => instance.choice));
  return keptBack.filter(({ near, instance }) => near === "others" && !asked.has(instance.choice));
}

/** Of events that are called the same, the one that the fewest keep back. */
function shownOnce(all: readonly KeptBack[]): readonly KeptBack[] {
  const nearest = new Map<string, KeptBack>();
  for (const one of all) {
    const before = nearest.get(phrase(one));
    if (before === undefined || one.keepers.length < before.keepers.length) {
      nearest.set(phrase(one), one);
    }
  }
  return [...nearest.values()];
}

function keptLines(head: string, all: readonly KeptBack[]): readonly string[] {
  if (all.length === 0) return [];
  const rows = all.map((one) =>
    row(`    ${phrase(one)}`, one.keepers.map(keeperWords).join("; "), 4 + PHRASE),
  );
  return ["", head, ...rows.flat()];
}

/** `S-5 MUST`, `conduct held-kick=kept`, `status is suspended`. */
export function keeperWords(keeper: Keeper): string {
  switch (keeper.by) {
    case "clause":
      return `${keeper.id} ${keeper.level}`;
    case "conduct":
      return `conduct ${keeper.choice}`;
    case "sentence":
      return `${keeper.id}, a sentence of the reading's own`;
    case "silent":
      return `${keeper.machine} is ${keeper.local.value}, and has no answer to it`;
    case "state":
      return `${keeper.machine} is ${keeper.local.value}`;
  }
}

/** Kinds of events that nobody is about to initiate: counted, or each with who would have to. */
function farLines(keptBack: readonly KeptBack[], all: boolean): readonly string[] {
  const near = new Set(
    keptBack.filter((one) => one.near !== "initiator").map((one) => one.instance.type),
  );
  const far = new Map(
    keptBack
      .filter(({ instance }) => !near.has(instance.type))
      .map((one) => [one.instance.type, one] as const),
  );
  if (far.size === 0) return [];
  if (!all) {
    return ["", `Nobody is about to do ${far.size} other kinds of events; all shows them.`];
  }
  const rows = [...far].map(([type, { keepers }]) =>
    row(`    ${type}`, keeperWords(keepers[0]!), 4 + PHRASE),
  );
  return ["", "Nobody is about to do:", ...rows.flat()];
}

/** A first column, and words that go on below themselves. */
function row(first: string, words: string, column: number): readonly string[] {
  const lines = wrap(words, WIDTH - column);
  const head = first.length >= column ? `${first} ` : first.padEnd(column);
  return lines.map((line, at) => `${at === 0 ? head : "".padEnd(column)}${line}`.trimEnd());
}

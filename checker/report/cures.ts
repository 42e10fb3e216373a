/** The cures of an answer by who would have to act. */
import type { Answer, Cure } from "../verdict/check.ts";

/** In the order in which they are printed, with the names that are printed. */
const PARTIES: Readonly<Record<Cure["party"], string>> = {
  text: "text",
  device: "device",
  driver: "driver",
  vmm: "VMM",
};

/** As `byParty`, for the cures that an answer lists. */
export const curesByParty = ({ cures }: Answer) => byParty(cures);

/** Party, its printed name, and what was tried there; nothing for a party without a word. */
export function byParty(
  cures: readonly Cure[],
): readonly (readonly [Cure["party"], string, readonly Cure[]])[] {
  return (Object.entries(PARTIES) as [Cure["party"], string][])
    .map(([party, name]) => [party, name, cures.filter((cure) => cure.party === party)] as const)
    .filter(([, , own]) => own.length > 0);
}

/** On one line: `text +V2-1 | x=y; device x=y; driver none; VMM none`. */
export function curesInShort(answer: Answer): string {
  return curesByParty(answer)
    .map(([, name, own]) => `${name} ${own.map(({ change }) => change ?? "none").join(" | ")}`)
    .join("; ");
}

/** A rule in the words of the vocabulary that it is written in. */
import type { EventSet, Rule } from "../types/index.ts";

/** `forbids device.uses {q: 0} while status is suspended, on PCI`. */
export function ruleWords(rule: Rule): string {
  if (rule.rule === "none") return `none: ${rule.reason}`;
  const { events, when, where, term } = rule;
  const verb = rule.rule === "excepts" ? `excepts from ${rule.clause}:` : rule.rule;
  return [
    `${verb} ${events.map(setWords).join(" or ")}`,
    ...(when === undefined ? [] : [` ${when.words}`]),
    ...(where === undefined ? [] : [`, ${where.words}`]),
    ...(term === undefined ? [] : [`, where ${term.id} is ${term.means.join(" or ")}`]),
  ].join("");
}

function setWords({ type, with: values = {} }: EventSet): string {
  const named = Object.entries(values).map(([name, of]) => `${name}: ${[of].flat().join("|")}`);
  return named.length === 0 ? type : `${type} {${named.join(", ")}}`;
}

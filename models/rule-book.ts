/** The rules of all clauses and of all conduct, as far as they exist in some bounds. */
import type { OwnedRule, Rule } from "../checker/types/index.ts";
import { clauses } from "./clauses/all.ts";
import { interpretations } from "./interpretations.ts";
import type { Scope } from "./scope.ts";

type Owner = Omit<OwnedRule, "rule">;

/** In the order of clauses, then of conduct. */
export function ruleBook(scope: Scope): readonly OwnedRule[] {
  return allRules.filter(({ rule: { where } }) => {
    const holds = where?.holds as ((scope: Scope) => boolean) | undefined;
    return holds === undefined || holds(scope);
  });
}

const owned = (owner: Owner, rules: readonly Rule[] = []): readonly OwnedRule[] =>
  rules.flatMap((rule) => (rule.rule === "none" ? [] : [{ ...owner, rule }]));

const allRules: readonly OwnedRule[] = [
  ...clauses.flatMap(({ id, party, level, rules }) =>
    owned({ kind: "clause", id, value: "in", party, level }, rules),
  ),
  ...interpretations.flatMap(({ id, party, choices }) =>
    Object.entries(choices).flatMap(([value, { rules, against }]) => {
      const owner = { kind: "choice", id, value, party, level: "conduct" } as const;
      return owned(against === undefined ? owner : { ...owner, against }, rules);
    }),
  ),
];

/** The vocabulary as one Markdown table, for the models' README. */
import type { EventDeclaration, SystemDeclaration } from "../types/index.ts";

/**
 * Every event type of the systems, in the order in which they are first declared:
 * who decides it, who may block it, what it says, and why it is fair.
 */
export function eventTable(systems: readonly SystemDeclaration[]): string {
  const events = new Map<string, EventDeclaration>();
  const obliging = new Map<string, Set<string>>();
  for (const { events: declared, rules = [] } of systems) {
    for (const [type, declaration] of Object.entries(declared)) {
      const known = events.get(type);
      events.set(type, known ?? declaration);
    }
    for (const { kind, id, value, rule } of rules) {
      if (rule.rule !== "obliges") continue;
      for (const { type } of rule.events) {
        const known = obliging.get(type) ?? new Set();
        obliging.set(type, known.add(kind === "clause" ? id : `${id}=${value}`));
      }
    }
  }
  const rows = [...events].map(([type, event]) =>
    [
      `\`${type}\``,
      `\`${event.initiator}\``,
      event.mayBlock.map((machine) => `\`${machine}\``).join(", "),
      event.sentence,
      fairness(event, [...(obliging.get(type) ?? [])]),
    ].join(" | "),
  );
  const head = ["event", "decided by", "may block", "what happens", "not put off because"];
  const lines = [head.join(" | "), head.map(() => "---").join(" | "), ...rows];
  return lines.map((line) => `| ${line} |`).join("\n");
}

function fairness({ fair }: EventDeclaration, obliging: readonly string[]): string {
  if (fair === undefined) return obliging.join(", ");
  if ("clause" in fair) return [...fair.clause.split(" "), ...obliging].join(", ");
  return [...obliging, `assumed: ${fair.assumption}`].join("; ");
}

/** The vocabulary as one Markdown table, for the models' README. */
import type { EventDeclaration, SystemDeclaration } from "../types.ts";

/**
 * Every event type of the systems, in the order in which they are first declared:
 * who decides it, who may block it, what it says, and why it is fair.
 */
export function eventTable(systems: readonly SystemDeclaration[]): string {
  const events = new Map<string, EventDeclaration>();
  for (const system of systems) {
    for (const [type, declaration] of Object.entries(system.events)) {
      const known = events.get(type);
      events.set(type, known ?? declaration);
    }
  }
  const rows = [...events].map(([type, event]) =>
    [
      `\`${type}\``,
      `\`${event.initiator}\``,
      event.mayBlock.map((machine) => `\`${machine}\``).join(", "),
      event.sentence,
      fairness(event),
    ].join(" | "),
  );
  const head = ["event", "decided by", "may block", "what happens", "not put off because"];
  const lines = [head.join(" | "), head.map(() => "---").join(" | "), ...rows];
  return lines.map((line) => `| ${line} |`).join("\n");
}

function fairness({ fair }: EventDeclaration): string {
  if (fair === undefined) return "";
  return "assumption" in fair ? `assumed: ${fair.assumption}` : fair.clause.split(" ").join(", ");
}

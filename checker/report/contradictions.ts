/** What is contradicted, in a line: which answers there are, and who forbids each. */
import type { CompiledSystem } from "../compile/system.ts";
import type { Contradiction, Forbidder, Side } from "../explore/results.ts";

/** `B26a MUST`, or `held-kick=kept`. */
const forbidderWords = ({ kind, id, value, level }: Forbidder): string =>
  kind === "clause" ? `${id} ${level}` : `${id}=${value}`;

/** `driver.resets {q: 0}, after 5 steps: effect acts is forbidden by S-10 SHOULD, effect
 *  ignored is forbidden by B26a MUST`. */
export function contradictionLine(system: CompiledSystem, one: Contradiction): string {
  const { sides, trace } = one;
  const { event, declaration } = system.events[sides[0]!.answer]!;
  const answered = declaration.answers ?? [];
  const asked = Object.entries(event).filter(
    ([name]) => name !== "type" && !answered.includes(name),
  );
  const shown = asked.map(([name, value]) => `${name}: ${value}`).join(", ");
  const what = shown === "" ? event.type : `${event.type} {${shown}}`;
  const answers = sides.map((side) => sideWords(system, side));
  return `${what}, after ${trace.events.length} steps: ${answers.join(", ")}`;
}

function sideWords(system: CompiledSystem, { answer, by }: Side): string {
  const { event, declaration } = system.events[answer]!;
  const values = (declaration.answers ?? []).map((name) => `${name} ${event[name]}`);
  const forbidden = `forbidden by ${by.map(forbidderWords).join(", ")}`;
  return values.length === 0 ? forbidden : `${values.join(" ")} is ${forbidden}`;
}

/** The same for programs: the answer, and ids and levels of who forbids it. */
export function contradictionData(system: CompiledSystem, { type, sides, trace }: Contradiction) {
  return {
    event: type,
    steps: trace.events.length,
    sides: sides.map(({ answer, by }) => ({
      answer: system.events[answer]!.name,
      by: by.map(({ id, level, party }) => ({ id, level, party })),
    })),
  };
}

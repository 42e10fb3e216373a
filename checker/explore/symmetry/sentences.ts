/** Sentences of a reading's own that name one machine of several alike. */
import { ModelError } from "../../compile/errors.ts";
import { resolveTemplate } from "../../compile/events.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import { LEAVE_OUT, type Swap } from "./swap.ts";

/** @throws ModelError naming the first such sentence. */
export function checkSentences(system: CompiledSystem, { events, machines }: Swap): void {
  for (const sentence of system.reading.sentences) {
    if (sentence.kind === "oblige") continue;
    const { id: sentenceId, machine: template } = sentence;
    const named = (event: number): number[] =>
      resolveTemplate(template, system.events[event]!.event, system.machines);
    for (const { id } of system.events.filter(({ type }) => type === sentence.event)) {
      const moved = named(id).map((machine) => machines[machine]!);
      const other = named(events[id]!);
      if (moved.length === other.length && moved.every((m) => other.includes(m))) continue;
      throw new ModelError(
        `Sentence "${sentenceId}" names machine "${template}", one of several alike; legal with ` +
          `--symmetry: a sentence about all of them, by a template. ${LEAVE_OUT}`,
      );
    }
  }
}

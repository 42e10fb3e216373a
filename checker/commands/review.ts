/** `quiesce review my.patch`: what a change of the standard's source bears on. */
import { basename } from "node:path";
import { readPatch } from "../asking/patch.ts";
import { type NewSentence, review } from "../asking/touched.ts";
import { UsageError } from "../asking/usage.ts";
import { type Bearing, reviewText } from "../report/review.ts";
import type { Model } from "../types/index.ts";
import { EXIT, type Io, writeOut } from "./io.ts";
import { textOf } from "./user-text.ts";

/** Prints the clauses that are touched and the sentences that none has; 1 where there are any. */
export async function reviewPatch<S extends object>(
  model: Model<S>,
  path: string,
  io: Io,
): Promise<number> {
  const { spec, clauses } = model;
  if (spec === undefined)
    throw new UsageError("this model is of no text that a patch could change");
  const found = review(readPatch(textOf(path, "patch"), path, spec), spec, clauses);
  const name = basename(path)
    .replace(/\.\w+$/, "")
    .replace(/\W+/g, "-");
  let number = 0;
  const start = (sentence: NewSentence): string | null => {
    if (!sentence.isNormative) return null;
    number += 1;
    return writeOut(io, `out/review/${name}-${number}.ts`, startOf(sentence, `${name}-${number}`));
  };
  io.out(reviewText(found, (id) => bearingOf(model, id), start, spec.commit));
  return found.touched.length + found.sentences.length === 0 ? EXIT.fine : EXIT.violated;
}

/** What the scenarios and their pins say of a clause: nothing is explored. */
function bearingOf<S extends object>({ scenarios }: Model<S>, id: string): Bearing {
  const claims = new Set<string>();
  const freed = new Set<string>();
  const questions = new Set<string>();
  const names = (change: string, sign: string): boolean =>
    change.split(",").some((one) => one === `${sign}${id}`);
  for (const { cases, properties, scope, question } of scenarios) {
    for (const property of properties(scope))
      if (property.restsOn.includes(id)) claims.add(property.name);
    for (const { reading, pins } of cases) {
      const all = Object.values(pins);
      const cures = all.flatMap(({ cures: own }) => Object.values(own ?? {}).flat());
      const isAsked = [reading, ...cures].some((one) => names(one, "-") || names(one, "+"));
      if (isAsked) questions.add(question);
      if (!names(reading, "-")) continue;
      for (const { trace, verdict } of all) {
        if (trace !== undefined && verdict === "violated") freed.add(trace);
      }
    }
  }
  return { claims: [...claims], freed: [...freed], questions: [...questions] };
}

/** A reading with a sentence of its own that asks nothing yet: three places are to be filled in. */
function startOf({ words, party }: NewSentence, name: string): string {
  const machine = party === "driver" ? "driver" : "status";
  const event = party === "driver" ? "driver.kicks" : "device.presentsSuspended";
  return `import { change, v14AsWritten } from "quiesce/models";

/** ${words.replaceAll("*/", "* /")} */
export const reading = change(v14AsWritten, {
  name: ${JSON.stringify(name)},
  says: "virtio 1.4 and one sentence more",
  sentences: [
    {
      // "forbid", "permit" or "oblige"; see quiesce explain ${event}
      kind: "forbid",
      id: "N-1",
      says: ${JSON.stringify(words)},
      // Which event is meant, and whose state decides; see quiesce list events
      machine: ${JSON.stringify(machine)},
      event: ${JSON.stringify(event)},
      // In which states: as it stands, in none
      when: () => false,
    },
  ],
});
`;
}

/** Sentences for the standard as a patch that `git apply` takes, without a sentence of its own
 *  text: around each stand an empty line and the heading that follows. */
import type { Proposal } from "../../asking/proposals.ts";
import type { Spec } from "../../types/index.ts";
import { withFields } from "../latex.ts";
import { wrap } from "../words.ts";

/** The standard's source is broken at about this many columns. */
const COLUMNS = 76;

/** A unified diff against the commit that the model is of. @param about lines above it */
export function patchText({ sentences }: Proposal, spec: Spec, about: readonly string[]): string {
  const files = [...new Set(sentences.map(({ place }) => fileOf(place)))];
  return [
    ...about,
    "",
    ...files.flatMap((file) => {
      const own = sentences.filter(({ place }) => fileOf(place) === file);
      return [
        `diff --git a/${file} b/${file}`,
        `--- a/${file}`,
        `+++ b/${file}`,
        ...hunks(own, spec),
      ];
    }),
    "",
  ].join("\n");
}

const fileOf = (place: string): string => place.split(", ")[0]!;

/** A hunk for each paragraph, in the order of the file. */
function hunks(sentences: Proposal["sentences"], spec: Spec): readonly string[] {
  const places = [...new Set(sentences.map(({ place }) => place))].toSorted(
    (one, other) => spec.ends[one]!.line - spec.ends[other]!.line,
  );
  let shift = 0;
  return places.flatMap((place) => {
    const { line, before, behind } = spec.ends[place]!;
    const comes = sentences
      .filter((sentence) => sentence.place === place)
      .flatMap(({ words }) => [...wrap(withFields(words), COLUMNS), ""]);
    const was = before.length + behind.length;
    const head = `@@ -${line},${was} +${line + shift},${was + comes.length} @@`;
    shift += comes.length;
    const same = (text: string): string => ` ${text}`;
    return [head, ...before.map(same), ...comes.map((text) => `+${text}`), ...behind.map(same)];
  });
}

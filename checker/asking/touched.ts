/** Which clauses a patch touches, and which sentences it brings that no clause has. */
import type { Clause, Spec } from "../types/index.ts";
import { plainWords, sentencesIn, wordsFingerprint } from "./fingerprint.ts";
import type { Hunk, Patch } from "./patch.ts";

/** A clause that a hunk bears on. */
export interface Touched {
  readonly clause: Clause;
  /** `wording`: lines of its own sentence go; `place`: its sentence is not known by its words,
   *  and lines of its section go or come; `moved`: its sentence comes again, word by word. */
  readonly by: "wording" | "place" | "moved";
  /** Its sentence comes again with this level, and with no other change. */
  readonly level?: string;
}

/** A sentence that comes with the patch. */
export interface NewSentence {
  readonly file: string;
  /** After this line of the old text. */
  readonly after: number;
  /** Whose paragraph it stands in: `driver`, `device`, or nobody's. */
  readonly party: string;
  readonly section: string;
  readonly words: string;
  /** It has one of MUST, SHOULD, MAY, ...; else it describes. */
  readonly isNormative: boolean;
}

export interface Review {
  readonly touched: readonly Touched[];
  readonly sentences: readonly NewSentence[];
  readonly others: readonly string[];
}

export function review({ hunks, others }: Patch, spec: Spec, clauses: readonly Clause[]): Review {
  const coming = hunks.flatMap((hunk) => sentencesOf(hunk, spec));
  const levels = hunks.flatMap((hunk) => levelsIn(hunk, coming, spec));
  const again = new Set(coming.map(({ words }) => wordsFingerprint(words)));
  const touched = clauses.flatMap((clause): readonly Touched[] => {
    const found = hunks.map((hunk) => touches(hunk, clause, spec));
    const by = found.find((how) => how === "wording") ?? found.find((how) => how !== null);
    if (by === undefined || by === null) return [];
    const own = spec.sentences[clause.id] ?? [];
    const isMoved = by === "wording" && own.some(([, , , words]) => again.has(words));
    const level = levels.find(({ ids }) => ids.includes(clause.id))?.level;
    return [{ clause, by: isMoved ? "moved" : by, ...(level === undefined ? {} : { level }) }];
  });
  const known = new Set([
    ...Object.values(spec.sentences).flatMap((own) => own.map(([, , , words]) => words)),
    ...hunks.flatMap(goingIn),
  ]);
  const sentences = coming.filter(
    ({ words }) =>
      !known.has(wordsFingerprint(words)) && !levels.some((change) => change.words === words),
  );
  return { touched, sentences, others };
}

/** Sentences that go: where one comes again, word by word, it is not new. */
const goingIn = ({ removed }: Hunk): readonly string[] =>
  sentencesIn(removed.map(({ text }) => text).join("\n")).map(wordsFingerprint);

const LEVEL = /\b(?:MUST|SHOULD|SHALL)(?: NOT)?\b|\bMAY\b/;

/** Sentences that go and come again with another level, and the clauses that they are. */
function levelsIn({ file, removed }: Hunk, coming: readonly NewSentence[], spec: Spec) {
  const bare = (text: string): string => plainWords(text.replace(LEVEL, ""));
  const all = Object.entries(spec.sentences).flatMap(([id, own]) =>
    own.map((place) => ({ id, place })),
  );
  return all.flatMap(({ id, place: [of, first, last, words] }) => {
    const lines = removed.filter(({ line }) => of === file && line >= first && line <= last);
    if (lines.length !== last - first + 1) return [];
    const whole = lines.map(({ text }) => text).join("\n");
    const old = sentencesIn(whole).find((one) => wordsFingerprint(one) === words) ?? whole;
    const again = coming.find((one) => LEVEL.test(one.words) && bare(one.words) === bare(old));
    const level = LEVEL.exec(again?.words ?? "")?.[0];
    if (again === undefined || level === undefined || level === LEVEL.exec(old)?.[0]) return [];
    return [{ ids: [id], level, words: again.words }];
  });
}

/** The lines that a hunk changes: those that go, and the two between which something comes. */
function changedLines({ removed, added }: Hunk): readonly number[] {
  return [...removed.map(({ line }) => line), ...added.map(({ after }) => after)];
}

function touches(hunk: Hunk, clause: Clause, spec: Spec): "wording" | "place" | null {
  const sentences = spec.sentences[clause.id];
  if (sentences !== undefined) {
    const isTouched = sentences.some(([file, first, last]) => {
      const goes = hunk.removed.some(({ line }) => line >= first && line <= last);
      const within = hunk.added.some(({ after }) => after >= first && after < last);
      return hunk.file === file && (goes || within);
    });
    return isTouched ? "wording" : null;
  }
  const isThere = clause.place.split("; ").some((place) => {
    const [file, title = "", party = ""] = place.split(", ");
    return (
      file === hunk.file &&
      changedLines(hunk).some((line) => {
        const heading = headingAt(spec, hunk.file, line);
        return heading.section === title && heading.party === party;
      })
    );
  });
  return isThere ? "place" : null;
}

/** The title above a line, and whose paragraph it is. */
function headingAt(spec: Spec, file: string, line: number) {
  const before = (spec.files[file]?.headings ?? []).filter(([first]) => first <= line);
  const [, section = "", party = ""] = before.at(-1) ?? [];
  return { section, party };
}

/** Sentences of what comes; a line that is only a command is none. */
function sentencesOf(hunk: Hunk, spec: Spec): readonly NewSentence[] {
  return hunk.added.flatMap(({ after, text }) =>
    sentencesIn(text.join("\n")).map((words) => ({
      file: hunk.file,
      after,
      ...headingAt(spec, hunk.file, after),
      words,
      isNormative: /\b(MUST|SHOULD|MAY|SHALL|REQUIRED|RECOMMENDED|OPTIONAL)\b/.test(words),
    })),
  );
}

/** What tests of a device are worth, as text for a terminal and as rows of a page. */
import type { Clause } from "../types/index.ts";
import type { Audited } from "../verdict/audit.ts";
import { ascii, wrap } from "./words.ts";

const WIDTH = 80;

/** What a page says of tests in one reading. */
export interface AuditedIn {
  readonly reading: string;
  readonly audited: readonly Audited[];
  /** Names of two tests that no device passes both. */
  readonly contrary: readonly (readonly [string, string])[];
}

/** Whether every conforming device passes, and some other device fails. */
export const isWorthRunning = ({ fails, passes, tests }: Audited): boolean =>
  fails === null && passes !== null && tests.length > 0;

/** Each test in some lines, then the pairs that no device passes. */
export function auditText(
  { reading, audited, contrary }: AuditedIn,
  clauses: readonly Clause[],
): string {
  const blocks = audited.flatMap((one) => [
    ...row(one.test.name, one.test.says),
    ...row("  sound", soundWords(one)),
    ...afterWords(one).flatMap((words) => row("", words)),
    ...row("  waits", waitWords(one)),
    ...row("  useful", usefulWords(one, clauses)),
    ...(one.test.note === undefined ? [] : row("  note", one.test.note)),
    "",
  ]);
  const pairs = contrary.map(([a, b]) => `No device passes both ${a} and ${b}.`);
  const lines = [
    ...row("reading", reading),
    "",
    ...blocks,
    ...pairs,
    ...(pairs.length > 0 ? [""] : []),
  ];
  return `${lines
    .map((line) => ascii(line))
    .join("\n")
    .trimEnd()}\n`;
}

function row(head: string, words: string): readonly string[] {
  const margin = 10;
  return wrap(words, WIDTH - margin).map((line, at) =>
    `${(at === 0 ? head : "").padEnd(margin)}${line}`.trimEnd(),
  );
}

/** `yes`, or which expectation a conforming device does not meet. */
function soundWords({ fails, failsUnbroken, passes, stuck }: Audited): string {
  if (stuck !== null) return `cannot be carried out: no run gets over "${stuck}"`;
  if (fails === null) return "yes: every conforming device passes";
  const but = failsUnbroken === null ? ", but for a failure that a device reports" : "";
  const none = passes === null ? " and none passes" : "";
  return `no${but}: a conforming device may fail "${fails.failed}"${none}`;
}

function waitWords({ fails, failsEarly }: Audited): string {
  if (failsEarly === null) return "may end at any moment";
  if (fails !== null) return "not asked: it fails however long they last";
  return `have to last: it fails "${failsEarly.failed}" where one ends too soon`;
}

function usefulWords(
  { tests, fails, failsUnbroken, passes }: Audited,
  clauses: readonly Clause[],
): string {
  if (tests.length > 0) {
    const ids = tests.map(({ clause }) => {
      const level = clauses.find(({ id }) => id === clause)?.level ?? "";
      return `${clause} ${level === "desc" ? "(description)" : level}`.trim();
    });
    return `yes: a device that does not follow ${ids.join(", or ")} can fail`;
  }
  if ((fails === null || failsUnbroken === null) && passes !== null) {
    return "no: whichever single clause a device does not follow, it passes";
  }
  return "not asked: that a device fails says nothing of it";
}

/** A table of Markdown for each reading, with links to the sources. */
export function auditPage(all: readonly AuditedIn[], clauses: readonly Clause[]): string {
  const parts = all.map(({ reading, audited, contrary }) => {
    const rows = audited.map((one) => {
      const { name, source, says } = one.test;
      const linked = source === undefined ? name : `[${name}](${source})`;
      const sound = [soundWords(one), ...afterWords(one)].join("; ");
      return `| ${[linked, says, sound, waitWords(one), usefulWords(one, clauses)].join(" | ")} |`;
    });
    const pairs = contrary.map(([a, b]) => `No device passes both ${a} and ${b}.\n`);
    return [
      `### In ${reading}`,
      "",
      "| test | what it does | sound | waits | useful |",
      "| --- | --- | --- | --- | --- |",
      ...rows,
      "",
      ...pairs,
    ].join("\n");
  });
  const notes = (all[0]?.audited ?? []).flatMap(({ test: { name, note } }) =>
    note === undefined ? [] : [`- ${name}: ${note}`],
  );
  return [...parts, "### Where the steps are not those of the source", "", ...notes].join("\n");
}

/** How it fails; and how where no device reports a failure, if that is in another way. */
function afterWords({ fails, failsUnbroken }: Audited): readonly string[] {
  const runs = fails === null ? [] : [`after ${fails.trace}`];
  if (fails === null || failsUnbroken === null || failsUnbroken.trace === fails.trace) return runs;
  const { failed, trace } = failsUnbroken;
  return [...runs, `where no failure is reported, it may fail "${failed}" after ${trace}`];
}

/** One object a line. */
export function auditJson({ reading, audited, contrary }: AuditedIn): string {
  const lines = audited.map(({ test, ...found }) => {
    const tests = found.tests.map(({ clause, run }) => ({ clause, ...run }));
    return { test: test.name, reading, ...found, tests };
  });
  return `${[...lines, ...contrary.map((pair) => ({ contrary: pair }))].map((one) => JSON.stringify(one)).join("\n")}\n`;
}

/** What has become of kept behaviours: for a terminal, as JUnit XML, as SARIF 2.1.0. */
import { isAbsolute } from "node:path";
import type { Outcome, OutcomeKind } from "../verdict/outcome.ts";
import { keeperWords } from "./choices.ts";

/** A line of a file, counted from 1. */
export interface Place {
  /** As it is to be shown: relative to the user's folder, or whole. */
  readonly path: string;
  readonly line: number;
}

/** A trace that was run, or that could not be. */
export interface Replayed {
  readonly name: string;
  readonly scenario: string;
  readonly kind: OutcomeKind | "unreadable";
  /** One line: what it showed, or why not. */
  readonly says: string;
  readonly trace: Place;
  /** Where the sentences stand that keep it back; none where no sentence does. */
  readonly sentences: readonly (Place & { readonly id: string })[];
  readonly ms: number;
}

/** A line that says why, and who keeps a step back: `...; kept back by S-6 MUST NOT`. */
export function outcomeWords({ kind, message, keepers, putsOff }: Outcome): string {
  const by = keepers.map(keeperWords).join(", ");
  const off = putsOff.map(({ name, because }) => {
    const who = "clause" in because ? because.clause : because.assumption;
    return `${name}, which ${who} obliges`;
  });
  return [
    `${kind}: ${message}`,
    ...(by === "" ? [] : [`kept back by ${by}`]),
    ...(off.length === 0 ? [] : [`it puts off for ever ${off.join(", ")}`]),
  ].join("; ");
}

const isFine = ({ kind }: Replayed): boolean => kind === "reproduced";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** What XML takes between quotes; characters that it has no place for are left out. */
const quoted = (text: string): string =>
  `"${[...text]
    .filter((one) => one >= " ")
    .map((one) => ESCAPES[one] ?? one)
    .join("")}"`;

/** A suite for each scenario, a case for each trace, as CI systems read them. */
export function junitXml(replayed: readonly Replayed[]): string {
  const suites = new Map<string, Replayed[]>();
  for (const one of replayed) suites.set(one.scenario, [...(suites.get(one.scenario) ?? []), one]);
  const lines = [...suites].flatMap(([scenario, own]) => [
    `  <testsuite name=${quoted(scenario)} ${countsOf(own)}>`,
    ...own.flatMap(junitCase),
    "  </testsuite>",
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="quiesce replay" ${countsOf(replayed)}>`,
    ...lines,
    "</testsuites>",
    "",
  ].join("\n");
}

function countsOf(all: readonly Replayed[]): string {
  const errors = all.filter(({ kind }) => kind === "unreadable").length;
  const failures = all.filter((one) => !isFine(one)).length - errors;
  const ms = all.reduce((sum, one) => sum + one.ms, 0);
  return `tests="${all.length}" failures="${failures}" errors="${errors}" time="${seconds(ms)}"`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function junitCase(one: Replayed): readonly string[] {
  const { name, scenario, trace, ms } = one;
  const head =
    `    <testcase name=${quoted(name)} classname=${quoted(scenario)} ` +
    `file=${quoted(trace.path)} line="${trace.line}" time="${seconds(ms)}"`;
  if (isFine(one)) return [`${head}/>`];
  const tag = one.kind === "unreadable" ? "error" : "failure";
  return [
    `${head}>`,
    `      <${tag} type=${quoted(one.kind)} message=${quoted(one.says)}/>`,
    "    </testcase>",
  ];
}

/** What each rule of a SARIF log means, by its id. */
const RULES: Readonly<Record<Exclude<Replayed["kind"], "reproduced">, string>> = {
  shorter: "A kept counterexample shows its claim in fewer steps than it did.",
  impossible: "A kept counterexample can no longer happen by what text or conduct say.",
  "model changed": "A machine, a name or a claim is another than when a trace was kept.",
  "memory differs": "The model has a kept behaviour that bytes of memory do not bear out.",
  unreadable: "A line is no trace, or names what the model does not have.",
};

const ruleId = (kind: string): string => kind.replaceAll(" ", "-");

/**
 * A log with one result for each trace that is not reproduced. A result points at the line of
 * the sentence that keeps the behaviour back where that is in the user's folder, else at the
 * line of the trace; both are among the related locations.
 */
export function sarifLog(
  replayed: readonly Replayed[],
  tool: { readonly version: string; readonly code: number },
): string {
  const driver = {
    name: "quiesce",
    version: tool.version,
    rules: Object.entries(RULES).map(([kind, text]) => ({
      id: ruleId(kind),
      shortDescription: { text },
      defaultConfiguration: { level: kind === "shorter" ? "warning" : "error" },
    })),
  };
  const run = {
    tool: { driver },
    invocations: [{ executionSuccessful: tool.code < 64, exitCode: tool.code }],
    columnKind: "utf16CodeUnits",
    results: replayed.filter((one) => !isFine(one)).map(sarifResult),
  };
  const $schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${JSON.stringify({ $schema, version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

function sarifResult(one: Replayed): object {
  const { name, kind, says, trace, sentences } = one;
  const own = sarifLocation(trace);
  const first = sentences.find(({ path }) => !isAbsolute(path));
  return {
    ruleId: ruleId(kind),
    level: kind === "shorter" ? "warning" : "error",
    message: { text: `${name}: ${says}` },
    locations: [first === undefined ? own : sarifLocation(first)],
    relatedLocations: [
      { id: 1, message: { text: `the trace ${name}` }, ...own },
      ...sentences.map((place, at) => ({
        id: at + 2,
        message: { text: place.id },
        ...sarifLocation(place),
      })),
    ],
    partialFingerprints: { "quiesceTrace/v1": name },
  };
}

function sarifLocation({ path, line }: Place): object {
  const parts = path.split("\\").join("/").split("/").map(encodeURIComponent).join("/");
  const artifactLocation = isAbsolute(path)
    ? { uri: `file://${parts}` }
    : { uri: parts, uriBaseId: "%SRCROOT%" };
  return { physicalLocation: { artifactLocation, region: { startLine: line } } };
}

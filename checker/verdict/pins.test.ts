/**
 * The model as it is: every pin, every generated file, every chart. One run of
 * everything, as `quiesce check` makes it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import type { Scope } from "../../models/scope.ts";
import { documents } from "../commands/documents.ts";
import { projectRoot } from "../commands/io.ts";
import { heldAgainstMemory } from "../commands/memory.ts";
import { readReplayable } from "../commands/replayable.ts";
import { generatedFiles } from "../commands/sources.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import { chart } from "../report/chart.ts";
import { wrongCitations } from "../trace/cited.testing.ts";
import { oneLine, parseOneLine, phraseOf } from "../trace/phrase.ts";
import { traceLines } from "../trace/trace.ts";
import type { Case, Property, Scenario } from "../types/index.ts";
import { replayOnKernel, Session } from "../virtio/replay/replay.ts";
import { type Answer, type CaseAnswers, checkCase } from "./check.ts";
import { whyNot } from "./evidence.ts";
import { runner } from "./runs.ts";

const root = projectRoot();
const all = model.scenarios.flatMap((scenario) =>
  scenario.cases.map((pinned, index) => ({
    scenario,
    pinned,
    title: titleOf(scenario, pinned, index),
  })),
);
const cases = new Map<string, CaseAnswers<Scope>>();

function titleOf(scenario: Scenario<Scope>, pinned: Case<Scope>, index: number): string {
  return `${scenario.name}, case ${index + 1}: ${pinned.says}`;
}

beforeAll(async () => {
  const runs = runner(model, { engine: "auto" });
  for (const { scenario, pinned, title } of all) {
    cases.set(title, heldAgainstMemory(await checkCase(model, runs, scenario, pinned)));
  }
}, 900_000);

/** Every counterexample, with the case that it belongs to. */
function* counterexamples(): Generator<[CaseAnswers<Scope>, Answer, Trace]> {
  for (const of of cases.values()) {
    for (const answer of of.answers) {
      if (answer.verdict === "violated" && answer.trace !== null) yield [of, answer, answer.trace];
    }
  }
}

test.each(all.map(({ title }) => title))("%s is as pinned", (title) => {
  const { differences, answers } = cases.get(title)!;
  const own = answers.flatMap((a) => a.differences.map((difference) => `${a.name}: ${difference}`));
  expect([...differences, ...own]).toEqual([]);
});

describe("every counterexample", () => {
  test("happens and shows what it is kept for", () => {
    for (const [of, { name, property, verdict }, trace] of counterexamples()) {
      expect(whyNot(of.run.system, trace, { name, property, verdict })).toBeNull();
    }
  });

  test("has a one-line form that parses back", () => {
    for (const [of, , trace] of counterexamples()) {
      expect(parseOneLine(of.run.system, oneLine(of.run.system, trace))).toEqual(trace);
    }
  });

  test("has a chart of 7-bit text, 68 columns wide, that fits a mail", () => {
    for (const [of, answer, trace] of counterexamples()) {
      const lines = chart(model, of, answer, trace, "traces/x.json").trimEnd().split("\n");
      for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{0,68}$/);
      expect(lines.length - trace.events.length, answer.pin?.trace).toBeLessThanOrEqual(60);
    }
  });
});

test("every clause that a counterexample cites applies there, checked by other means", () => {
  const wrong = [...counterexamples()].flatMap(([{ run }, { pin }, trace]) =>
    wrongCitations(model.clauses, run.system, run.scope, trace).map(
      (line) => `${pin?.trace}: ${line}`,
    ),
  );
  expect(wrong).toEqual([]);
});

describe("on ring memory", () => {
  test("every counterexample and every witness replays, next to index 65535 too", () => {
    for (const { run } of cases.values()) {
      const { system, scope, result } = run;
      for (const { property, verdict, counterexample, example, witness } of result.properties) {
        for (const trace of [counterexample, example, witness]) {
          if (trace === null) continue;
          const violates = verdict === "violated" && trace === counterexample;
          const of = { system, trace, property, violates, scope };
          for (const startIndex of [0, 65536 - scope.ring])
            expect(replayOnKernel(of, { startIndex })).toBeNull();
        }
      }
    }
  });

  test("a counterexample breaks what its property names, and last", () => {
    for (const [{ run }, { property, pin }, trace] of counterexamples()) {
      const broken = brokenBy(run.system, trace, run.scope);
      for (const invariant of namedBy(property))
        expect([pin?.trace, ...broken].at(-1), pin?.trace).toBe(invariant);
    }
  });

  test("what a counterexample breaks besides, its case violates under a name of its own", () => {
    const others: Record<string, string> = {};
    for (const [{ run }, { property, pin }, trace] of counterexamples()) {
      const violated = run.result.properties.filter(({ verdict }) => verdict === "violated");
      const known = [property, ...violated.map((one) => one.property)].flatMap(namedBy);
      const broken = new Set(brokenBy(run.system, trace, run.scope));
      // Who uses a buffer once more writes to what is the driver's again.
      if (known.includes("usedOnce")) known.push("deviceTouchesOnlyShared");
      const besides = [...broken].filter((one) => !known.includes(one));
      if (besides.length > 0) others[pin?.trace ?? ""] = besides.join(" ");
    }
    // Positions are asked here; that the device does not stand still is the way there.
    expect(others).toEqual({
      "contest/without-s-11b-fetched-twice": "stoppedDeviceIsSilent suspendedDeviceIsSilent",
      "contest/without-s-11b-in-flight": "suspendedDeviceIsSilent",
      "contest/without-s-11b-lost": "suspendedDeviceIsSilent",
      "contest/without-s-11b-not-available": "stoppedDeviceIsSilent suspendedDeviceIsSilent",
      "contest/without-s-11b-out-of-range": "stoppedDeviceIsSilent",
      "contest/without-s-11b-stands-elsewhere": "stoppedDeviceIsSilent",
      "disputes/d10-behind-the-source": "stoppedDeviceIsSilent",
      "disputes/d10-not-available": "stoppedDeviceIsSilent suspendedDeviceIsSilent",
      "disputes/d10-out-of-range": "stoppedDeviceIsSilent",
    });
  });
});

/** The kernel's invariant that shows a property's violation, where memory can show it. */
const namedBy = (property: Property | null): readonly string[] =>
  property !== null && "invariant" in property.memory ? [property.memory.invariant] : [];

/** The rules of the ring that the steps of a behaviour break, in order. */
function brokenBy(system: CompiledSystem, trace: Trace, scope: Scope): readonly string[] {
  const session = new Session(system, scope);
  const happen = trace.last === "taken" ? trace.events : trace.events.slice(0, -1);
  const broken = happen.flatMap((id) => session.take(system.events[id]!).broken);
  expect(session.left.size).toBe(0);
  return broken;
}

/** What an event is: without an answer behind a comma, or one at the end that can be nothing. */
function bare({ declaration, event }: CompiledSystem["events"][number]): string {
  const { parameters = {}, answers = [], phrase } = declaration;
  const silent = answers.filter((name) => parameters[name]?.includes(""));
  const said = { ...event, ...Object.fromEntries(silent.map((name) => [name, ""])) };
  const [, what, answer] = /^(.*), \{(\w+)\}(?:\{\w+\})?$/.exec(phrase) ?? [];
  const isAnswered = what !== undefined && answers.includes(answer!);
  return phraseOf(isAnswered ? { ...declaration, phrase: what } : declaration, said);
}

test("every phrase is at most 24 characters, with the answers at its end 48, and parses", () => {
  for (const { run } of cases.values()) {
    for (const instance of run.system.events) {
      const { declaration, event } = instance;
      expect(phraseOf(declaration, event)).toMatch(/^[\x20-\x27\x2a-\x3a\x3c-\x7e]{1,48}$/);
      expect(bare(instance).length).toBeLessThanOrEqual(24);
    }
  }
});

describe("what is generated", () => {
  test("is up to date; npm run update writes it anew", async () => {
    const files = await generatedFiles(model, [...cases.values()]);
    const stale = [...files].filter(([path, text]) => read(path) !== text).map(([path]) => path);
    expect(stale).toEqual([]);
    const known = new Set(files.keys());
    const sources = existsSync(join(root, "diagrams"))
      ? readdirSync(join(root, "diagrams"), { recursive: true, encoding: "utf8" })
      : [];
    const left = sources.filter((name) => name.endsWith(".mmd") && !known.has(`diagrams/${name}`));
    expect(left).toEqual([]);
  });

  test("in documents is up to date too", () => {
    const texts = documents(model, [...cases.values()], read);
    const stale = [...texts].filter(([path, text]) => read(path) !== text).map(([path]) => path);
    expect(stale).toEqual([]);
  });

  test("and kept is reproduced, whoever wrote it", () => {
    const names = readdirSync(join(root, "traces"), { recursive: true, encoding: "utf8" });
    const lines = names
      .filter((name) => name.endsWith(".jsonl"))
      .flatMap((name) => traceLines(read(`traces/${name}`), name));
    expect(lines.length).toBeGreaterThan(500);
    for (const line of lines) {
      const { system, trace, claim } = readReplayable(model, line);
      expect(whyNot(system, trace, claim), line.where).toBeNull();
    }
  });
});

function read(path: string): string {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
}

import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import { lockModel } from "../testing/lock-model.ts";
import { oneLine, parseOneLine, sentenceOf } from "./phrase.ts";
import { advance, eventsThat, initialState } from "./walk.ts";

const [scenario] = lockModel.scenarios;
const systemOf = (expression: string): CompiledSystem =>
  compileSystem(scenario!.system({ rounds: 2, breaks: 1 }), resolveReading(lockModel, expression));

const system = systemOf("as-written");
const silent = systemOf("as-written,-L3");

/** A behaviour that takes, at each step, the possible event that a number chooses. */
function walk(of: CompiledSystem, picks: readonly number[]): number[] {
  const events: number[] = [];
  let state = initialState(of);
  for (const pick of picks) {
    const possible = eventsThat("happen", of, state);
    const next = possible[pick % Math.max(1, possible.length)];
    if (next === undefined) break;
    events.push(next.id);
    state = advance(of, state, next);
  }
  return events;
}

const picks = fc.array(fc.nat(99), { maxLength: 12 });

describe("the one-line form", () => {
  test("reads aloud", () => {
    const trace: Trace = { events: walk(system, [0, 0]), loop: null, last: "taken" };
    expect(oneLine(system, trace)).toBe("ask; driver takes");
    const { declaration, event } = system.events.find((e) => e.name.includes("looks"))!;
    expect(sentenceOf(declaration, event)).toBe("The driver sees 0.");
  });

  test.prop([picks])("of a finite behaviour parses back", (numbers) => {
    const trace: Trace = { events: walk(system, numbers), loop: null, last: "taken" };
    expect(parseOneLine(system, oneLine(system, trace))).toEqual(trace);
  });

  test.prop([picks, fc.nat(12)])("of a lasso parses back, a loop of nothing too", (numbers, at) => {
    const events = walk(system, numbers);
    const trace: Trace = { events, loop: Math.min(at, events.length), last: "taken" };
    expect(parseOneLine(system, oneLine(system, trace))).toEqual(trace);
  });

  test("names an event that nobody answers, and parses back", () => {
    const taken = parseOneLine(silent, "device takes").events;
    const [unanswered] = eventsThat("unanswered", silent, Uint16Array.of(0, 1, 1, 0));
    const trace: Trace = { events: [...taken, unanswered!.id], loop: null, last: "unanswered" };
    expect(oneLine(silent, trace)).toBe("device takes; break, unanswered");
    expect(parseOneLine(silent, oneLine(silent, trace))).toEqual(trace);
  });

  test("survives quotation and line ends in a mail", () => {
    expect(parseOneLine(system, "> > ask;\n> > device takes;\n> > (see 01)*")).toEqual(
      parseOneLine(system, "ask; device takes; (see 01)*"),
    );
  });

  test.each([
    ["ask; take", 'step 2, "take", is not possible there; possible: "driver takes", "see 00"'],
    ["ask; (see 00", "is no trace; write phrases"],
    ["device takes; break, unanswered", "is not possible there"],
  ])("%s is refused in one line", (line, message) => {
    expect(() => parseOneLine(system, line)).toThrow(message);
  });
});

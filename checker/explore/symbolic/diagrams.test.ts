import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Diagrams, EMPTY } from "./diagrams.ts";
import { GaveUp } from "./memory.ts";
import { Relation } from "./relation.ts";
import { leastVector, shadow, singleton, valuesAt, withValues } from "./sets.ts";
import { STAY, Steps } from "./steps.ts";

const DOMAINS = [3, 2, 4];
const RUNS = 100;

type Vector = readonly number[];
const vector = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 1 }), fc.nat({ max: 3 }));
const vectors = fc.array(vector, { maxLength: 12 });

function fresh(maxNodes = 100_000): Diagrams {
  return new Diagrams(DOMAINS, {
    maxNodes,
    deadline: Number.POSITIVE_INFINITY,
    signal: undefined,
  });
}

function setOf(diagrams: Diagrams, members: readonly Vector[]): number {
  return members.reduce((set, v) => diagrams.union(set, singleton(diagrams, v)), EMPTY);
}

/** The members of a set, as sorted strings. */
function members(diagrams: Diagrams, set: number): string[] {
  const found: string[] = [];
  for (let rest = set; rest !== EMPTY; ) {
    const least = leastVector(diagrams, rest);
    found.push([...least].join());
    rest = diagrams.minus(rest, singleton(diagrams, least));
  }
  return found.sort();
}

const names = (list: Iterable<Vector>): string[] =>
  [...new Set([...list].map((v) => v.join()))].sort();

test("union, intersection, difference and count are those of sets", () => {
  fc.assert(
    fc.property(vectors, vectors, (a, b) => {
      const diagrams = fresh();
      const left = setOf(diagrams, a);
      const right = setOf(diagrams, b);
      const inBoth = names(a).filter((v) => names(b).includes(v));
      expect(members(diagrams, diagrams.union(left, right))).toEqual(names([...a, ...b]));
      expect(members(diagrams, diagrams.intersect(left, right))).toEqual(inBoth);
      expect(members(diagrams, diagrams.minus(left, right))).toEqual(
        names(a).filter((v) => !inBoth.includes(v)),
      );
      expect(diagrams.count(left)).toBe(BigInt(names(a).length));
    }),
    { numRuns: RUNS },
  );
});

test("equal sets are one node, however they were made", () => {
  fc.assert(
    fc.property(vectors, (a) => {
      const diagrams = fresh();
      expect(setOf(diagrams, [...a].reverse())).toBe(setOf(diagrams, a));
    }),
    { numRuns: RUNS },
  );
});

test("values and shadows of a set are those of its vectors", () => {
  fc.assert(
    fc.property(vectors, (a) => {
      const diagrams = fresh();
      const set = setOf(diagrams, a);
      const seconds = [...new Set(a.map((v) => v[1]))].sort();
      expect(valuesAt(diagrams, set, 2)).toEqual(seconds);
      const low = a.map((v) => v.slice(0, 2));
      expect(diagrams.count(shadow(diagrams, set, 2))).toBe(BigInt(names(low).length));
      const kept = diagrams.intersect(set, withValues(diagrams, 3, [1, 2]));
      expect(members(diagrams, kept)).toEqual(names(a.filter((v) => v[2] === 1 || v[2] === 2)));
    }),
    { numRuns: RUNS },
  );
});

/** A partial function of each level, `null` where the level takes no part. */
const local = (size: number) =>
  fc.option(fc.array(fc.integer({ min: -1, max: size - 1 }), { minLength: size, maxLength: size }));
const event = fc.tuple(local(3), local(2), local(4));
type Event = readonly (readonly number[] | null)[];

function stepOf(steps: Steps, functions: Event): number {
  return functions.reduce((below, next, i) => {
    if (next === null) return below;
    const ways = [...next.entries()].filter(([, after]) => after >= 0);
    return steps.make(
      i + 1,
      ways.map(([before, after]) => ({ before, after, below })),
    );
  }, STAY);
}

function after(functions: Event, v: Vector): Vector | null {
  const to = v.map((value, i) => (functions[i] ? functions[i][value]! : value));
  return to.includes(-1) ? null : to;
}

test("images, also backwards, are those of the local functions", () => {
  fc.assert(
    fc.property(vectors, fc.array(event, { maxLength: 5 }), (a, events) => {
      const diagrams = fresh();
      const steps = new Steps(diagrams);
      const all = events.map((functions) => stepOf(steps, functions));
      const reached = a.flatMap((v) => events.flatMap((f) => [after(f, v)].filter((to) => to)));
      const image = new Relation(steps, all).image(setOf(diagrams, a));
      expect(members(diagrams, image)).toEqual(names(reached as Vector[]));
      const back = new Relation(
        steps,
        all.map((step) => steps.inverse(step)),
      );
      const before = everyVector().filter((v) =>
        events.some((f) => names(a).includes(after(f, v)?.join() ?? "")),
      );
      expect(members(diagrams, back.image(setOf(diagrams, a)))).toEqual(names(before));
    }),
    { numRuns: RUNS },
  );
});

test("the closure is what a search reaches, also inside a bound", () => {
  fc.assert(
    fc.property(vector, vectors, fc.array(event, { maxLength: 5 }), (start, more, events) => {
      const diagrams = fresh();
      const steps = new Steps(diagrams);
      const relation = new Relation(
        steps,
        events.map((functions) => stepOf(steps, functions)),
      );
      const from = singleton(diagrams, start);
      const everywhere = search(start, events, () => true);
      expect(members(diagrams, relation.closure(from))).toEqual(names(everywhere));
      const allowed = names([start, ...more, ...everywhere.slice(0, 3)]);
      const bound = setOf(
        diagrams,
        everyVector().filter((v) => allowed.includes(v.join())),
      );
      const inside = search(start, events, (v) => allowed.includes(v.join()));
      expect(members(diagrams, relation.closure(from, bound))).toEqual(names(inside));
    }),
    { numRuns: RUNS },
  );
});

function everyVector(): Vector[] {
  const all: Vector[] = [];
  for (let i = 0; i < 24; i++) all.push([i % 3, Math.floor(i / 3) % 2, Math.floor(i / 6)]);
  return all;
}

function search(start: Vector, events: readonly Event[], isIn: (v: Vector) => boolean): Vector[] {
  const found = new Map([[start.join(), start]]);
  for (const v of found.values()) {
    for (const functions of events) {
      const to = after(functions, v);
      if (to !== null && isIn(to)) found.set(to.join(), to);
    }
  }
  return [...found.values()];
}

test("a store that is full gives up and says so", () => {
  const diagrams = fresh(5);
  expect(() => {
    setOf(diagrams, everyVector());
  }).toThrow(GaveUp);
});

import { expect, test } from "vitest";
import { describeScope, type Scope, scopeConflict, scopeLimits, smallScope } from "./scope.ts";

/** Bounds that say nothing without another one. */
const WITH: Partial<Record<keyof Scope, Partial<Scope>>> = {
  ccwRevision: { transport: "ccw" },
  pciConfig: { functionResets: 1 },
};

const bounds = Object.keys(scopeLimits) as (keyof Scope)[];

test.each(bounds)("a verdict says within which %s it stands", (name) => {
  const legal = scopeLimits[name]
    .map((value): Scope => ({ ...smallScope, ring: 8, ...WITH[name], [name]: value }))
    .filter((scope) => scopeConflict(scope) === null);
  expect(legal.length).toBeGreaterThan(1);
  expect(new Set(legal.map(describeScope)).size).toBe(legal.length);
});

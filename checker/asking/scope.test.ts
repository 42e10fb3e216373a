import { expect, test } from "vitest";
import { lockModel } from "../testing/lock-model.ts";
import { boundsOf, legalBounds, parseScope } from "./scope.ts";

test("bounds are read as numbers, and none changes nothing", () => {
  expect(parseScope(lockModel, "rounds=2,breaks=1")).toEqual({ rounds: 2, breaks: 1 });
  expect(parseScope(lockModel, "")).toEqual({});
});

test.each([
  ["rouns=2", 'unknown bound "rouns". Did you mean "rounds"?'],
  ["rounds=9", 'bound "rounds" cannot be "9"; legal: 0, 1, 2'],
  ["rounds", '"rounds" in --scope is no bound: write bound=value, as in queues=2'],
  ["rounds=1,,", '"" in --scope is no bound: write bound=value, as in queues=2'],
  ["rounds=1,rounds=2", '--scope gives "rounds" twice; once is enough'],
])("the scope %s is refused in one line", (text, line) => {
  expect(() => parseScope(lockModel, text)).toThrow(line);
});

test("bounds of a file are legal ones, in the order of the limits", () => {
  expect(legalBounds(lockModel, { breaks: 1 })).toEqual({ breaks: 1 });
  expect(Object.keys(boundsOf(lockModel, { breaks: 1, rounds: 0 }))).toEqual(["rounds", "breaks"]);
  expect(() => legalBounds(lockModel, { breaks: 7 })).toThrow('bound "breaks" cannot be "7"');
});

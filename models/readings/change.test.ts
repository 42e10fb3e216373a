import { expect, test } from "vitest";
import { change } from "./change.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

const named = { name: "mine", says: "Mine." };

test("a reading differs from its base in what is named, and in nothing else", () => {
  const own = change(v14AsWritten, {
    ...named,
    free: ["S-16b"],
    choose: { "held-kick": "dropped" },
  });
  expect([...v14AsWritten.inForce].filter((id) => !own.inForce.has(id))).toEqual(["S-16b"]);
  expect(own.choices).toEqual({ ...v14AsWritten.choices, "held-kick": "dropped" });
  expect(own.sentences).toEqual(v14AsWritten.sentences);
});

test("a clause to free that does not exist is refused, and one that is to bind as well", () => {
  expect(() => change(v14AsWritten, { ...named, free: ["S-99"] })).toThrow(
    /^unknown clause "S-99"/,
  );
  expect(() => change(v14AsWritten, { ...named, bind: ["S-16b"], free: ["S-16b"] })).toThrow(
    'reading "mine" binds "S-16b" and frees it; name it once',
  );
});

test("a key that means nothing is refused, and what a file would say is not lost", () => {
  const chose = { ...named, chose: { "held-kick": "dropped" } };
  expect(() => change(v14AsWritten, chose)).toThrow(
    'reading "mine" has "chose"; legal: name, says, bind, free, without, choose, sentences.',
  );
});

test("a text that is left out is neither in force nor gone against", () => {
  const own = change(v14AsWritten, { ...named, free: ["S-10"], without: ["S-16b"] });
  expect([own.inForce.has("S-10"), own.written?.has("S-10")]).toEqual([false, true]);
  expect([own.inForce.has("S-16b"), own.written?.has("S-16b")]).toEqual([false, false]);
});

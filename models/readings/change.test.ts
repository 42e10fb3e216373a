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

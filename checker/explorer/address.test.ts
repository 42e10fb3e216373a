/** Addresses and readings as the page writes them. */
import { expect, test } from "vitest";
import { NOWHERE, read, written } from "./address.ts";
import { expressionOf, textOf, withChanges, withChoice, withClause } from "./page/reading.ts";
import type { Book, BookReading } from "./protocol.ts";

const place = {
  ...NOWHERE,
  scenario: "holes/h4-kick-held-at-suspend",
  reading: "v1.4-as-written,+S-16b,-B26a,held-kick=dropped",
  scope: "queues=2,common=trapped",
  claim: "availableIsUsed.q0b0",
  line: "b0 available q0; kick q0; queue_reset q0=0, done; (read 0F & 100%+)*",
  step: 3,
  model: "0badc0de",
};

test("an address is read back as it was written, and a person can read it", () => {
  expect(read(`#${written(place)}`)).toEqual(place);
  expect(written(place)).toContain("reading=v1.4-as-written,+S-16b,-B26a,held-kick=dropped");
  expect(written(place)).toContain("trace=b0+available+q0;+kick+q0;+queue_reset+q0=0,+done;");
  expect(read(written({ ...place, line: "" })).line).toBe("");
  expect(read("")).toEqual(NOWHERE);
});

test("a part that is none is named, with what is legal", () => {
  expect(() => read("#senario=h4")).toThrow('"senario=h4"; legal: scenario, reading');
  expect(() => read("#step=x")).toThrow('step "x"; legal: a number');
  expect(() => read("#trace=%E0%A4")).toThrow("perhaps it was cut");
});

const base: BookReading = {
  name: "as-written",
  says: "",
  inForce: ["S-1", "S-2"],
  choices: { kick: "kept" },
  levels: {},
};
const book = { readings: [base] } as unknown as Book;

test("what is as the base has it is no change", () => {
  const freed = withClause(expressionOf(book, "as-written"), base, "S-1", false);
  expect(textOf(freed)).toBe("as-written,-S-1");
  expect(textOf(withClause(freed, base, "S-1", true))).toBe("as-written");
  expect(textOf(withChanges(freed, ["+S-1", "kick=dropped"]))).toBe("as-written,kick=dropped");
  const chosen = withChoice(expressionOf(book, "-S-2"), base, "kick", "dropped");
  expect(textOf(chosen)).toBe("as-written,-S-2,kick=dropped");
  expect(textOf(withChoice(chosen, base, "kick", "kept"))).toBe("as-written,-S-2");
});

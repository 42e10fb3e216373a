/** The system that tests of a device are held against, and their words for status and rings. */
import type { Audits } from "../../checker/types/index.ts";
import { type Scope, smallScope } from "../scope.ts";
import { bitNamed, bitsOf, has, hex, writtenValues } from "../status-values.ts";
import { compose } from "../system.ts";

type Seen = Parameters<Audits<Scope>["act"]>[1];

const statusIn = (seen: Seen): number => Number(seen("status")?.context.shows);
const configInterrupt = (seen: Seen): string => seen("configInterrupt")?.value ?? "none";

/** The bits that some words name, all or none of them known. */
function bits(words: string, between: RegExp): readonly number[] | undefined {
  const found = words.split(between).map(bitNamed);
  return found.includes(undefined) ? undefined : (found as number[]);
}

/** `status has SUSPEND or FAILED`, `status lacks DRIVER_OK`, `status is not 00`. */
function expectStatus(words: string): ((seen: Seen) => boolean) | undefined {
  const [, how = "", what = ""] = /^status (has|lacks|is not|is) (.+)$/.exec(words) ?? [];
  if (how === "has" || how === "lacks") {
    const any = bits(what, how === "has" ? / or / : /, | and /);
    if (any === undefined) return undefined;
    if (how === "has") return (seen) => any.some((bit) => has(statusIn(seen), bit));
    return (seen) => any.every((bit) => !has(statusIn(seen), bit));
  }
  if (!/^[0-9A-F]{2}$/.test(what)) return undefined;
  return (seen) => (hex(statusIn(seen)) === what) === (how === "is");
}

export const audits: Audits<Scope> = {
  scope: {
    ...smallScope,
    buffers: 1,
    ring: 1,
    suspends: 2,
    resets: 1,
    retries: 2,
    failures: 1,
  },
  system: (scope) =>
    compose("audit", scope, [
      ...(["control", "dataPath", "kicks", "interrupts"] as const),
      ...(scope.configChanges > 0 ? (["configuration"] as const) : []),
    ]),
  tester: "driver",
  tested: "device",
  // No clause says that the bits of the initialization are ever shown.
  keeps: ["status-writes"],
  act: (words, seen) => {
    const [, what = ""] = /^set (.+)$/.exec(words) ?? [];
    const named = what === "" ? undefined : bits(what, /, | and /);
    if (named === undefined) return words;
    const before = statusIn(seen);
    const after = named.reduce((value, bit) => value | bit, before);
    // 1B, written back as it was read, sets nothing; 1F resumes a device that has suspended since.
    return after === before && !writtenValues.includes(after) ? null : `write ${hex(after)}`;
  },
  expect: (words) => {
    const used = /^used idx is (\d+)$/.exec(words)?.[1];
    if (used !== undefined) return (seen) => seen("ring0")?.context.usedIdx === Number(used);
    if (words === "no config interrupt") {
      return (seen) => configInterrupt(seen) === "none";
    }
    return expectStatus(words);
  },
  seenBy: ({ type, value }) =>
    type.startsWith("driver.readsStatus") ? ["wait", `status is ${hex(Number(value))}`] : undefined,
  endOf: (property, events) => {
    // Every buffer that was made available is used in the end, and each moves the index by one.
    if (!/^availableIsUsed\.q0/.test(property)) return null;
    const buffers = events.filter(({ type }) => type === "driver.makesAvailable").length;
    return ["wait", `used idx is ${buffers}`];
  },
  legal: [
    "set BIT",
    "status has BIT or BIT",
    "status lacks BIT",
    "status is XX",
    "status is not XX",
    "used idx is N",
    "no config interrupt",
    `where BIT is one of ${bitsOf(0xff).join(" ")}`,
  ],
  withoutFailures: { failures: 0 },
};

/** A script as numbers: what the fast path runs without looking at an object. */
import type { InvariantName } from "../../ring/invariants.ts";
import type { Gate } from "../../ring/memory.ts";
import type { Operation, Owner, QueueFacts, Script } from "./script.ts";

/** The invariants that the fast path can find broken; each has the bit of its place. */
const RULES = [
  "resetDeviceIsSilent",
  "nothingBeforeDriverOk",
  "suspendedDeviceIsSilent",
  "stoppedDeviceIsSilent",
  "noDeviceAccessAfterRelease",
  "lastCopyIsComplete",
  "resetQueueIsSilent",
  "deviceTouchesOnlyShared",
  "readableBufferUnwritten",
  "writableBufferUnread",
  "fetchOnlyAvailable",
  "headInTable",
  "chainEnds",
  "nextInTable",
  "readableBeforeWritable",
  "elementsNotEmpty",
  "usedEntryInTurn",
  "usedIdxFollowsEntry",
  "entryBeforeUsedIdx",
  "usedOnce",
  "usedIdInTable",
  "lengthWithinWritable",
  "payloadBeforeUsedIdx",
  "exposedBufferUnchanged",
  "barrierBeforeExposure",
  "availableDistanceWithinSize",
  "indicesWrapNaturally",
  "wrapCountersToggle",
  "inOrderUse",
  "notifiesWhenAsked",
  "accessInMemory",
] as const satisfies readonly InvariantName[];

/** The bit of each rule. */
export const RULE = Object.fromEntries(RULES.map((name, i) => [name, 2 ** i])) as Readonly<
  Record<(typeof RULES)[number], number>
>;

/** Operations in the order of their numbers. */
export const OPERATIONS: readonly Operation[] = [
  "nothing",
  "makeAvailable",
  "kick",
  "fetch",
  "findNothing",
  "use",
  "interrupt",
  "reap",
  "layOut",
  "resetQueue",
  "release",
  "save",
  "restore",
  "resetDevice",
  "switchHosts",
  "copy",
  "handOver",
];

/** Numbers of a step: operation, queue, buffer, bits of gate and of rules, written. */
export const STEP_WORDS = 6;
/** Numbers of a queue's facts, in the order of `factWords`. */
export const FACT_WORDS = 11;

export interface FastScript {
  /** STEP_WORDS for each step. */
  readonly steps: Int32Array;
  /** FACT_WORDS for each queue of each step. */
  readonly facts: Int32Array;
}

const GATES: Readonly<Record<Gate, number>> = {
  live: 0,
  reset: RULE.resetDeviceIsSilent,
  beforeDriverOk: RULE.nothingBeforeDriverOk,
  suspended: RULE.suspendedDeviceIsSilent,
  stopped: RULE.stoppedDeviceIsSilent,
};
const OWNERS: readonly Owner[] = ["driver", "available", "inFlight", "used"];

/** @throws RangeError for a rule that the fast path does not know. */
export function fastScript({ steps }: Script): FastScript {
  return {
    steps: Int32Array.from(
      steps.flatMap(({ operation, q, b, gate, breaks, written }) => {
        const rules = breaks.reduce((mask, rule) => mask | bitOf(rule), 0);
        const number = OPERATIONS.indexOf(operation);
        return [number, q, b, GATES[gate], rules, written ? 1 : 0];
      }),
    ),
    facts: Int32Array.from(steps.flatMap(({ facts }) => facts.flatMap(factWords))),
  };
}

function bitOf(rule: string): number {
  const place = (RULES as readonly string[]).indexOf(rule);
  if (place >= 0) return 2 ** place;
  throw new RangeError(`rule ${rule}: the fast path looks for ${RULES.join(", ")}`);
}

const oneOfThree = (owed: boolean | undefined): number => (owed === undefined ? 0 : owed ? 2 : 1);

function factWords(facts: QueueFacts): readonly number[] {
  return [
    facts.availIdx,
    facts.usedIdx,
    facts.nextAvail,
    facts.nextUsed,
    facts.lastUsed,
    (facts.enabled ? 1 : 0) |
      (facts.released ? 2 : 0) |
      (oneOfThree(facts.owesKick) << 2) |
      (oneOfThree(facts.owesInterrupt) << 4),
    facts.owners.reduce((word, owner, b) => word | (OWNERS.indexOf(owner) << (2 * b)), 0),
    facts.inFlight.reduce((word, b) => word | (1 << b), 0),
    facts.saved ?? NEVER_SAVED,
    entryWord(facts.entries, "avail"),
    entryWord(facts.entries, "used"),
  ];
}

/** In place of a saved position. */
export const NEVER_SAVED = -2;

/** Four bits a slot: which buffer its entry names, from 1; 0 for none. */
function entryWord(entries: string, ring: "avail" | "used"): number {
  let word = 0;
  for (const [, slot, buffer] of entries.matchAll(new RegExp(`${ring} (\\d+)=(\\d+)`, "g")))
    word |= (Number(buffer) + 1) << (4 * Number(slot));
  return word;
}

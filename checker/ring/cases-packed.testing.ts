/** Points 1 to 21 on a packed ring. */
import { checkLayout, DESC_INDIRECT, DESC_NEXT, descAt } from "./layout.ts";
import { GuestMemory } from "./memory.ts";
import { DESC_AVAIL, DESC_USED, packedAreas, placePacked, START } from "./packed-layout.ts";
import type { PointCase } from "./points.testing.ts";
import { BUFFERS, packedRig, segmentsAt } from "./rig.testing.ts";

type Rig = ReturnType<typeof packedRig>;
type Features = Parameters<typeof packedRig>[1];

const TABLE = BUFFERS + 0x1000;

/** A case on a fresh ring of three. */
function on(
  point: number,
  claim: string,
  mutation: string,
  breaks: PointCase["breaks"],
  body: (rig: Rig, wrong: boolean) => void,
  features: Features = {},
  size = 3,
): PointCase {
  return {
    point,
    format: "packed",
    claim,
    mutation,
    breaks,
    run: (wrong) => {
      const rig = packedRig(size, features);
      body(rig, wrong);
      return rig.memory;
    },
  };
}

/** Exposes one list after bytes of its descriptors were changed. */
function exposeChanged(rig: Rig, segments: number, change: () => void, table?: number): void {
  rig.driver.writeDescriptors(
    segmentsAt(0, segments, 0),
    table === undefined ? undefined : { address: table },
  );
  change();
  rig.driver.barrier();
  rig.driver.publish();
  rig.device.fetch();
}

/** Adds and fetches `count` buffers of 8 writable bytes. */
function hold(rig: Rig, count: number): readonly number[] {
  for (let i = 0; i < count; i++) {
    rig.driver.add(segmentsAt(i, 0, 1));
    rig.device.fetch();
  }
  return rig.device.inFlight;
}

function layout(
  claim: string,
  mutation: string,
  breaks: PointCase["breaks"],
  change: object,
): PointCase {
  return {
    point: 1,
    format: "packed",
    claim,
    mutation,
    breaks,
    run: (wrong) => {
      const memory = new GuestMemory({ size: 0x100000 });
      const config = { ...placePacked(0, 100, 0), ...(wrong ? change : {}) };
      checkLayout(memory, config, packedAreas(config), "packed");
      return memory;
    },
  };
}

export const PACKED_CASES: readonly PointCase[] = [
  layout(
    "event structures at multiples of 4 are legal",
    "one stands at a multiple of 2",
    "areasAligned",
    { driverArea: 0x10002 },
  ),
  layout("any size up to 32768 is legal", "the size is 32769", "queueSizeLegal", {
    size: 32769,
    driverArea: 0xa0000,
    deviceArea: 0xa0004,
  }),

  on(
    2,
    "a buffer inside memory is fetched",
    "it ends one byte behind memory",
    "accessInMemory",
    (rig, wrong) => {
      rig.driver.add([{ address: rig.memory.size - 8, length: wrong ? 9 : 8, writable: false }]);
      rig.device.fetch();
    },
  ),
  on(
    2,
    "each event structure has one writer",
    "the driver writes the device's",
    "usedRingUnwrittenByDriver",
    (rig, wrong) => {
      rig.driver.suppressInterrupts();
      if (wrong) rig.memory.write16(rig.driverSide, rig.config.deviceArea, 0);
    },
  ),
  on(
    3,
    "the device fetches what is marked available",
    "it fetches a used descriptor",
    "fetchOnlyAvailable",
    (rig, wrong) => {
      const [id = 0] = hold(rig, 1);
      rig.device.use(id, rig.device.writePayload(id, new Uint8Array(8)));
      rig.driver.reap();
      if (wrong) rig.device.fetchList();
      else rig.device.fetch();
    },
    {},
    1,
  ),
  on(
    4,
    "after an undone fetch all is as before",
    "the cursor stays where it was",
    "undoFetchIsInverse",
    (rig, wrong) => {
      hold(rig, 3);
      const state = rig.device.save();
      if (wrong) rig.device.restore({ ...state, inFlight: state.inFlight.slice(0, 2) });
      else rig.device.undoFetch();
      rig.watch.declareCursors(rig.deviceSide, "undoFetchIsInverse", rig.device.save());
    },
  ),
  on(
    5,
    "a full ring is legal",
    "the driver writes one list more",
    "exposedBufferUnchanged",
    (rig, wrong) => {
      for (let i = 0; i < 3; i++) rig.driver.add(segmentsAt(i, 1, 0));
      if (wrong) rig.driver.load({ ...rig.driver.save(), freeSlots: 1, freeIds: [9] });
      rig.driver.add(segmentsAt(3, 1, 0));
    },
  ),
  on(
    5,
    "what is exposed fits into the ring",
    "two ids are exposed as one",
    "exposedBufferUnchanged",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, 1, 0));
      if (wrong) rig.driver.load({ ...rig.driver.save(), freeIds: [0] });
      rig.driver.add(segmentsAt(1, 1, 0));
    },
  ),
  on(
    6,
    "exposed descriptors stay as they are",
    "the driver changes an exposed length",
    "exposedBufferUnchanged",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, 1, 0));
      if (wrong) rig.memory.write32(rig.driverSide, descAt(rig.config, 0) + 8, 4);
    },
  ),
  on(
    6,
    "a barrier stands before the first flags",
    "it is left out",
    "barrierBeforeExposure",
    (rig, wrong) => {
      rig.driver.writeDescriptors(segmentsAt(0, 2, 0));
      if (!wrong) rig.driver.barrier();
      rig.driver.publish();
    },
  ),
  on(
    6,
    "a list is whole when its first descriptor is exposed",
    "its second one is not marked",
    "listExposedWhole",
    (rig, wrong) => {
      rig.driver.writeDescriptors(segmentsAt(0, 2, 0));
      if (wrong) rig.memory.write16(rig.driverSide, descAt(rig.config, 1) + 14, 0);
      rig.driver.barrier();
      rig.driver.publish();
    },
  ),
  on(
    7,
    "a list of the ring's size is legal",
    "its last descriptor has NEXT",
    "chainEnds",
    (rig, wrong) =>
      exposeChanged(rig, 3, () => {
        if (wrong)
          rig.memory.write16(rig.driverSide, descAt(rig.config, 2) + 14, DESC_AVAIL | DESC_NEXT);
      }),
  ),
  on(
    8,
    "readable elements come first",
    "a writable one comes before",
    "readableBeforeWritable",
    (rig, wrong) => {
      const segments = segmentsAt(0, 1, 1);
      rig.driver.add(wrong ? segments.reverse() : segments);
      rig.device.fetch();
    },
  ),
  on(8, "an element has a byte", "it has none", "elementsNotEmpty", (rig, wrong) => {
    rig.driver.add([{ address: BUFFERS, length: wrong ? 0 : 1, writable: false }]);
    rig.device.fetch();
  }),
  on(
    9,
    "an indirect table needs the feature",
    "the feature is missing",
    "indirectNegotiated",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, 2, 0), wrong ? { address: TABLE } : undefined);
      rig.device.fetch();
    },
  ),
  on(
    9,
    "a table has whole entries",
    "it has 33 bytes",
    "indirectTableWhole",
    (rig, wrong) =>
      exposeChanged(
        rig,
        2,
        () => {
          if (wrong) rig.memory.write32(rig.driverSide, descAt(rig.config, 0) + 8, 33);
        },
        TABLE,
      ),
    { indirect: true },
  ),
  on(
    9,
    "of a table entry's flags only WRITE counts",
    "the driver sets INDIRECT, which the device ignores",
    "indirectNotNested",
    (rig, wrong) =>
      exposeChanged(
        rig,
        2,
        () => {
          if (wrong) rig.memory.write16(rig.driverSide, TABLE + 14, DESC_INDIRECT);
        },
        TABLE,
      ),
    { indirect: true },
  ),
  on(
    9,
    "a list is all direct or one table",
    "a table hangs on a chained list",
    "indirectNotChained",
    (rig, wrong) =>
      exposeChanged(rig, 2, () => {
        if (!wrong) return;
        rig.memory.write64(rig.driverSide, descAt(rig.config, 1), TABLE);
        rig.memory.write32(rig.driverSide, descAt(rig.config, 1) + 8, 16);
        rig.memory.write64(rig.driverSide, TABLE, BUFFERS);
        rig.memory.write32(rig.driverSide, TABLE + 8, 8);
        rig.memory.write16(rig.driverSide, descAt(rig.config, 1) + 14, DESC_AVAIL | DESC_INDIRECT);
      }),
    { indirect: true },
  ),
  on(
    9,
    "a table may have as many entries as the ring",
    "it has one more",
    "chainEnds",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, wrong ? 4 : 3, 0), { address: TABLE });
      rig.device.fetch();
    },
    { indirect: true },
  ),
  on(10, "each buffer is used once", "the first is used twice", "usedOnce", (rig, wrong) => {
    const [first = 0, second = 0] = hold(rig, 2);
    rig.device.use(first, 0);
    rig.device.use(wrong ? first : second, 0);
  }),
  on(
    11,
    "one used descriptor stands for a whole list",
    "the device skips one slot more",
    "usedEntryInTurn",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, 0, 2));
      rig.driver.add(segmentsAt(1, 0, 1));
      const first = rig.device.fetch()?.head ?? 0;
      const second = rig.device.fetch()?.head ?? 0;
      rig.device.use(first, 0);
      if (wrong) rig.device.restore({ ...rig.device.save(), nextUsed: { slot: 0, wrap: 0 } });
      rig.device.writeUsedEntry(second, 0);
    },
  ),
  on(
    12,
    "len and id are written before the flags",
    "the flags come first",
    "entryBeforeUsedIdx",
    (rig, wrong) => {
      const [id = 0] = hold(rig, 1);
      if (wrong)
        rig.memory.write16(rig.deviceSide, descAt(rig.config, 0) + 14, DESC_AVAIL | DESC_USED);
      else rig.device.use(id, 0);
    },
  ),
  on(
    12,
    "a used descriptor stays as it is",
    "the device writes over it",
    "usedEntryInTurn",
    (rig, wrong) => {
      const [first = 0, second = 0] = hold(rig, 2);
      rig.device.use(first, 0);
      if (wrong) rig.device.restore({ ...rig.device.save(), nextUsed: START });
      rig.device.writeUsedEntry(second, 0);
    },
  ),
  on(
    12,
    "the payload is written before the flags",
    "4 bytes are claimed and none written",
    "payloadBeforeUsedIdx",
    (rig, wrong) => {
      const [id = 0] = hold(rig, 1);
      if (!wrong) rig.device.writePayload(id, new Uint8Array(4));
      rig.device.use(id, 4);
    },
  ),
  on(
    13,
    "of 100 bytes asked only the 8 that fit are counted",
    "all 100 are counted",
    "lengthWithinWritable",
    (rig, wrong) => {
      const [id = 0] = hold(rig, 1);
      const fits = rig.device.writePayload(id, new Uint8Array(100));
      rig.device.use(id, wrong ? 100 : fits);
    },
  ),
  on(
    14,
    "the driver's counter toggles at the end of the ring",
    "it does not",
    "wrapCountersToggle",
    (rig, wrong) => {
      for (let i = 0; i < 3; i++) {
        const [id = 0] = hold(rig, 1);
        rig.device.use(id, 0);
        rig.driver.reap();
      }
      if (wrong) rig.driver.load({ ...rig.driver.save(), next: START });
      rig.driver.add(segmentsAt(0, 1, 0));
    },
  ),
  on(
    14,
    "the device's counter toggles at the end of the ring",
    "it does not",
    "wrapCountersToggle",
    (rig, wrong) => {
      for (let i = 0; i < 4; i++) {
        const [id = 0] = hold(rig, 1);
        if (wrong && i === 3) rig.device.restore({ ...rig.device.save(), nextUsed: START });
        rig.device.use(id, 0);
        rig.driver.reap();
      }
    },
  ),
  on(
    15,
    "without IN_ORDER the second buffer may come first",
    "it was never exposed",
    "usedOnce",
    (rig, wrong) => {
      const [, second = 0] = hold(rig, 2);
      rig.device.use(wrong ? 2 : second, 0);
    },
  ),
  on(
    15,
    "with IN_ORDER one used descriptor returns a batch",
    "it names a buffer that is not next in any batch",
    "inOrderUse",
    (rig, wrong) => {
      const [, second = 0] = hold(rig, 2);
      rig.device.use(wrong ? 2 : second, 0);
    },
    { inOrder: true },
  ),
  on(
    16,
    "the device interrupts when its event position is passed",
    "it does not",
    "notifiesWhenAsked",
    (rig, wrong) => {
      const [first = 0, second = 0] = hold(rig, 2);
      rig.driver.askForInterrupt({ slot: 1, wrap: 1 });
      rig.device.use(first, 0);
      rig.device.use(second, 0);
      rig.watch.declareDecision(
        rig.deviceSide,
        rig.device.nextUsed,
        2,
        rig.device.needsInterrupt() && !wrong,
      );
    },
    { eventIdx: true },
  ),
  on(
    16,
    "the driver kicks when the event position is passed, also over the end",
    "it does not",
    "notifiesWhenAsked",
    (rig, wrong) => {
      const [first = 0, second = 0] = hold(rig, 2);
      rig.device.use(first, 0);
      rig.device.use(second, 0);
      rig.driver.reap();
      rig.driver.reap();
      rig.driver.needsKick();
      rig.device.askForKick({ slot: 0, wrap: 0 });
      rig.driver.add(segmentsAt(0, 2, 0));
      rig.watch.declareDecision(
        rig.driverSide,
        rig.driver.next,
        2,
        rig.driver.needsKick() && !wrong,
      );
    },
    { eventIdx: true },
  ),
  on(
    17,
    "the device is quiet before its event position",
    "it interrupts",
    "staysQuietWhenAsked",
    (rig, wrong) => {
      const [first = 0] = hold(rig, 2);
      rig.driver.askForInterrupt({ slot: 1, wrap: 1 });
      rig.device.use(first, 0);
      rig.watch.declareDecision(
        rig.deviceSide,
        rig.device.nextUsed,
        1,
        rig.device.needsInterrupt() || wrong,
      );
    },
    { eventIdx: true },
  ),
  on(
    17,
    "the driver is quiet when only the wrap counter differs",
    "it kicks",
    "staysQuietWhenAsked",
    (rig, wrong) => {
      rig.device.askForKick({ slot: 0, wrap: 0 });
      rig.driver.add(segmentsAt(0, 1, 0));
      rig.watch.declareDecision(
        rig.driverSide,
        rig.driver.next,
        1,
        rig.driver.needsKick() || wrong,
      );
    },
    { eventIdx: true },
  ),
  on(
    18,
    "RING_EVENT_FLAGS_DISABLE keeps the device quiet",
    "it interrupts",
    "staysQuietWhenAsked",
    (rig, wrong) => {
      const [id = 0] = hold(rig, 1);
      rig.driver.suppressInterrupts();
      rig.device.use(id, 0);
      rig.watch.declareDecision(
        rig.deviceSide,
        rig.device.nextUsed,
        1,
        rig.device.needsInterrupt() || wrong,
      );
    },
  ),
  on(
    18,
    "RING_EVENT_FLAGS_ENABLE makes the driver kick",
    "it does not",
    "notifiesWhenAsked",
    (rig, wrong) => {
      rig.device.suppressKicks();
      rig.device.askForKick(START);
      rig.driver.add(segmentsAt(0, 1, 0));
      rig.watch.declareDecision(
        rig.driverSide,
        rig.driver.next,
        1,
        rig.driver.needsKick() && !wrong,
      );
    },
  ),
  on(
    19,
    "the driver looks again before it sleeps",
    "it sleeps at once",
    "enableThenRecheck",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, 1, 0));
      if (wrong) rig.driver.askForInterrupt(START);
      else rig.driver.enableInterrupts();
      rig.watch.declareSleep(rig.driverSide);
    },
  ),
  on(
    19,
    "the device looks again before it sleeps",
    "it leaves the barrier out",
    "enableThenRecheck",
    (rig, wrong) => {
      rig.device.askForKick(START);
      if (!wrong) rig.device.barrier();
      rig.device.pollAvail();
      rig.watch.declareSleep(rig.deviceSide);
    },
  ),
  on(
    20,
    "the event position reads back",
    "the device claims it before it writes it",
    "availEventReadsBack",
    (rig, wrong) => {
      const event = { slot: 2, wrap: 1 };
      if (!wrong) rig.device.askForKick(event);
      rig.watch.declareAsked(rig.deviceSide, event);
    },
    { eventIdx: true },
  ),
  on(
    21,
    "a device may hold the whole ring",
    "its list names one buffer twice",
    "inFlightWithinSize",
    (rig, wrong) => {
      hold(rig, 3);
      const state = rig.device.save();
      const twice = { ...state, inFlight: [...state.inFlight, ...state.inFlight.slice(0, 1)] };
      rig.watch.declareCursors(rig.deviceSide, "inFlightWithinSize", wrong ? twice : state);
    },
  ),
];

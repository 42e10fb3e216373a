import { elementCases, hold, TABLE, tableCases } from "./cases-rig.testing.ts";
import { exposeChanged, on } from "./cases-split-rig.testing.ts";
import {
  availIdxAt,
  checkLayout,
  DESC_INDIRECT,
  DESC_NEXT,
  descAt,
  placeSplit,
  splitAreas,
  usedIdxAt,
} from "./layout.ts";
import { GuestMemory } from "./memory.ts";
import type { PointCase } from "./points.testing.ts";
import { BUFFERS, segmentsAt, splitRig } from "./rig.testing.ts";

function layout(
  claim: string,
  mutation: string,
  breaks: PointCase["breaks"],
  change: object,
): PointCase {
  return {
    point: 1,
    format: "split",
    claim,
    mutation,
    breaks,
    run: (wrong) => {
      const memory = new GuestMemory({ size: 4096 });
      const config = { ...placeSplit(0, 8, 0), ...(wrong ? change : {}) };
      checkLayout(memory, config, splitAreas(config), "split");
      return memory;
    },
  };
}

export const SPLIT_LAYOUT_CASES: readonly PointCase[] = [
  layout(
    "parts at multiples of 16, 2 and 4 are legal",
    "the used ring stands at a multiple of 2",
    "areasAligned",
    { deviceArea: 0x202 },
  ),
  layout("parts inside memory are legal", "the used ring ends behind memory", "areasInMemory", {
    deviceArea: 4092,
  }),
  layout("a size that is a power of two is legal", "the size is 6", "queueSizeLegal", { size: 6 }),

  on(
    2,
    "an entry names a descriptor of the table",
    "it names descriptor 4 of 4",
    "headInTable",
    (rig, wrong) => {
      const head = rig.driver.writeDescriptors(segmentsAt(0, 1, 0)) ?? 0;
      rig.driver.writeAvailEntry(wrong ? 4 : head);
      rig.driver.barrier();
      rig.driver.publishAvailIdx();
      rig.device.fetch();
    },
  ),
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
    "the device writes the buffer",
    "it writes one byte more",
    "deviceTouchesOnlyShared",
    (rig, wrong) => {
      hold(rig, 1);
      rig.memory.writeBytes(rig.deviceSide, BUFFERS, new Uint8Array(wrong ? 9 : 8));
    },
  ),
  on(
    2,
    "the device only reads descriptors",
    "it writes one",
    "descriptorsUnwritten",
    (rig, wrong) => {
      hold(rig, 1);
      if (wrong) rig.memory.write16(rig.deviceSide, descAt(rig.config, 3), 0);
    },
  ),
  on(
    2,
    "the driver only reads the used ring",
    "it clears the used idx",
    "usedRingUnwrittenByDriver",
    (rig, wrong) => {
      rig.driver.pollUsedIdx();
      if (wrong) rig.memory.write16(rig.driverSide, usedIdxAt(rig.config), 0);
    },
  ),
  on(2, "a used id is a head", "it is 99 in a queue of 4", "usedIdInTable", (rig, wrong) => {
    const [head = 0] = hold(rig, 1);
    rig.device.use(wrong ? 99 : head, 0);
  }),

  on(
    3,
    "the device fetches as far as the idx",
    "it fetches one more",
    "fetchOnlyAvailable",
    (rig, wrong) => {
      const [head = 0] = hold(rig, 1);
      rig.device.use(head, 0);
      rig.driver.reap();
      if (wrong) rig.device.fetchHead();
      else rig.device.fetch();
    },
  ),
  on(
    4,
    "after an undone fetch all is as before",
    "the cursor stays where it was",
    "undoFetchIsInverse",
    (rig, wrong) => {
      hold(rig, 2);
      if (wrong) rig.device.restore({ ...rig.device.save(), inFlight: [0] });
      else rig.device.undoFetch();
      rig.watch.declareCursors(rig.deviceSide, "undoFetchIsInverse", rig.device.save());
    },
  ),
  on(
    5,
    "a full ring is legal",
    "the idx runs one further",
    "availableDistanceWithinSize",
    (rig, wrong) => {
      for (let i = 0; i < 4; i++) rig.driver.add(segmentsAt(i, 1, 0));
      if (wrong) rig.memory.write16(rig.driverSide, availIdxAt(rig.config), 9);
      rig.device.fetch();
    },
  ),
  on(
    6,
    "the idx only grows",
    "the driver takes it back by one",
    "availIdxNeverDecreases",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, 1, 0));
      if (wrong) rig.memory.write16(rig.driverSide, availIdxAt(rig.config), 0);
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
    "a barrier stands before the idx",
    "it is left out",
    "barrierBeforeExposure",
    (rig, wrong) => {
      rig.driver.writeAvailEntry(rig.driver.writeDescriptors(segmentsAt(0, 1, 0)) ?? 0);
      if (!wrong) rig.driver.barrier();
      rig.driver.publishAvailIdx();
    },
  ),
  on(
    7,
    "a chain of the queue's size is legal",
    "its last descriptor points to its first",
    "chainEnds",
    (rig, wrong) =>
      exposeChanged(rig, 4, () => {
        if (wrong) rig.memory.write16(rig.driverSide, descAt(rig.config, 3) + 12, DESC_NEXT);
      }),
  ),
  on(7, "next stays in the table", "it is 4 of 4", "nextInTable", (rig, wrong) =>
    exposeChanged(rig, 2, () => {
      if (wrong) rig.memory.write16(rig.driverSide, descAt(rig.config, 0) + 14, 4);
    }),
  ),
  ...elementCases(on),
  on(
    8,
    "the device only reads readable elements",
    "it writes one",
    "readableBufferUnwritten",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, 1, 0));
      rig.device.readPayload(rig.device.fetch()?.head ?? 0, 8);
      if (wrong) rig.memory.write16(rig.deviceSide, BUFFERS, 1);
    },
  ),
  on(
    8,
    "the device only writes writable elements",
    "it reads one",
    "writableBufferUnread",
    (rig, wrong) => {
      const [head = 0] = hold(rig, 1);
      rig.device.writePayload(head, new Uint8Array(8));
      if (wrong) rig.memory.read16(rig.deviceSide, BUFFERS);
    },
  ),
  {
    point: 8,
    format: "split",
    claim: "a chain of 2^32 bytes is legal",
    mutation: "it has one element more",
    breaks: "chainLengthRepresentable",
    run: (wrong) => {
      // 512 elements of 2^23 bytes make 2^32, in a memory of 2^23.
      const memory = splitRig(1024, {}, { size: 2 ** 23 });
      const whole = { address: 0, length: 2 ** 23, writable: false };
      const { driver } = memory;
      const head = driver.writeDescriptors(new Array(wrong ? 513 : 2).fill(whole));
      driver.writeAvailEntry(head ?? 0);
      driver.barrier();
      driver.publishAvailIdx();
      return memory.memory;
    },
  },
  ...tableCases(on, exposeChanged),
  on(
    9,
    "a table holds plain descriptors",
    "one of them is indirect",
    "indirectNotNested",
    (rig, wrong) =>
      exposeChanged(
        rig,
        2,
        () => {
          if (wrong) rig.memory.write16(rig.driverSide, TABLE + 12, DESC_INDIRECT);
        },
        TABLE,
      ),
    { indirect: true },
  ),
  on(
    9,
    "an indirect descriptor ends the chain",
    "it has NEXT as well, which the device ignores",
    "indirectNotChained",
    (rig, wrong) =>
      exposeChanged(
        rig,
        2,
        () => {
          if (wrong)
            rig.memory.write16(
              rig.driverSide,
              descAt(rig.config, 0) + 12,
              DESC_INDIRECT | DESC_NEXT,
            );
        },
        TABLE,
      ),
    { indirect: true },
  ),
  on(
    9,
    "a table may have as many entries as the queue",
    "it has one more",
    "chainEnds",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, wrong ? 5 : 4, 0), { address: TABLE });
      rig.device.fetch();
    },
    { indirect: true },
  ),
  on(
    9,
    "direct descriptors may precede the table",
    "the table is longer than the queue",
    "chainEnds",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, wrong ? 5 : 4, 0), { address: TABLE, direct: 1 });
      rig.device.fetch();
    },
    { indirect: true },
  ),
];

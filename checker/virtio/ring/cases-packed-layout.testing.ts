/** Points 1 to 9 on a packed ring: memory, chains, indirect tables. */

import { exposeChanged, on } from "./cases-packed-rig.testing.ts";
import { elementCases, hold, TABLE, tableCases } from "./cases-rig.testing.ts";
import { checkLayout, DESC_INDIRECT, DESC_NEXT, descAt } from "./layout.ts";
import { GuestMemory } from "./memory.ts";
import { DESC_AVAIL, packedAreas, placePacked } from "./packed-layout.ts";
import type { PointCase } from "./points.testing.ts";
import { BUFFERS, segmentsAt } from "./rig.testing.ts";

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

export const PACKED_LAYOUT_CASES: readonly PointCase[] = [
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
  ...elementCases(on),
  ...tableCases(on, exposeChanged),
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
];

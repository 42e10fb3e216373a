/** Points 10 to 21 on a split ring: using, order, notifications. */
import { add16 } from "./arithmetic.ts";
import { hold, payloadCases } from "./cases-rig.testing.ts";
import { on } from "./cases-split-rig.testing.ts";
import { usedEntryAt, usedIdxAt } from "./layout.ts";
import type { PointCase } from "./points.testing.ts";
import { segmentsAt } from "./rig.testing.ts";

export const SPLIT_FLOW_CASES: readonly PointCase[] = [
  on(10, "each buffer is used once", "the first is used twice", "usedOnce", (rig, wrong) => {
    const [first = 0, second = 0] = hold(rig, 2);
    rig.device.use(first, 0);
    rig.device.use(wrong ? first : second, 0);
  }),
  on(
    11,
    "the used idx moves by the entries written",
    "it moves by 3",
    "usedIdxFollowsEntry",
    (rig, wrong) => {
      const [head = 0] = hold(rig, 1);
      rig.device.writeUsedEntry(head, 0);
      if (wrong) rig.memory.write16(rig.deviceSide, usedIdxAt(rig.config), 3);
      else rig.device.publishUsedIdx();
    },
  ),
  on(
    12,
    "the entry is written before the idx",
    "the idx comes first",
    "entryBeforeUsedIdx",
    (rig, wrong) => {
      const [head = 0] = hold(rig, 1);
      if (wrong) rig.memory.write16(rig.deviceSide, usedIdxAt(rig.config), 1);
      else rig.device.use(head, 0);
    },
  ),
  on(
    12,
    "a published entry stays",
    "the device writes over it",
    "usedEntryInTurn",
    (rig, wrong) => {
      const [first = 0, second = 0] = hold(rig, 2);
      rig.device.use(first, 0);
      if (wrong) rig.device.restore({ ...rig.device.save(), nextUsed: 0 });
      rig.device.writeUsedEntry(second, 0);
    },
  ),
  ...payloadCases(on, "idx"),
  on(
    14,
    "slot and idx go on over 65535",
    "the driver starts again at slot 0",
    "indicesWrapNaturally",
    (rig, wrong) => {
      for (let i = 0; i < 65_538; i++) {
        if (wrong && i === 65_534) rig.driver.load({ ...rig.driver.save(), availIdx: 0 });
        const head = rig.driver.writeDescriptors(segmentsAt(0, 1, 0)) ?? 0;
        rig.driver.writeAvailEntry(head);
        if (wrong && i === 65_534) return;
        rig.driver.barrier();
        rig.driver.publishAvailIdx();
        rig.device.fetch();
        rig.device.use(head, 0);
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
      rig.device.use(wrong ? 3 : second, 0);
    },
  ),
  on(
    15,
    "with IN_ORDER one entry returns a batch",
    "the second buffer is returned alone",
    "inOrderUse",
    (rig, wrong) => {
      const [, second = 0] = hold(rig, 2);
      if (!wrong) {
        rig.device.use(second, 0);
        return;
      }
      const at = usedEntryAt(rig.config, 0);
      rig.memory.write32(rig.deviceSide, at, second);
      rig.memory.write32(rig.deviceSide, at + 4, 0);
      rig.memory.write16(rig.deviceSide, usedIdxAt(rig.config), 1);
    },
    { inOrder: true },
  ),

  on(
    16,
    "the device interrupts when used_event is passed",
    "it does not",
    "notifiesWhenAsked",
    (rig, wrong) => {
      const [first = 0, second = 0] = hold(rig, 2);
      rig.driver.askForInterrupt(1);
      rig.device.writeUsedEntry(first, 0);
      rig.device.writeUsedEntry(second, 0);
      rig.device.publishUsedIdx();
      const decides = rig.device.needsInterrupt();
      rig.watch.declareDecision(rig.deviceSide, 0, 2, decides && !wrong);
    },
    { eventIdx: true },
  ),
  on(
    16,
    "the driver kicks when avail_event is passed, also over the wrap",
    "it does not",
    "notifiesWhenAsked",
    (rig, wrong) => {
      rig.device.askForKick(0xffff);
      rig.driver.load({ ...rig.driver.save(), availIdx: 0xfffe, kickedAt: 0xfffe });
      rig.watch.load({ ...rig.watch.save(), availIdx: 0xfffe, usedIdx: 0xfffe });
      for (let i = 0; i < 3; i++) rig.driver.add(segmentsAt(i, 1, 0));
      const decides = rig.driver.needsKick();
      rig.watch.declareDecision(rig.driverSide, 0xfffe, 1, decides && !wrong);
    },
    { eventIdx: true },
  ),
  on(
    17,
    "the device is quiet before used_event",
    "it interrupts",
    "staysQuietWhenAsked",
    (rig, wrong) => {
      const [first = 0] = hold(rig, 2);
      rig.driver.askForInterrupt(1);
      rig.device.use(first, 0);
      rig.watch.declareDecision(rig.deviceSide, 0, 1, rig.device.needsInterrupt() || wrong);
    },
    { eventIdx: true },
  ),
  on(
    17,
    "the driver is quiet before avail_event",
    "it kicks",
    "staysQuietWhenAsked",
    (rig, wrong) => {
      rig.device.askForKick(1);
      rig.driver.add(segmentsAt(0, 1, 0));
      rig.watch.declareDecision(rig.driverSide, 0, 1, rig.driver.needsKick() || wrong);
    },
    { eventIdx: true },
  ),
  on(
    18,
    "NO_INTERRUPT keeps the device quiet",
    "it interrupts",
    "staysQuietWhenAsked",
    (rig, wrong) => {
      const [head = 0] = hold(rig, 1);
      rig.driver.suppressInterrupts();
      rig.device.use(head, 0);
      rig.watch.declareDecision(rig.deviceSide, 0, 1, rig.device.needsInterrupt() || wrong);
    },
  ),
  on(18, "without NO_NOTIFY the driver kicks", "it does not", "notifiesWhenAsked", (rig, wrong) => {
    rig.device.suppressKicks();
    rig.device.askForKick(0);
    rig.driver.add(segmentsAt(0, 1, 0));
    rig.watch.declareDecision(rig.driverSide, 0, 1, rig.driver.needsKick() && !wrong);
  }),
  on(
    19,
    "the driver looks again before it sleeps",
    "it sleeps at once",
    "enableThenRecheck",
    (rig, wrong) => {
      if (wrong) rig.driver.askForInterrupt(0);
      else rig.driver.enableInterrupts();
      rig.watch.declareSleep(rig.driverSide);
    },
    { eventIdx: true },
  ),
  on(
    19,
    "the device looks again before it sleeps",
    "it leaves the barrier out",
    "enableThenRecheck",
    (rig, wrong) => {
      rig.device.askForKick(0);
      if (!wrong) rig.device.barrier();
      rig.device.pollAvailIdx();
      rig.watch.declareSleep(rig.deviceSide);
    },
  ),
  on(
    20,
    "avail_event reads back",
    "the device claims it before it writes it",
    "availEventReadsBack",
    (rig, wrong) => {
      if (!wrong) rig.device.askForKick(add16(0xffff, 3));
      rig.watch.declareAsked(rig.deviceSide, 2);
    },
    { eventIdx: true },
  ),
  on(
    21,
    "a device may hold the whole ring",
    "its list names one buffer twice",
    "inFlightWithinSize",
    (rig, wrong) => {
      const inFlight = hold(rig, 4);
      const state = rig.device.save();
      rig.watch.declareCursors(
        rig.deviceSide,
        "inFlightWithinSize",
        wrong ? { ...state, inFlight: [...inFlight, 0] } : state,
      );
    },
  ),
];

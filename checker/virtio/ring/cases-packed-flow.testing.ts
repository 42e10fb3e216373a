/** Points 10 to 21 on a packed ring: using, order, notifications. */

import { on } from "./cases-packed-rig.testing.ts";
import { hold, payloadCases } from "./cases-rig.testing.ts";
import { descAt } from "./layout.ts";
import { DESC_AVAIL, DESC_USED, START } from "./packed-layout.ts";
import type { PointCase } from "./points.testing.ts";
import { segmentsAt } from "./rig.testing.ts";

export const PACKED_FLOW_CASES: readonly PointCase[] = [
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
  ...payloadCases(on, "flags"),
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

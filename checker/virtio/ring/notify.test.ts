import { describe, expect, it } from "vitest";
import { descAt } from "./layout.ts";
import { packedRig, segmentsAt, splitRig } from "./rig.testing.ts";

/** All ways to merge two sequences of steps. */
function merges<T>(left: readonly T[], right: readonly T[]): T[][] {
  const [l, ...restL] = left;
  const [r, ...restR] = right;
  if (l === undefined) return [[...right]];
  if (r === undefined) return [[...left]];
  return [
    ...merges(restL, right).map((rest) => [l, ...rest]),
    ...merges(left, restR).map((rest) => [r, ...rest]),
  ];
}

const FORMATS = { split: splitRig, packed: packedRig };

describe.each(["split", "packed"] as const)("notifications of a %s ring", (format) => {
  describe.each([false, true])("with EVENT_IDX %s", (eventIdx) => {
    const rig = () => FORMATS[format](4, { eventIdx });
    type Rig = ReturnType<typeof rig>;

    const expose = ({ driver }: Rig) =>
      "publish" in driver ? driver.publish() : driver.publishAvailIdx();
    const look = ({ device }: Rig) =>
      "pollAvail" in device ? device.pollAvail() : device.pollAvailIdx() > 0;
    const ask = ({ device }: Rig) => device.askForKick(device.nextAvail as never);
    const giveBack = ({ device }: Rig) =>
      "publishUsed" in device ? device.publishUsed() : device.publishUsedIdx();
    const lookForUsed = ({ driver }: Rig) =>
      "pollUsed" in driver ? driver.pollUsed() : driver.pollUsedIdx() > 0;
    const askBack = ({ driver }: Rig) => driver.askForInterrupt(driver.lastUsed as never);

    it("no kick is lost in any interleaving, if the device looks again after asking", () => {
      const outcomes = (deviceSteps: readonly ("ask" | "look")[]) =>
        merges<string>(["expose", "decide"], deviceSteps).map((order) => {
          const r = rig();
          r.device.suppressKicks();
          const head = r.driver.writeDescriptors(segmentsAt(0, 1, 0)) ?? 0;
          if ("writeAvailEntry" in r.driver) r.driver.writeAvailEntry(head);
          r.driver.barrier();
          let awake = false;
          for (const step of order) {
            if (step === "expose") expose(r);
            else if (step === "decide") awake = r.driver.needsKick() || awake;
            else if (step === "ask") ask(r);
            else awake = look(r) || awake;
          }
          return awake;
        });
      expect(outcomes(["ask", "look"])).not.toContain(false);
      expect(outcomes(["look", "ask"])).toContain(false);
    });

    it("no interrupt is lost in any interleaving, if the driver looks again after asking", () => {
      const outcomes = (driverSteps: readonly ("ask" | "look")[]) =>
        merges<string>(["return", "decide"], driverSteps).map((order) => {
          const r = rig();
          r.driver.add(segmentsAt(0, 1, 0));
          const head = r.device.fetch()?.head ?? 0;
          r.driver.suppressInterrupts();
          r.device.writeUsedEntry(head, 0);
          let awake = false;
          for (const step of order) {
            if (step === "return") giveBack(r);
            else if (step === "decide") awake = r.device.needsInterrupt() || awake;
            else if (step === "ask") askBack(r);
            else awake = lookForUsed(r) || awake;
          }
          return awake;
        });
      expect(outcomes(["ask", "look"])).not.toContain(false);
      expect(outcomes(["look", "ask"])).toContain(false);
    });
  });

  it("after a restore that forgot the last decision one interrupt too many is allowed, none too few", () => {
    const r = FORMATS[format](4, { eventIdx: true });
    r.driver.add(segmentsAt(0, 1, 0));
    r.device.use(r.device.fetch()?.head ?? 0, 0);
    const state = r.device.save();
    r.device.restore({ ...state, signalledAt: undefined, usedSinceInterrupt: undefined } as never);
    expect(r.device.needsInterrupt()).toBe(true);
  });
});

describe("NOTIFICATION_DATA", () => {
  it("of a split ring is the queue number and the available idx, 15 bits and 1", () => {
    const { driver, watch, memory } = splitRig(4);
    driver.load({ ...driver.save(), availIdx: 0x8001, kickedAt: 0x8001, lastUsed: 0x8001 });
    watch.load({ ...watch.save(), availIdx: 0x8001, usedIdx: 0x8001 });
    driver.add(segmentsAt(0, 1, 0));
    expect(driver.notificationData()).toBe(0x8002_0000);
    // A second kick without new buffers carries the same.
    expect(driver.notificationData()).toBe(0x8002_0000);
    expect(memory.findings.kept).toEqual([]);
  });

  it("of a packed ring is the queue number and the next slot with its wrap counter", () => {
    const { driver, device } = packedRig(3);
    expect(driver.notificationData()).toBe(0x8000_0000);
    for (let i = 0; i < 4; i++) {
      driver.add(segmentsAt(i, 1, 0));
      device.use(device.fetch()?.head ?? 0, 0);
      driver.reap();
    }
    expect(driver.notificationData()).toBe(0x0001_0000);
  });
});

describe("IN_ORDER on a split ring", () => {
  it("descriptors are taken in ring order, and next is 0 behind the last", () => {
    const { driver, device, memory, config } = splitRig(4, { inOrder: true });
    const heads: (number | undefined)[] = [];
    for (let i = 0; i < 6; i++) {
      heads.push(driver.add(segmentsAt(i, 3, 0)));
      device.use(device.fetch()?.head ?? 0, 0);
      driver.reap();
    }
    expect(heads).toEqual([0, 3, 2, 1, 0, 3]);
    // The last chain is 3, 0, 1.
    expect([3, 0].map((index) => memory.peek16(descAt(config, index) + 14))).toEqual([0, 1]);
    expect(memory.findings.kept).toEqual([]);
  });
});

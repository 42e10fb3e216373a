/**
 * H3. B26a obliges a device to reset a virtqueue when 1 is written to
 * queue_reset; S-10 asks a suspended device to ignore writes to "its
 * Configuration Space", and S-11c forbids it to modify a field there. Whether
 * queue_reset and queue_enable belong to that space, the text does not say. If
 * they do, the device has no answer left: B26a, a MUST, stands against S-11c, a
 * MUST NOT, and against S-10, a SHOULD.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { queueResetWaitEnds, suspendWaitEnds } from "../../properties/liveness.ts";
import { noAccessAfterRelease, suspendedDeviceIsSilent } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { contradiction, holds, sound, violated } from "../pins.ts";

const everythingHolds = {
  ...sound,
  noAccessAfterRelease: holds,
  suspendedDeviceIsSilent: holds,
  queueResetWaitEnds: holds,
  suspendWaitEnds: holds,
};

/** A driver that checks queue_reset alone releases memory that is still in use. */
const releasedTooEarly = violated(12, "holes/h3-queue-reset-ignored", {
  text: ["+B26a,queue-reset-while-suspended=performed", "driver-configuration-space=all"],
  device: ["+B26a,queue-reset-while-suspended=performed"],
  driver: ["driver-configuration-space=all", "queue-reset-check=both"],
  vmm: ["none: neither the write nor the release passes through the VMM"],
});

/** The driver writes queue_reset, and every answer of the device is forbidden. */
const noAnswer = (trace: string, ...also: readonly string[]) =>
  violated(5, `holes/${trace}`, {
    text: ["its-configuration-space=device-specific", "driver-configuration-space=all", ...also],
    device: also.length > 0 ? also : ["none: it does what the text says, or goes against it"],
    driver: ["driver-configuration-space=all"],
    vmm: ["none: the write does not pass through the VMM"],
  });
const contradicted = (trace: string, ...also: readonly string[]) => ({
  ...sound,
  noAccessAfterRelease: contradiction,
  suspendedDeviceIsSilent: contradiction,
  queueResetWaitEnds: contradiction,
  suspendWaitEnds: contradiction,
  noDeadlock: noAnswer(`${trace}-and-stops`, ...also),
  noContradiction: noAnswer(trace, ...also),
});

const waitCures = {
  text: ["+B26a,queue-reset-while-suspended=performed", "driver-configuration-space=all"],
  device: ["+B26a,queue-reset-while-suspended=performed"],
  driver: ["driver-configuration-space=all"],
  vmm: ["none: the VMM takes no part in the wait"],
};
const waitsForEnable = violated(7, "holes/h3-queue-reset-ignored-and-awaited", waitCures);
const waitsForReset = violated(6, "holes/h3-queue-reset-deferred", waitCures);
const cannotComplete = violated(6, "holes/h3-queue-reset-accepted", waitCures);

export const h3: Scenario<Scope> = {
  name: "holes/h3-queue-reset-while-suspended",
  question: "What may follow when a driver resets a virtqueue of a suspended device?",
  story:
    "The driver suspends its device, resets a virtqueue, waits until it regards the reset as " +
    "complete, releases the queue's memory and resumes the device.",
  leavesOut: ["kicks", "used notifications", "EVENT_IDX", "re-enabling the queue", "migration"],
  scope: { ...smallScope, suspends: 1, queueResets: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("h3", scope, ["control", "dataPath", "queueRegisters"]),
  properties: (scope) => [
    ...noAccessAfterRelease(scope),
    suspendedDeviceIsSilent,
    queueResetWaitEnds,
    suspendWaitEnds,
  ],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "driver reads S-7 narrowly, device performs",
      states: 15700,
      depth: 36,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,queue-reset-check=both",
      says: "the same, driver waits for queue_enable too",
      states: 16941,
      depth: 37,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,its-configuration-space=all",
      says: "S-10 and S-11c read broadly: no answer is left",
      states: 14124,
      depth: 36,
      pins: contradicted("h3-no-answer-is-left"),
    },
    {
      reading: "v1.4-as-written,its-configuration-space=all,must-against-should=musts-first",
      says: "the same, MUSTs first: B26a and S-11c are both MUSTs",
      states: 14124,
      depth: 36,
      pins: contradicted("h3-no-answer-among-musts"),
    },
    {
      reading: "v1.4-as-written,its-configuration-space=all,-S-11c",
      says: "S-10 alone read broadly: a SHOULD against B26a",
      states: 14124,
      depth: 36,
      pins: contradicted("h3-should-against-must", "-B26a", "-S-10"),
    },
    {
      reading: "v1.4-as-written,its-configuration-space=all,-S-11c,must-against-should=musts-first",
      says: "the same, MUSTs first: device performs",
      states: 15700,
      depth: 36,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,its-configuration-space=all,-S-11c,must-against-should=either",
      says: "the same, either: device performs or ignores",
      states: 18364,
      depth: 37,
      pins: {
        ...everythingHolds,
        noAccessAfterRelease: violated(12, "holes/h3-either-is-done", {
          text: ["-S-10", "driver-configuration-space=all"],
          device: ["-S-10"],
          driver: ["driver-configuration-space=all", "queue-reset-check=both"],
          vmm: ["none: neither the write nor the release passes through the VMM"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,-B26a",
      says: "without B26a: device performs or ignores",
      states: 18364,
      depth: 37,
      pins: {
        ...everythingHolds,
        noAccessAfterRelease: violated(12, "holes/h3-without-b26a", {
          text: ["+B26a", "driver-configuration-space=all"],
          device: ["+B26a"],
          driver: ["driver-configuration-space=all", "queue-reset-check=both"],
          vmm: ["none: neither the write nor the release passes through the VMM"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,-B26a,queue-reset-while-suspended=ignored",
      says: "device ignores, driver checks queue_reset alone",
      states: 16788,
      depth: 37,
      pins: { ...everythingHolds, noAccessAfterRelease: releasedTooEarly },
    },
    {
      reading: "v1.4-as-written,-B26a,queue-reset-while-suspended=ignored,queue-reset-check=both",
      says: "device ignores, driver waits for queue_enable too",
      states: 16118,
      depth: 37,
      pins: { ...everythingHolds, queueResetWaitEnds: waitsForEnable },
    },
    {
      reading: "v1.4-as-written,queue-reset-while-suspended=deferred",
      says: "device defers, driver checks queue_reset alone",
      states: 14626,
      depth: 36,
      pins: { ...everythingHolds, queueResetWaitEnds: waitsForReset },
    },
    {
      reading: "v1.4-as-written,queue-reset-while-suspended=deferred,queue-reset-check=both",
      says: "device defers, driver waits for queue_enable too",
      states: 15616,
      depth: 37,
      pins: {
        ...everythingHolds,
        queueResetWaitEnds: { ...waitsForReset, trace: "holes/h3-queue-reset-deferred-both" },
      },
    },
    {
      reading: "v1.4-as-written,queue-reset-while-suspended=accepted",
      says: "S-11c read broadly: the reset may not complete",
      states: 14626,
      depth: 36,
      pins: {
        ...everythingHolds,
        queueResetWaitEnds: cannotComplete,
      },
    },
    {
      reading:
        "v1.4-as-written,-B26a,queue-reset-while-suspended=ignored,driver-configuration-space=all",
      says: "both read S-7 and S-10 broadly",
      states: 13622,
      depth: 36,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-musts-only,-B26a,queue-reset-while-suspended=ignored",
      says: "no SHOULD is followed, device ignores",
      states: 20878,
      depth: 36,
      pins: {
        ...everythingHolds,
        noAccessAfterRelease: { ...releasedTooEarly, steps: 11, trace: "holes/h3-musts-only" },
      },
    },
    {
      reading: "v1.4-as-written,-B26a,queue-reset-while-suspended=ignored",
      scope: { transport: "mmio" },
      says: "MMIO: QueueReset is ignored",
      states: 16788,
      depth: 37,
      pins: {
        ...everythingHolds,
        noAccessAfterRelease: { ...releasedTooEarly, trace: "holes/h3-mmio-queue-reset-ignored" },
      },
    },
    {
      reading: "v1.4-as-written,-B26a,queue-reset-while-suspended=ignored,queue-reset-check=both",
      scope: { transport: "mmio" },
      says: "MMIO: driver waits for QueueReady too",
      states: 16118,
      depth: 37,
      pins: {
        ...everythingHolds,
        queueResetWaitEnds: { ...waitsForEnable, trace: "holes/h3-mmio-queue-reset-awaited" },
      },
    },
    {
      reading: "v1.4-as-written,-B26a,queue-reset-while-suspended=ignored",
      scope: { queues: 2, buffers: 1 },
      says: "two queues, one buffer each",
      states: 30912,
      depth: 44,
      pins: {
        ...sound,
        suspendedDeviceIsSilent: holds,
        queueResetWaitEnds: holds,
        suspendWaitEnds: holds,
        "noAccessAfterRelease.q0": {
          ...releasedTooEarly,
          trace: "holes/h3-queue-reset-ignored-q0",
        },
        "noAccessAfterRelease.q1": {
          ...releasedTooEarly,
          trace: "holes/h3-queue-reset-ignored-q1",
        },
      },
    },
    {
      reading: "v1.4-as-written,has-been-reset=complete",
      says: "B22a begins when the reset is done: the driver waits for that",
      states: 15700,
      depth: 36,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,-B26b",
      says: "without B26b: 0 is read too early, and B22a keeps the device away",
      states: 24686,
      depth: 37,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,has-been-reset=complete,-B26b",
      says: "0 is read too early, and the device may go on until the reset is done",
      states: 25222,
      depth: 37,
      pins: {
        ...everythingHolds,
        noSilence: violated(2, "holes/h3-read-is-open", {
          text: ["+B26b"],
          device: ["+B26b"],
          driver: ["none: what a register reads is the device's to say"],
          vmm: ["none: the reads do not pass through the VMM"],
        }),
        noAccessAfterRelease: violated(6, "holes/h3-reset-reads-0-too-early", {
          text: ["+B26b", "has-been-reset=asked-for"],
          device: ["+B26b"],
          driver: ["queue-reset-check=both"],
          vmm: ["none: the reads do not pass through the VMM"],
        }),
      },
    },
  ],
};

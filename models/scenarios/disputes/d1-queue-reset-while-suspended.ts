/**
 * D1. May a driver reset a virtqueue while the device is suspended? The V2 series
 * says that it should not, because the state of the queues is to be stable
 * (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>, quoting patch 3/6); the
 * reply there is that this is arbitrary unless the bit is for migration only.
 *
 * Part one asks what becomes of the driver's memory. Part two asks what becomes
 * of a state that the hypervisor has saved before the reset.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { queueResetWaitEnds } from "../../properties/liveness.ts";
import {
  noAccessAfterRelease,
  savedQueueStaysTrue,
  theMeantQueueIsReset,
} from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const everythingHolds = { ...sound, noAccessAfterRelease: holds, queueResetWaitEnds: holds };

export const d1: Scenario<Scope> = {
  name: "disputes/d1-queue-reset-while-suspended",
  question: "May a driver reset a virtqueue while the device is suspended?",
  story:
    "The V2 series with and without its sentence that the driver should not, against devices " +
    "that perform, ignore or defer the write.",
  leavesOut: ["kicks", "used notifications", "EVENT_IDX", "re-enabling the queue", "migration"],
  scope: { ...smallScope, suspends: 1, queueResets: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("d1", scope, ["control", "dataPath", "queueRegisters"]),
  properties: (scope) => [...noAccessAfterRelease(scope), queueResetWaitEnds],
  cases: [
    {
      reading: "v2-reconstructed,-B26a,queue-reset-while-suspended=ignored",
      says: "V2 with its clause: the write never comes",
      states: 13764,
      depth: 36,
      pins: everythingHolds,
    },
    {
      reading: "v2-without-queue-reset-clause",
      says: "without it, device performs",
      states: 15842,
      depth: 36,
      pins: everythingHolds,
    },
    {
      reading: "v2-without-queue-reset-clause,-B26a,queue-reset-while-suspended=ignored",
      says: "without it, device ignores",
      states: 16930,
      depth: 37,
      pins: {
        ...everythingHolds,
        noAccessAfterRelease: violated(12, "disputes/d1-v2-queue-reset-ignored", {
          text: ["+V2-1", "+B26a,queue-reset-while-suspended=performed"],
          device: ["+B26a,queue-reset-while-suspended=performed"],
          driver: ["+V2-1", "queue-reset-check=both"],
          vmm: ["none: neither the write nor the release passes through the VMM"],
        }),
      },
    },
    {
      reading: "v2-without-queue-reset-clause,queue-reset-while-suspended=deferred",
      says: "without it, device defers",
      states: 14768,
      depth: 36,
      pins: {
        ...everythingHolds,
        queueResetWaitEnds: violated(6, "disputes/d1-v2-queue-reset-deferred", {
          text: ["+V2-1", "+B26a,queue-reset-while-suspended=performed"],
          device: ["queue-reset-while-suspended=performed"],
          driver: ["+V2-1"],
          vmm: ["none: the VMM takes no part in the wait"],
        }),
      },
    },
  ],
};

/** S-7 does not help: it binds a driver that has set SUSPEND itself. */
const savedCures = {
  text: ["-B26a,queue-reset-while-suspended=ignored"],
  device: ["-B26a,queue-reset-while-suspended=ignored", "queue-reset-while-suspended=deferred"],
  driver: ["none: the driver does not know that the hypervisor suspended its device"],
  vmm: ["migration-order=guest-first"],
};

export const d1Saved: Scenario<Scope> = {
  name: "disputes/d1-queue-reset-after-save",
  question: "Does a state that was saved of a suspended virtqueue stay true of it?",
  story:
    "The driver suspends its device; the hypervisor saves status and queues; the driver resets " +
    "a virtqueue. The guest's CPUs run, or are paused before the state is saved.",
  leavesOut: ["kicks", "used notifications", "EVENT_IDX", "restore at a destination"],
  scope: { ...smallScope, suspends: 1, queueResets: 1, migrations: 1, buffers: 1 },
  baseline: { suspends: 0 },
  system: (scope) =>
    compose("d1-saved", scope, ["control", "dataPath", "queueRegisters", "cpus", "migration"]),
  properties: (scope) => savedQueueStaysTrue(scope),
  cases: [
    {
      reading: "v1.4-as-written,transitional-value=as-written,migration-order=guest-runs",
      says: "the guest's CPUs run, device performs",
      states: 42384,
      depth: 52,
      pins: {
        ...sound,
        savedQueueStaysTrue: violated(11, "disputes/d1-saved-queue-is-reset", savedCures),
      },
    },
    {
      reading:
        "v1.4-as-written,transitional-value=as-written,migration-order=guest-runs,-B26a,queue-reset-while-suspended=ignored",
      says: "the guest's CPUs run, device ignores",
      states: 49672,
      depth: 52,
      pins: { ...sound, savedQueueStaysTrue: holds },
    },
    {
      reading:
        "v1.4-as-written,transitional-value=as-written,migration-order=guest-runs,queue-reset-while-suspended=deferred",
      says: "the guest's CPUs run, device defers",
      states: 39496,
      depth: 51,
      pins: { ...sound, savedQueueStaysTrue: holds },
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      says: "the guest's CPUs are paused first",
      states: 8328,
      depth: 53,
      pins: { ...sound, savedQueueStaysTrue: holds },
    },
  ],
};

const stranded = {
  text: ["-B26a,queue-reset-while-suspended=ignored"],
  device: ["-B26a,queue-reset-while-suspended=ignored"],
  driver: ["none: the driver does not learn that its queue was reset"],
  vmm: ["none: a VMM that leaves the guest's queues alone is outside this scenario"],
};

const hasSaved = {
  text: ["-B26a,queue-reset-while-suspended=ignored"],
  device: ["-B26a,queue-reset-while-suspended=ignored"],
  driver: ["none: the driver does not run"],
  vmm: ["none: a VMM that does not reset a queue it has saved is outside this scenario"],
};

export const d1Second: Scenario<Scope> = {
  name: "disputes/d1-second-driver-resets-a-queue",
  question: "With the guest's CPUs paused, what if the hypervisor itself resets a virtqueue?",
  story:
    "The hypervisor pauses the guest's CPUs, saves and resets a virtqueue as a second driver, and " +
    "lets the guest go on. queue_select is one register, and the guest may be paused between " +
    "selecting and resetting.",
  leavesOut: ["kicks", "used notifications", "EVENT_IDX", "re-enabling the queue"],
  scope: { ...smallScope, queues: 2, buffers: 1, suspends: 1, queueResets: 1, migrations: 1 },
  baseline: { suspends: 0 },
  system: (scope) =>
    compose("d1-second", scope, ["control", "dataPath", "queueRegisters", "cpus", "secondDriver"]),
  properties: (scope) => [...savedQueueStaysTrue(scope).slice(1), ...theMeantQueueIsReset(scope)],
  cases: [
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      says: "device performs",
      states: 188160,
      depth: 51,
      pins: {
        noSilence: holds,
        noDeadlock: violated(21, "disputes/d1-second-driver-strands-a-buffer", stranded),
        "savedQueueStaysTrue.q1": violated(
          10,
          "disputes/d1-second-driver-resets-saved-queue",
          hasSaved,
        ),
        "onlyTheMeantQueueIsReset.q0": holds,
        "onlyTheMeantQueueIsReset.q1": violated(13, "disputes/d1-another-queue-is-reset", {
          text: ["none: no text held has an atomic form of select and reset"],
          device: ["none: the device cannot tell who wrote queue_select"],
          driver: ["none: the driver cannot see that it was paused between its two writes"],
          vmm: ["vmm-restores-queue-select=yes"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written,vmm-restores-queue-select=yes",
      says: "device performs, the VMM puts queue_select back",
      states: 193344,
      depth: 53,
      pins: {
        noSilence: holds,
        noDeadlock: violated(23, "disputes/d1-second-driver-strands-a-buffer-too", stranded),
        "savedQueueStaysTrue.q1": violated(
          11,
          "disputes/d1-second-driver-resets-saved-queue-too",
          hasSaved,
        ),
        "onlyTheMeantQueueIsReset.q0": holds,
        "onlyTheMeantQueueIsReset.q1": holds,
      },
    },
  ],
};

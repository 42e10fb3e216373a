/**
 * D1 on MMIO, where a driver may stop a virtqueue without a reset of it: it writes 0 to
 * QueueReady and reads it back (B30), and the device must leave the virtqueue alone while
 * it reads 0 (B31). It may then take the memory back.
 *
 * Whether a suspended device heeds the write is as open as for QueueReset (H3), and one
 * thing more: QueueReady reads as what was last written (B74a). What a driver reads back
 * is then its own 0, also of a device that has ignored it.
 */
import type { Cures, Property, Scenario } from "../../../checker/types/index.ts";
import { waitEnds } from "../../properties/liveness.ts";
import { noAccessAfterRelease } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const noVmm = ["none: no VMM takes part"];
const performed = "queue-ready-while-suspended=performed";

/** LIVE-6, for a virtqueue that is stopped. */
const queueStopWaitEnds = waitEnds(
  "queueStopWaitEnds",
  "LIVE-6",
  "a driver that has set QueueReady to 0 does not wait for ever",
  ["B30b", "B31"],
  ["queueReadyWritten"],
);

const leftAlone = (scope: Scope): readonly Property[] =>
  noAccessAfterRelease(scope).map((property) => ({ ...property, restsOn: ["B30b", "B31"] }));

const heeds: Cures = {
  text: [performed],
  device: [performed, "queue-ready-while-suspended=deferred"],
  driver: ["none: it reads the 0 that it has written"],
  vmm: noVmm,
};
const answers: Cures = {
  text: [performed],
  device: [performed],
  driver: ["none: it reads back as B30b asks"],
  vmm: noVmm,
};
const mayNot: Cures = {
  text: ["+B31"],
  device: ["+B31"],
  driver: ["none: it reads 0"],
  vmm: noVmm,
};

export const d1Stopped: Scenario<Scope> = {
  name: "disputes/d1-queue-stopped-while-suspended",
  question: "On MMIO, may a driver stop a virtqueue by QueueReady while its device is suspended?",
  story:
    "The driver sets QueueReady of a virtqueue to 0, before or while its device is suspended, " +
    "reads it back, releases the memory when it reads 0, and resumes the device.",
  leavesOut: ["kicks", "used notifications", "setting the virtqueue up again"],
  scope: { ...smallScope, transport: "mmio", suspends: 1, queueResets: 1 },
  baseline: { suspends: 0 },
  system: (scope) =>
    compose("d1 stopped", scope, ["control", "dataPath", "queueRegisters", "queueReady"]),
  properties: (scope) => [...leftAlone(scope), queueStopWaitEnds],
  cases: [
    {
      reading: "v1.4-as-written,queue-stopped-by=queue-ready",
      says: "the device stops using the virtqueue",
      states: 13218,
      depth: 35,
      pins: { ...sound, noAccessAfterRelease: holds, queueStopWaitEnds: holds },
    },
    {
      reading: "v1.4-as-written,queue-stopped-by=queue-ready,queue-ready-while-suspended=ignored",
      says: "the device ignores the write, and 0 is read back",
      states: 14808,
      depth: 37,
      pins: {
        ...sound,
        noAccessAfterRelease: violated(12, "disputes/d1-queue-ready-ignored", heeds),
        queueStopWaitEnds: holds,
      },
    },
    {
      reading:
        "v1.4-as-written,queue-stopped-by=queue-ready,queue-ready-while-suspended=ignored," +
        "queue-ready-reads=in-effect",
      says: "the device ignores the write, and 1 is read back",
      states: 12646,
      depth: 35,
      pins: {
        ...sound,
        noAccessAfterRelease: holds,
        queueStopWaitEnds: violated(6, "disputes/d1-queue-ready-stays-1", answers),
      },
    },
    {
      reading: "v1.4-as-written,queue-stopped-by=queue-ready,queue-ready-while-suspended=deferred",
      says: "the device stops using it when it resumes, and 0 is read back",
      states: 14006,
      depth: 35,
      pins: { ...sound, noAccessAfterRelease: holds, queueStopWaitEnds: holds },
    },
    {
      reading:
        "v1.4-as-written,queue-stopped-by=queue-ready,queue-ready-while-suspended=deferred," +
        "queue-ready-reads=in-effect",
      says: "the device stops using it when it resumes, and 1 is read back",
      states: 12646,
      depth: 35,
      pins: {
        ...sound,
        noAccessAfterRelease: holds,
        queueStopWaitEnds: violated(6, "disputes/d1-queue-ready-deferred", answers),
      },
    },
    {
      reading: "v1.4-as-written,queue-stopped-by=queue-ready,-B31",
      says: "without B31: one sentence less",
      states: 23924,
      depth: 37,
      pins: {
        ...sound,
        noAccessAfterRelease: violated(6, "disputes/d1-queue-ready-without-b31", mayNot),
        queueStopWaitEnds: holds,
      },
    },
  ],
};

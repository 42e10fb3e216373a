/**
 * D11 and H17. Is the copy complete? The V2 series brings a dirty log of its own
 * (5/6, 6/6); the reply is that the platform has one. What both need is an order:
 * the log is read for the last time when no write is under way any more, and who
 * clears it sees to it that the next write is logged.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { allPagesAreCopied, suspendedDeviceLeavesBuffersAlone } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const everythingHolds = {
  ...sound,
  allPagesAreCopied: holds,
  suspendedDeviceLeavesBuffersAlone: holds,
};

const cures = {
  text: ["none: no text held says how memory is copied"],
  device: ["none: the device does not know of the copy"],
  driver: ["none: the driver does not run"],
};
const translated = { ...cures, vmm: ["iotlb-flush=drains", "dirty-log=none", "dirty-log=device"] };
const late = {
  text: ["+S-16b", "buffers-while-suspended=untouched"],
  device: ["+S-16b", "buffers-while-suspended=untouched"],
  driver: ["none: the driver does not know that its device is suspended"],
  vmm: ["none: a stopped device is not to be waited for"],
};

export const d11: Scenario<Scope> = {
  name: "disputes/d11-dirty-pages",
  question: "Does the hypervisor's copy hold all that a device has written?",
  story:
    "The hypervisor copies memory in a round while the guest runs: it reads and clears the " +
    "dirty log, and copies the pages that it names. Then it stops the device and copies what " +
    "is left. A device's write into a buffer takes time from its translation to its landing.",
  leavesOut: ["kicks", "used notifications", "reset", "restore at a destination", "P2P writes"],
  scope: { ...smallScope, buffers: 1, migrations: 1, rounds: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d11", scope, ["control", "dataPath", "cpus", "payload", "pages", "copier"]),
  properties: () => [allPagesAreCopied, suspendedDeviceLeavesBuffersAlone],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "stop, then read for the last time; the flush waits for writes under way",
      states: 3692,
      depth: 47,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written",
      scope: { queues: 2 },
      says: "the same with two virtqueues",
      states: 180104,
      depth: 67,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,last-log-read=before-stop",
      says: "read for the last time, then stop",
      states: 4492,
      depth: 53,
      pins: {
        ...everythingHolds,
        allPagesAreCopied: violated(19, "disputes/d11-read-before-stop", {
          ...cures,
          vmm: ["last-log-read=after-stop", "dirty-log=none"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,iotlb-flush=no",
      says: "the log is cleared and no translation flushed",
      states: 5136,
      depth: 49,
      pins: {
        ...everythingHolds,
        allPagesAreCopied: violated(20, "disputes/d11-no-flush", translated),
      },
    },
    {
      reading: "v1.4-as-written,iotlb-flush=flushes",
      says: "translations are flushed, a write under way lands behind the copy",
      states: 4540,
      depth: 47,
      pins: {
        ...everythingHolds,
        allPagesAreCopied: violated(20, "disputes/d11-write-passes-the-flush", translated),
      },
    },
    {
      reading: "v1.4-as-written,iotlb-flush=no,dirty-log=device",
      says: "the device logs what it writes, with the write (V2-14)",
      states: 3208,
      depth: 46,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,iotlb-flush=no,dirty-log=none",
      says: "nobody logs: every page counts as dirty (VF-8)",
      states: 2008,
      depth: 48,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,-S-16b,writes-at-stop=under-way",
      says: "it need not drain, and is suspended with a write under way: the read of 1B pushes it",
      states: 4340,
      depth: 47,
      pins: {
        ...everythingHolds,
        suspendedDeviceLeavesBuffersAlone: violated(14, "holes/h17-write-under-way", {
          ...late,
          device: ["+S-16b", "writes-at-stop=landed"],
          text: ["+S-16b", "writes-at-stop=landed"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,-S-16b,buffers-while-suspended=written",
      says: "it need not drain, and writes buffers while suspended (H17)",
      states: 4684,
      depth: 53,
      pins: {
        ...sound,
        allPagesAreCopied: violated(18, "holes/h17-late-write-behind-the-copy", late),
        suspendedDeviceLeavesBuffersAlone: violated(14, "holes/h17-late-write", late),
      },
    },
    {
      reading: "v1.4-musts-only",
      says: "no SHOULD is followed",
      states: 4284,
      depth: 46,
      pins: everythingHolds,
    },
  ],
};

/**
 * D2 and D3. The hypervisor stops the device for a migration by the status bit;
 * the guest owns the same register. One side holds that the register may be
 * trapped and that the guest is paused first; the other, that with the register
 * passed through the hypervisor neither sees nor stops what the guest writes
 * (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>).
 *
 * The form of the argument with pre-copy rounds is not modelled here.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { cut } from "../../properties/monitors.ts";
import {
  allMemoryIsCopied,
  noAccessIsLeftBehind,
  savedStateIsOneCut,
  theStopLasts,
} from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const consistent = {
  ...sound,
  theStopLasts: holds,
  savedStateIsOneCut: holds,
  allMemoryIsCopied: holds,
};
const flushed = { ...consistent, noAccessIsLeftBehind: holds };

const cures = {
  text: ["none: no text held gives the hypervisor a stop of its own here"],
  device: ["none: the device cannot tell who wrote"],
  driver: ["none: the driver does not know of the migration"],
  vmm: ["migration-order=guest-first"],
};
const noOrderHelps = {
  ...cures,
  vmm: ["none: the CPUs run by the question; see the next rows for paused ones"],
};

/** A resume that the guest asked for is an access still in flight: only a value
 *  that tells so lets the hypervisor wait for it. */
const settles = {
  text: ["transitional-value=as-written"],
  device: ["transitional-value=as-written"],
  driver: ["none: the driver does not know of the migration"],
  vmm: ["none: 1B reads alike before and during a resume"],
};

const guestResumes: Partial<Scope> = { suspends: 1 };
const guestResets: Partial<Scope> = { resets: 1 };

export const d2: Scenario<Scope> = {
  name: "disputes/d2-who-owns-suspend",
  question: "Does a stop by the status bit last while the guest can reach the register?",
  story:
    "The hypervisor suspends a running device, saves status, queues and memory. Meanwhile the " +
    "guest suspends and resumes the device, or resets it and starts it again.",
  leavesOut: ["kicks", "used notifications", "pre-copy rounds", "restore at a destination"],
  scope: { ...smallScope, buffers: 1, migrations: 1, aborts: 1 },
  baseline: { migrations: 0 },
  system: (scope) => compose("d2", scope, ["control", "dataPath", "cpus", "migration", "dirtyLog"]),
  properties: (scope) => [
    theStopLasts,
    savedStateIsOneCut(scope, cut(scope)),
    allMemoryIsCopied,
    ...(scope.common === "trapped" ? [noAccessIsLeftBehind] : []),
  ],
  cases: [
    {
      reading: "v1.4-as-written,transitional-value=as-written,migration-order=guest-runs",
      scope: guestResumes,
      says: "status direct, CPUs run, guest may resume",
      states: 38616,
      depth: 49,
      pins: {
        ...sound,
        theStopLasts: violated(10, "disputes/d2-guest-resumes", cures),
        savedStateIsOneCut: violated(8, "disputes/d2-guest-resumes-cut", cures),
        allMemoryIsCopied: violated(11, "disputes/d2-guest-writes-memory", cures),
      },
    },
    {
      reading: "v1.4-as-written,migration-order=guest-runs",
      scope: guestResets,
      says: "status direct, CPUs run, guest may reset",
      states: 60855,
      depth: 51,
      pins: {
        ...sound,
        theStopLasts: violated(17, "disputes/d3-guest-resets", cures),
        savedStateIsOneCut: violated(8, "disputes/d3-guest-resets-cut", cures),
        allMemoryIsCopied: violated(11, "disputes/d3-guest-writes-memory", cures),
      },
    },
    {
      reading: "v1.4-as-written",
      scope: guestResumes,
      says: "status direct, CPUs paused while a resume is under way",
      states: 13520,
      depth: 49,
      pins: {
        ...sound,
        theStopLasts: violated(11, "disputes/d2-paused-while-resuming", settles),
        savedStateIsOneCut: violated(10, "disputes/d2-paused-while-resuming-cut", settles),
        allMemoryIsCopied: violated(17, "disputes/d2-paused-while-resuming-memory", settles),
      },
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      scope: guestResumes,
      says: "the same, where a read of 1F tells that one is under way",
      states: 6336,
      depth: 51,
      pins: consistent,
    },
    {
      reading: "v1.4-as-written",
      scope: guestResets,
      says: "status direct, CPUs paused, guest may reset",
      states: 8313,
      depth: 51,
      pins: consistent,
    },
    {
      reading: "v1.4-as-written,migration-order=guest-runs,trapped-access-while-migrating=deferred",
      scope: { ...guestResets, common: "trapped" },
      says: "status trapped and deferred, CPUs run",
      states: 9848,
      depth: 59,
      pins: {
        ...sound,
        theStopLasts: holds,
        savedStateIsOneCut: violated(10, "disputes/d2-trapped-guest-writes-memory", noOrderHelps),
        allMemoryIsCopied: violated(11, "disputes/d2-trapped-memory-behind", noOrderHelps),
        noAccessIsLeftBehind: violated(11, "disputes/d2-trapped-access-behind", noOrderHelps),
      },
    },
    {
      reading: "v1.4-as-written,trapped-access-while-migrating=deferred",
      scope: { ...guestResets, common: "trapped" },
      says: "status trapped, CPUs paused, accesses finished first",
      states: 12238,
      depth: 58,
      pins: flushed,
    },
    {
      reading: "v1.4-as-written,trapped-access-while-migrating=deferred,vmm-flushes=no",
      scope: { ...guestResets, common: "trapped" },
      says: "status trapped, CPUs paused inside an access",
      states: 13958,
      depth: 57,
      pins: {
        ...consistent,
        noAccessIsLeftBehind: violated(11, "disputes/d2-paused-inside-an-access", {
          ...cures,
          vmm: ["vmm-flushes=yes"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,write-while-resetting=unstated",
      scope: guestResets,
      says: "CPUs paused while a reset is under way, and the VMM writes 1F",
      states: 8313,
      depth: 51,
      pins: consistent,
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written,migration-order=guest-runs",
      scope: { ...guestResumes, aborts: 0, transport: "ccw" },
      says: "on CCW, CPUs run, guest may resume",
      states: 22392,
      depth: 51,
      pins: {
        ...sound,
        theStopLasts: violated(11, "disputes/d2-ccw-guest-resumes", cures),
        savedStateIsOneCut: violated(8, "disputes/d2-ccw-guest-resumes-cut", cures),
        allMemoryIsCopied: violated(11, "disputes/d2-ccw-guest-writes-memory", cures),
      },
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      scope: { ...guestResumes, aborts: 0, transport: "ccw" },
      says: "on CCW, CPUs paused while a resume is under way",
      states: 3832,
      depth: 53,
      pins: consistent,
    },
    {
      reading: "v1.4-as-written",
      scope: { ...guestResets, aborts: 0, transport: "ccw" },
      says: "on CCW, CPUs paused, guest may reset",
      states: 5741,
      depth: 57,
      pins: consistent,
    },
  ],
};

const functionReset: Partial<Scope> = { functionResets: 1 };

export const d3: Scenario<Scope> = {
  ...d2,
  name: "disputes/d3-function-reset-while-migrating",
  question: "What if the guest asks for a function level reset while its device migrates?",
  story:
    "As in D2, but the guest asks for a function level reset, in PCI configuration space, which " +
    "may be trapped although the status register is not.",
  properties: (scope) => [theStopLasts, savedStateIsOneCut(scope, cut(scope))],
  cases: [
    {
      reading: "v1.4-as-written,migration-order=guest-runs",
      scope: { ...functionReset, pciConfig: "direct" },
      says: "configuration space direct, CPUs run",
      states: 59191,
      depth: 50,
      pins: {
        ...sound,
        theStopLasts: violated(16, "disputes/d3-function-reset", cures),
        savedStateIsOneCut: violated(8, "disputes/d3-function-reset-cut", cures),
      },
    },
    {
      reading: "v1.4-as-written,migration-order=guest-runs",
      scope: functionReset,
      says: "configuration space trapped, performed at once",
      states: 60887,
      depth: 51,
      pins: {
        ...sound,
        theStopLasts: violated(17, "disputes/d3-function-reset-trapped", {
          ...cures,
          vmm: ["migration-order=guest-first", "trapped-access-while-migrating=deferred"],
        }),
        savedStateIsOneCut: violated(9, "disputes/d3-function-reset-trapped-cut", {
          ...cures,
          vmm: ["migration-order=guest-first,trapped-access-while-migrating=deferred"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,migration-order=guest-runs,trapped-access-while-migrating=deferred",
      scope: functionReset,
      says: "configuration space trapped and deferred, CPUs run",
      states: 7004,
      depth: 52,
      pins: {
        ...sound,
        theStopLasts: holds,
        savedStateIsOneCut: violated(10, "disputes/d3-deferred-guest-writes-memory", cures),
      },
    },
    {
      reading: "v1.4-as-written",
      scope: { ...functionReset, pciConfig: "direct" },
      says: "configuration space direct, CPUs paused",
      states: 7737,
      depth: 50,
      pins: { ...sound, theStopLasts: holds, savedStateIsOneCut: holds },
    },
  ],
};

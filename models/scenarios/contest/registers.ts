/**
 * The contest, part "registers": what the guest sees of a stop in its registers.
 *
 * Each contender is asked by the means that it gives the guest's driver: a status
 * bit, or a power state. Four cases for such a contender: a stop with resets,
 * repeats and a failure; a stop with configuration changes; SUSPEND without its
 * feature; and a second CPU that marks the device FAILED. Where the owner stops the
 * device, it does so beside a guest that resets it, or whose configuration changes.
 */
import type { Case, Cures, Pin, Scenario } from "../../../checker/types/index.ts";
import { resetWaitEnds } from "../../properties/liveness.ts";
import {
  aFailedDeviceStays,
  aRepeatedStopDoesNotResume,
  aResetIsFinal,
  configChangeIsNotified,
  everyWaitEnds,
  onlyANegotiatedBitSuspends,
  resumedDeviceRuns,
  stopWaitEnds,
  zeroMeansReset,
} from "../../properties/registers.ts";
import { sameGenerationSameVersion } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const stop: Partial<Scope> = { suspends: 2, resets: 2, retries: 1, failures: 1 };
const change: Partial<Scope> = { suspends: 2, configChanges: 2 };
const absent: Partial<Scope> = { suspends: 1, resets: 1, suspendFeature: "absent" };
const failed: Partial<Scope> = { suspends: 2, otherCpus: 1 };

/** The owner stops the device and lets it go on; the guest knows nothing of it. */
const owner: Partial<Scope> = { resets: 2, migrations: 1 };
const ownerChange: Partial<Scope> = { configChanges: 2, migrations: 1 };

const ownerHolds = {
  ...sound,
  zeroMeansReset: holds,
  aResetIsFinal: holds,
  resetWaitEnds: holds,
  everyWaitEnds: holds,
};
const stopHolds = {
  ...ownerHolds,
  aRepeatedStopDoesNotResume: holds,
  stopWaitEnds: holds,
  resumedDeviceRuns: holds,
};
const changeHolds = { ...sound, sameGenerationSameVersion: holds, configChangeIsNotified: holds };
const absentHolds = { ...sound, onlyANegotiatedBitSuspends: holds };
const failedHolds = { ...sound, aFailedDeviceStays: holds };

const vmm = ["none: no VMM takes part"];
const neverRepeats = "driver-repeats-write=never";
const givesUp = "driver-sees-needs-reset=gives-up";
/** Where only clearing SUSPEND resumes, to ask twice does no harm. */
const ownByte = "-B1,driver-resumes-by=clears-suspend,write-clears-suspend=alone";

const repeated: Cures = {
  text: [ownByte],
  device: ["none: the device cannot tell a repeated request from a resume"],
  driver: [neverRepeats],
  vmm,
};
/** Two reasons, so two changes: it repeats, and it waits past DEVICE_NEEDS_RESET. */
const repeatedOrBroken = (...also: readonly string[]): Cures => ({
  text: [[...also, ownByte, givesUp].join(",")],
  device: ["none: the device says what the text asks it to say"],
  driver: also.length === 0 ? [`${neverRepeats},${givesUp}`] : ["none: it has asked, and waits"],
  vmm,
});
const notNegotiated: Cures = {
  text: ["+V2-5b", "+S-3b"],
  device: ["+V2-5b"],
  driver: ["+S-3b"],
  vmm,
};
/** A write that a frozen device ignores is a write that the guest waits for. */
const frozen: Cures = {
  text: ["none: that it ignores writes is what tells freeze from stop (AC-4c)"],
  device: ["none: a frozen device does not take the write"],
  driver: ["none: the driver does not know that its device is frozen"],
  vmm: ["stop-mode=stop"],
};
const marked: Cures = {
  text: ["after-failed=waits-for-reset"],
  device: ["after-failed=waits-for-reset"],
  driver: ["none: a driver with one writer of the status is the scope otherCpus=0"],
  vmm,
};

/** One case: the contender, whether nobody follows advice, distinct states, depth. */
type Of = (name: string, twin: boolean, states: number, depth: number, pins?: Pins) => Case<Scope>;
type Pins = Readonly<Record<string, Pin>>;

const kind =
  (what: string, scope: Partial<Scope>, hold: Pins): Of =>
  (name, twin, states, depth, pins = {}) => ({
    reading: `contender-${name}${twin ? "-musts-only" : ""}`,
    scope,
    says: `${what}${twin ? ", no advice followed" : ""}`,
    states,
    depth,
    pins: { ...hold, ...pins },
  });

const stops = kind("it is stopped, reset, asked twice, and fails", stop, stopHolds);
const changes = kind("its configuration changes", change, changeHolds);
const absents = kind("SUSPEND was not negotiated", absent, absentHolds);
const fails = kind("a second CPU sets FAILED", failed, failedHolds);

const owned = kind("its owner stops it, and the guest resets it", owner, ownerHolds);
const ownedChanges = kind(
  "its owner stops it, and its configuration changes",
  ownerChange,
  changeHolds,
);

/** A counterexample, kept under the name that row and column give. */
const not = (steps: number, name: string, cures: Cures): Pin =>
  violated(steps, `contest/${name}`, cures);

export const registers: Scenario<Scope> = {
  name: "contest/registers",
  question: "What does the guest see of a stop in its registers, for each way to stop a device?",
  story:
    "The driver stops its device and lets it go on, resets it, asks twice, and meets a failure; " +
    "the configuration changes; the bit was not negotiated; a second CPU sets FAILED; the owner " +
    "stops the device meanwhile.",
  leavesOut: ["virtqueues", "ISR and INTx", "a guest that suspends while its owner stops it"],
  scope: { ...smallScope, buffers: 1 },
  baseline: { suspends: 0 },
  system: (scope) =>
    compose("registers", scope, [
      ...(["control", "configuration", "power", "otherCpu"] as const),
      ...(scope.migrations > 0 ? (["dataPath", "cpus", "migration", "ownerStops"] as const) : []),
    ]),
  properties: (scope) => {
    if (scope.suspendFeature === "absent") return [onlyANegotiatedBitSuspends];
    if (scope.otherCpus > 0) return [aFailedDeviceStays];
    if (scope.configChanges > 0) return [sameGenerationSameVersion, configChangeIsNotified];
    return [
      zeroMeansReset,
      aResetIsFinal,
      resetWaitEnds,
      everyWaitEnds(scope),
      ...(scope.suspends > 0 ? [aRepeatedStopDoesNotResume, stopWaitEnds, resumedDeviceRuns] : []),
    ];
  },
  cases: [
    stops("v2", false, 2297, 35, {
      everyWaitEnds: not(5, "live-5-v2", repeated),
      aRepeatedStopDoesNotResume: not(4, "safe-17-v2", repeated),
      stopWaitEnds: not(5, "live-1-v2", repeated),
      resumedDeviceRuns: not(9, "live-2-v2", repeated),
    }),
    changes("v2", false, 772, 25),
    absents("v2", false, 21, 10),
    fails("v2", false, 77, 18, {
      aFailedDeviceStays: not(5, "safe-13-v2", marked),
    }),
    stops("v2", true, 1401, 34, {
      everyWaitEnds: not(4, "live-5-v2-musts", repeatedOrBroken("+V2-7")),
      aRepeatedStopDoesNotResume: not(3, "safe-17-v2-musts", repeated),
      stopWaitEnds: not(4, "live-1-v2-musts", repeatedOrBroken()),
      resumedDeviceRuns: not(4, "live-2-v2-musts", repeatedOrBroken("+V2-7")),
    }),
    changes("v2", true, 772, 23),
    absents("v2", true, 21, 10),
    fails("v2", true, 77, 15, {
      aFailedDeviceStays: not(4, "safe-13-v2-musts", marked),
    }),
    stops("pm", false, 63, 22),
    changes("pm", false, 235, 17),
    stops("pm", true, 107, 23),
    changes("pm", true, 235, 17),
    stops("suspend", false, 924, 32),
    changes("suspend", false, 841, 25),
    absents("suspend", false, 10, 9),
    fails("suspend", false, 77, 18, {
      aFailedDeviceStays: not(5, "safe-13-s14", marked),
    }),
    stops("suspend", true, 1401, 34, {
      everyWaitEnds: not(4, "live-5-s14-musts", repeatedOrBroken()),
      aRepeatedStopDoesNotResume: not(3, "safe-17-s14-musts", repeated),
      stopWaitEnds: not(4, "live-1-s14-musts", repeatedOrBroken()),
      resumedDeviceRuns: not(5, "live-2-s14-musts", repeatedOrBroken()),
    }),
    changes("suspend", true, 841, 23),
    absents("suspend", true, 33, 14, {
      onlyANegotiatedBitSuspends: not(2, "safe-13-s14-musts", notNegotiated),
    }),
    fails("suspend", true, 77, 15, {
      aFailedDeviceStays: not(4, "safe-13-s14-musts-failed", marked),
    }),
    stops("parts", false, 924, 32),
    changes("parts", false, 841, 25),
    absents("parts", false, 10, 9),
    owned("parts", false, 9944, 48),
    ownedChanges("parts", false, 18048, 43),
    fails("parts", false, 77, 18, {
      aFailedDeviceStays: not(5, "safe-13-parts", marked),
    }),
    stops("parts", true, 1401, 34, {
      everyWaitEnds: not(4, "live-5-parts-musts", repeatedOrBroken()),
      aRepeatedStopDoesNotResume: not(3, "safe-17-parts-musts", repeated),
      stopWaitEnds: not(4, "live-1-parts-musts", repeatedOrBroken()),
      resumedDeviceRuns: not(5, "live-2-parts-musts", repeatedOrBroken()),
    }),
    changes("parts", true, 841, 23),
    absents("parts", true, 33, 14, {
      onlyANegotiatedBitSuspends: not(2, "safe-13-parts-musts", notNegotiated),
    }),
    owned("parts", true, 9944, 48),
    ownedChanges("parts", true, 18048, 43),
    fails("parts", true, 77, 15, {
      aFailedDeviceStays: not(4, "safe-13-parts-musts-failed", marked),
    }),
    stops("vfio", false, 924, 32),
    changes("vfio", false, 841, 25),
    absents("vfio", false, 10, 9),
    owned("vfio", false, 9944, 48),
    ownedChanges("vfio", false, 18048, 43),
    fails("vfio", false, 77, 18, {
      aFailedDeviceStays: not(5, "safe-13-vfio", marked),
    }),
    stops("vfio", true, 1401, 34, {
      everyWaitEnds: not(4, "live-5-vfio-musts", repeatedOrBroken()),
      aRepeatedStopDoesNotResume: not(3, "safe-17-vfio-musts", repeated),
      stopWaitEnds: not(4, "live-1-vfio-musts", repeatedOrBroken()),
      resumedDeviceRuns: not(5, "live-2-vfio-musts", repeatedOrBroken()),
    }),
    changes("vfio", true, 841, 23),
    absents("vfio", true, 33, 14, {
      onlyANegotiatedBitSuspends: not(2, "safe-13-vfio-musts", notNegotiated),
    }),
    owned("vfio", true, 9944, 48),
    ownedChanges("vfio", true, 18048, 43),
    fails("vfio", true, 77, 15, {
      aFailedDeviceStays: not(4, "safe-13-vfio-musts-failed", marked),
    }),
    owned("admin", false, 17956, 56, {
      noDeadlock: not(35, "registers-deadlock-admin", frozen),
      resetWaitEnds: not(17, "live-6-admin", frozen),
      everyWaitEnds: not(17, "live-5-admin", frozen),
    }),
    ownedChanges("admin", false, 26320, 57),
    owned("admin", true, 17956, 56, {
      noDeadlock: not(35, "registers-deadlock-admin-musts", frozen),
      resetWaitEnds: not(17, "live-6-admin-musts", frozen),
      everyWaitEnds: not(17, "live-5-admin-musts", frozen),
    }),
    ownedChanges("admin", true, 26320, 57),
    owned("vdpa", false, 11004, 53),
    ownedChanges("vdpa", false, 22936, 54),
    owned("vdpa", true, 11004, 53),
    ownedChanges("vdpa", true, 22936, 54),
    owned("vhost-user", false, 13111, 54),
    ownedChanges("vhost-user", false, 18800, 48),
    owned("vhost-user", true, 13111, 54),
    ownedChanges("vhost-user", true, 18800, 48),
    {
      ...changes("suspend", false, 0, 0),
      reading: "contender-suspend,-S-13",
      says: "one sentence less: S-13",
      states: 841,
      depth: 25,
      pins: {
        ...changeHolds,
        configChangeIsNotified: not(8, "live-3-s14-without-s-13", {
          text: ["+S-13"],
          device: ["+S-13"],
          driver: ["none: nothing tells the driver to look"],
          vmm,
        }),
      },
    },
  ],
};

/**
 * D14 and H22. Is a reset influenced by suspend? One side would have SUSPEND survive
 * a reset, so that a VMM keeps what a guest needs after sleep; the other two hold
 * that a reset resets everything, SUSPEND included (mails of September 2023, V2-16).
 * Beside it stand two ways in which a device may fail its own reset: a suspend that
 * completes after it, and the logical not of a posted patch, which clears the whole
 * byte where DRIVER_OK was meant (mail 20250912061125.262457-2).
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { resetWaitEnds, suspendWaitEnds } from "../../properties/liveness.ts";
import { aResetIsFinal, everyWaitEnds, zeroMeansReset } from "../../properties/registers.ts";
import { noAccessAfterReset } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const everythingHolds = {
  ...sound,
  suspendWaitEnds: holds,
  resetWaitEnds: holds,
  everyWaitEnds: holds,
  zeroMeansReset: holds,
  aResetIsFinal: holds,
  noAccessAfterReset: holds,
};

const cures = (device: string, text = device) => ({
  text: [text],
  device: [device],
  driver: ["none: the driver reads what the device presents"],
  vmm: ["none: no VMM takes part"],
});
const late = cures("late-suspend=abandoned");
const zero = cures("suspended-value=as-said", "none: S-1b says which bit is cleared");
const kept = cures("reset-while-suspended=performed");

export const d14: Scenario<Scope> = {
  name: "disputes/d14-reset-and-suspend",
  question: "Does suspend change what a reset is?",
  story:
    "The driver suspends its device and resets it: before, while and after it has suspended. " +
    "The device performs the reset, keeps SUSPEND over it, or lets a suspend complete after it.",
  leavesOut: ["kicks", "used notifications", "function level reset", "migration"],
  scope: { ...smallScope, buffers: 1, suspends: 1, resets: 2 },
  baseline: { suspends: 0 },
  system: (scope) => compose("d14", scope, ["control", "dataPath"]),
  properties: (scope) => [
    suspendWaitEnds,
    resetWaitEnds,
    everyWaitEnds(scope),
    zeroMeansReset,
    aResetIsFinal,
    ...noAccessAfterReset(scope),
  ],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "a reset resets everything",
      states: 1420,
      depth: 41,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written",
      scope: { queues: 2, resets: 1 },
      says: "a reset resets everything, two queues",
      states: 22642,
      depth: 50,
      pins: {
        ...sound,
        suspendWaitEnds: holds,
        resetWaitEnds: holds,
        everyWaitEnds: holds,
        zeroMeansReset: holds,
        aResetIsFinal: holds,
        "noAccessAfterReset.q0": holds,
        "noAccessAfterReset.q1": holds,
      },
    },
    {
      reading: "v1.4-as-written,reset-while-suspended=ignored",
      says: "SUSPEND survives a reset",
      states: 1468,
      depth: 41,
      pins: {
        ...everythingHolds,
        resetWaitEnds: violated(4, "disputes/d14-suspend-survives-reset", kept),
        everyWaitEnds: violated(4, "disputes/d14-suspend-survives-reset-wait", kept),
      },
    },
    {
      reading: "v1.4-as-written,late-suspend=presented",
      says: "a suspend completes after the reset",
      states: 1788,
      depth: 41,
      pins: {
        ...everythingHolds,
        resetWaitEnds: violated(4, "disputes/d14-late-suspend", late),
        everyWaitEnds: violated(4, "disputes/d14-late-suspend-wait", late),
        aResetIsFinal: violated(4, "disputes/d14-late-suspend-over-00", late),
      },
    },
    {
      reading: "v1.4-as-written,suspended-value=zero",
      says: "a suspended device shows 00",
      states: 1588,
      depth: 38,
      pins: {
        ...everythingHolds,
        suspendWaitEnds: violated(3, "disputes/d14-suspend-looks-like-reset", zero),
        everyWaitEnds: violated(3, "disputes/d14-suspend-looks-like-reset-wait", zero),
        zeroMeansReset: violated(3, "disputes/d14-zero-without-reset", zero),
      },
    },
    {
      reading: "v1.4-musts-only,suspended-value=zero",
      says: "the same, and nobody follows a SHOULD",
      states: 1780,
      depth: 37,
      pins: {
        ...everythingHolds,
        suspendWaitEnds: violated(2, "disputes/d14-suspend-looks-like-reset-musts", zero),
        everyWaitEnds: violated(2, "disputes/d14-suspend-looks-like-reset-wait-musts", zero),
        zeroMeansReset: violated(2, "disputes/d14-zero-without-reset-musts", zero),
        noAccessAfterReset: violated(9, "disputes/d14-memory-released-too-early", zero),
      },
    },
    // There the command that resets the device ends when the reset is done (B21).
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      scope: { transport: "ccw" },
      says: "a reset resets everything, on CCW",
      states: 2228,
      depth: 53,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written,late-suspend=presented",
      scope: { transport: "ccw" },
      says: "a suspend completes after the reset, on CCW",
      states: 2756,
      depth: 53,
      pins: {
        ...everythingHolds,
        resetWaitEnds: violated(6, "disputes/d14-late-suspend-ccw", late),
        everyWaitEnds: violated(6, "disputes/d14-late-suspend-wait-ccw", late),
        aResetIsFinal: violated(6, "disputes/d14-late-suspend-over-00-ccw", late),
      },
    },
  ],
};

/**
 * H4. A kick that the device holds when it suspends. No clause obliges a device
 * to act on buffers that it knows of, with or without suspend; so the same model
 * without suspend stands beside each verdict.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { availableIsUsed } from "../../properties/liveness.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const cures = {
  text: ["held-kick=kept", "rescan-on-resume=yes"],
  device: ["held-kick=kept", "rescan-on-resume=yes"],
  driver: ["kick-after-resume=yes"],
  vmm: ["none: no VMM takes part"],
};
const remembers = {
  text: ["position-while-stopped=kept", "+V2-9"],
  device: ["position-while-stopped=kept"],
  driver: ["none: it cannot tell the device where it stood"],
  vmm: ["none: no VMM takes part"],
};
const kept = { ...sound, "availableIsUsed.q0b0": holds, "availableIsUsed.q0b1": holds };
/** No clause says whether the kick is dropped: that is open where the device holds it. */
const stalls = (trace: string, steps: number, heldAfter = 3) => ({
  ...sound,
  noSilence: violated(heldAfter, `holes/${trace}-is-open`, cures),
  "availableIsUsed.q0b0": violated(steps, `holes/${trace}`, cures),
  "availableIsUsed.q0b1": violated(steps, `holes/${trace}-b1`, cures),
});

export const h4: Scenario<Scope> = {
  name: "holes/h4-kick-held-at-suspend",
  question: "Is a buffer used whose kick the device held when it suspended?",
  story:
    "The driver makes a buffer available, kicks, and suspends the device before it has looked at " +
    "the ring; then it resumes the device and waits.",
  leavesOut: ["EVENT_IDX", "used notifications", "reset", "migration"],
  scope: { ...smallScope, suspends: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("h4", scope, ["control", "dataPath", "kicks"]),
  properties: (scope) => availableIsUsed(scope),
  cases: [
    { reading: "v1.4-as-written", says: "kick kept", states: 23924, depth: 35, pins: kept },
    {
      reading: "v1.4-as-written,held-kick=dropped",
      says: "kick dropped",
      states: 24862,
      depth: 35,
      pins: stalls("h4-kick-dropped", 10),
    },
    {
      reading: "v1.4-as-written,held-kick=dropped,rescan-on-resume=yes",
      says: "kick dropped, rings looked at on resume",
      states: 24274,
      depth: 34,
      pins: kept,
    },
    {
      reading: "v1.4-as-written,held-kick=dropped,kick-after-resume=yes",
      says: "kick dropped, driver kicks after resume",
      states: 23088,
      depth: 35,
      pins: kept,
    },
    {
      reading: "v1.4-as-written",
      scope: { notify: "eventfd" },
      says: "kick kept, and may be overtaken",
      states: 36404,
      depth: 36,
      pins: kept,
    },
    {
      reading: "v1.4-as-written,held-kick=dropped",
      scope: { notify: "eventfd" },
      says: "kick dropped, and may be overtaken",
      states: 37342,
      depth: 36,
      pins: stalls("h4-kick-overtaken-and-dropped", 11, 4),
    },
    {
      reading: "v1.4-musts-only,held-kick=dropped",
      says: "no SHOULD is followed, kick dropped",
      states: 31330,
      depth: 34,
      pins: stalls("h4-musts-only-kick-dropped", 9),
    },
    {
      reading: "v1.4-as-written,-B63b",
      says: "without B63b: a kick that brings nothing new may break the device",
      states: 33756,
      depth: 36,
      pins: {
        ...kept,
        noDeadlock: violated(14, "holes/h4-kick-breaks-the-device", {
          text: ["+B63b"],
          device: ["+B63b"],
          driver: ["none: a kick that it owes it must send (B62a)"],
          vmm: ["none: no VMM takes part"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,position-while-stopped=as-the-text-asks",
      says: "no sentence of 1.4 has a suspended device remember where it stands",
      states: 28899,
      depth: 35,
      pins: {
        ...sound,
        noSilence: violated(2, "holes/h4-position-is-open", remembers),
        noDeadlock: violated(10, "holes/h4-position-is-forgotten", remembers),
        "availableIsUsed.q0b0": violated(9, "holes/h4-forgotten-and-not-used", remembers),
        "availableIsUsed.q0b1": violated(9, "holes/h4-forgotten-and-not-used-b1", remembers),
      },
    },
  ],
};

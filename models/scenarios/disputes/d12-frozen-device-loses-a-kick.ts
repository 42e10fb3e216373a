/**
 * D12, the half of it that needs no second device. A stopped device still accepts
 * kicks (P-8a, AC-4b), so that what was saved of it may be overtaken; a frozen one
 * ignores them (AC-4c), so that a kick which arrives meanwhile is lost.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { availableIsUsed } from "../../properties/liveness.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const lost = {
  text: ["rescan-on-resume=yes"],
  device: ["rescan-on-resume=yes"],
  driver: ["none: the driver does not know that its kick was ignored"],
  vmm: ["stop-mode=stop"],
};

export const d12Kick: Scenario<Scope> = {
  name: "disputes/d12-frozen-device-loses-a-kick",
  question: "Is a buffer used whose kick reached the device while its owner had stopped it?",
  story:
    "The owner stops the device, or stops and freezes it, takes a snapshot and lets it go. A kick " +
    "of the running guest is under way meanwhile.",
  leavesOut: ["EVENT_IDX", "used notifications", "suspend and reset by the guest"],
  scope: { ...smallScope, buffers: 1, migrations: 1, notify: "eventfd" },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d12 kick", scope, ["control", "dataPath", "kicks", "cpus", "migration", "ownerStops"]),
  properties: (scope) => availableIsUsed(scope),
  cases: [
    {
      reading: "contender-admin",
      says: "stopped, then frozen",
      states: 3320,
      depth: 47,
      pins: {
        ...sound,
        availableIsUsed: violated(19, "disputes/d12-frozen-device-loses-a-kick", lost),
      },
    },
    {
      reading: "contender-admin,stop-mode=stop",
      says: "stopped only",
      states: 2860,
      depth: 44,
      pins: { ...sound, availableIsUsed: holds },
    },
    {
      reading: "contender-admin,rescan-on-resume=yes",
      says: "frozen, and the device looks at every ring when it runs again",
      states: 3292,
      depth: 47,
      pins: { ...sound, availableIsUsed: holds },
    },
    {
      reading: "contender-parts",
      says: "1.4: stopped only",
      states: 2248,
      depth: 37,
      pins: { ...sound, availableIsUsed: holds },
    },
  ],
};

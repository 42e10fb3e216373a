/**
 * Two devices, of which one writes to the other's doorbell, are stopped for a
 * snapshot by each contender: one after another, unless its own text asks for
 * another order. What other orders are worth stands in D12.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { noChangeByPeer } from "../../properties/peers.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const allHold = { noChangeByPeer: holds };
const device = ["none: neither device knows that the other is stopped"];
const driver = ["none: the driver takes no part"];
/** A stopped device still takes note of a doorbell. */
const allFirst = {
  text: ["none: no text held asks for an order"],
  device,
  driver,
  vmm: ["peer-order=all-first"],
};
/** No clause has writes from device to device finished by a suspend. */
const allFirstAndLanded = {
  text: ["none: P-6b is about a stop by command, and no clause about a suspend says the same"],
  device,
  driver,
  vmm: ["none: a write that is under way may land at any time"],
};

export const contestPeers: Scenario<Scope> = {
  name: "contest/peers",
  question: "Does a doorbell of another device change a device whose state has been saved?",
  story:
    "Device B rings the doorbell of device A. The hypervisor stops both for a snapshot, saves " +
    "them, and lets them go.",
  leavesOut: ["the driver", "virtqueues", "restore at a destination"],
  scope: { ...smallScope, migrations: 1 },
  baseline: { migrations: 0 },
  system: (scope) => compose("contest peers", scope, ["peers"]),
  properties: () => [noChangeByPeer],
  cases: [
    {
      reading: "contender-v2",
      says: "V2: suspended, one after another",
      states: 24,
      depth: 9,
      pins: {
        ...sound,
        ...allHold,
        noChangeByPeer: violated(5, "contest/safe-16-v2", allFirstAndLanded),
      },
    },
    {
      reading: "contender-v2-musts-only",
      says: "V2: suspended, one after another, without advice",
      states: 24,
      depth: 9,
      pins: {
        ...sound,
        ...allHold,
        noChangeByPeer: violated(5, "contest/safe-16-v2-musts", allFirstAndLanded),
      },
    },
    {
      reading: "contender-admin",
      says: "modes of 2023: stopped and frozen, one after another",
      states: 33,
      depth: 11,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-admin-musts-only",
      says: "modes of 2023: stopped and frozen, one after another, without advice",
      states: 33,
      depth: 11,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-pm",
      says: "D3hot, one after another",
      states: 27,
      depth: 9,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-pm-musts-only",
      says: "D3hot, one after another, without advice",
      states: 27,
      depth: 9,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-suspend",
      says: "1.4 SUSPEND, one after another",
      states: 24,
      depth: 9,
      pins: {
        ...sound,
        ...allHold,
        noChangeByPeer: violated(5, "contest/safe-16-s14", allFirstAndLanded),
      },
    },
    {
      reading: "contender-suspend-musts-only",
      says: "1.4 SUSPEND, one after another, without advice",
      states: 24,
      depth: 9,
      pins: {
        ...sound,
        ...allHold,
        noChangeByPeer: violated(5, "contest/safe-16-s14-musts", allFirstAndLanded),
      },
    },
    {
      reading: "contender-parts",
      says: "1.4 stop mode, one after another",
      states: 21,
      depth: 9,
      pins: {
        ...sound,
        ...allHold,
        noChangeByPeer: violated(5, "contest/safe-16-parts", allFirst),
      },
    },
    {
      reading: "contender-parts-musts-only",
      says: "1.4 stop mode, one after another, without advice",
      states: 21,
      depth: 9,
      pins: {
        ...sound,
        ...allHold,
        noChangeByPeer: violated(5, "contest/safe-16-parts-musts", allFirst),
      },
    },
    {
      reading: "contender-vfio",
      says: "1.4 stop mode as VFIO drives it: quiet first",
      states: 24,
      depth: 11,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-vfio-musts-only",
      says: "1.4 stop mode as VFIO drives it: quiet first, without advice",
      states: 24,
      depth: 11,
      pins: {
        ...sound,
        ...allHold,
      },
    },
  ],
};

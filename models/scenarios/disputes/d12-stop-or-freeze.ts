/**
 * D12. One side has three modes, and freezes a device that it has stopped, so that
 * nothing from outside changes it any more; the merged text has one flag, and a
 * stopped device that still accepts what is sent to it (P-8a). Two devices cannot
 * be stopped at one instant: what does the one make of a doorbell of the other?
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { noChangeByPeer, peerIsAnswered } from "../../properties/peers.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const allHold = { ...sound, noChangeByPeer: holds, peerIsAnswered: holds };
const device = ["none: neither device knows that the other is stopped"];
const driver = ["none: the driver takes no part"];
const order = (...vmm: readonly string[]) => ({
  text: ["none: no text held asks for an order"],
  device,
  driver,
  vmm,
});
const landed = {
  text: ["none: P-6b is about a stop by command, and no clause about a suspend says the same"],
  device: ["none: that its writes to a peer have landed is nowhere asked of it"],
  driver,
  vmm: ["none: a write that is under way may land at any time"],
};

export const d12: Scenario<Scope> = {
  name: "disputes/d12-stop-or-freeze",
  question: "In which order, and by which modes, are two devices stopped that write to each other?",
  story:
    "Device B rings the doorbell of device A. The hypervisor stops both for a snapshot, by one " +
    "mode or by two, one after another or all first, saves them, and lets them go.",
  leavesOut: ["the driver", "virtqueues", "restore at a destination"],
  scope: { ...smallScope, migrations: 1 },
  baseline: { migrations: 0 },
  system: (scope) => compose("d12", scope, ["peers"]),
  properties: () => [noChangeByPeer, peerIsAnswered],
  cases: [
    {
      reading: "contender-parts",
      says: "stop alone, one after another",
      states: 21,
      depth: 9,
      pins: {
        ...allHold,
        noChangeByPeer: violated(
          5,
          "disputes/d12-stop-one-after-another",
          order("peer-order=all-first", "peer-order=quiet-first"),
        ),
      },
    },
    {
      reading: "contender-parts,peer-order=all-first",
      says: "stop alone, all first",
      states: 20,
      depth: 9,
      pins: allHold,
    },
    {
      reading: "contender-admin",
      says: "stop and freeze, one after another",
      states: 33,
      depth: 11,
      pins: {
        ...allHold,
        peerIsAnswered: violated(
          11,
          "disputes/d12-freeze-one-after-another",
          order("peer-order=all-first", "peer-order=quiet-first"),
        ),
      },
    },
    {
      reading: "contender-admin,peer-order=all-first",
      says: "all are stopped, then all are frozen",
      states: 24,
      depth: 11,
      pins: allHold,
    },
    {
      reading: "contender-pm,peer-order=all-first",
      says: "D3hot is deaf at once, all first",
      states: 26,
      depth: 9,
      pins: {
        ...allHold,
        peerIsAnswered: violated(
          9,
          "disputes/d12-power-all-first",
          order("peer-order=quiet-first"),
        ),
      },
    },
    {
      reading: "contender-suspend,peer-order=all-first",
      says: "SUSPEND, all first: no clause has writes to a peer finished",
      states: 24,
      depth: 9,
      pins: {
        ...allHold,
        noChangeByPeer: violated(6, "disputes/d12-suspend-all-first", landed),
      },
    },
    {
      reading: "contender-vfio",
      says: "VFIO: all are kept from writing to each other first",
      states: 24,
      depth: 11,
      pins: allHold,
    },
  ],
};

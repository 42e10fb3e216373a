/** What a migration of two devices that write to each other must be. */
import type { Property } from "../../checker/types/index.ts";
import { both, event, has, is, not } from "./predicates.ts";

/** SAFE-16. */
export const noChangeByPeer: Property = {
  name: "noChangeByPeer",
  id: "SAFE-16",
  claim: "nothing that a peer sends changes a device whose state has been saved",
  restsOn: [],
  kind: "step",
  never: {
    before: { is: "local", machine: "hypervisor", test: (s) => s.tags.includes("saved") },
    event: event(["doorbell.arrives"]),
  },
  witness: { before: not(is("hypervisor", "idle")), event: event(["peer.ringsDoorbell"]) },
  memory: { cannotShow: "a doorbell is in no memory of the guest" },
};

const waits = has("deviceB", "waits", (value) => value === true);

/** LIVE-4, between devices. */
export const peerIsAnswered: Property = {
  name: "peerIsAnswered",
  claim: "a device that has rung another's doorbell is eventually answered",
  restsOn: [],
  kind: "leadsTo",
  from: waits,
  to: not(waits),
  witness: { before: both(waits, not(is("hypervisor", "idle"))), event: event(["peer.answers"]) },
  memory: { cannotShow: "a doorbell is in no memory of the guest" },
};

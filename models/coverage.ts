/**
 * Of which contenders and transports each dispute is asked. The table in
 * `scenarios/disputes/README.md` is generated from the cases and from this list of
 * what no case asks, which a test holds against the cases.
 *
 * MMIO has no power states and no administration group, and its status register is
 * written as that of PCI is: the machines differ by transport only in what the text
 * says otherwise, which is CCW's channel commands (B21, B40, B41), function resets, and
 * MMIO's InterruptStatus and QueueReady (B20, B39).
 */
import type { Coverage, Unasked } from "../checker/types/index.ts";
import { type Scope, transportNames } from "./scope.ts";

const notConcerned = (of: string, why: string): Unasked => ({ of, concerned: false, why });

const sameAsPci = notConcerned("MMIO", "a write of the status means the same as on PCI");
const ownersStop = "the guest has no means of its own to stop its device";

export const coverage: Coverage<Scope> = {
  standsFor: {
    "v1.4-as-written": "s14",
    "v1.4-musts-only": "s14",
    "v2-reconstructed": "v2",
    "v2-without-queue-reset-clause": "v2",
  },
  transports: Object.values(transportNames),
  transportOf: ({ transport }) => transportNames[transport],
  also: {
    D1: [{ scenario: "holes/h3-queue-reset-while-suspended" }],
    D3: [
      { scenario: "disputes/d2-who-owns-suspend", says: "on CCW, CPUs paused, guest may reset" },
    ],
  },
  unasked: {
    D1: [notConcerned("CCW", "it has no reset of one virtqueue (B32)")],
    D2: [sameAsPci],
    D4: [notConcerned("MMIO CCW", "the order is the VMM's, and no transport has a word on it")],
    D7: [
      notConcerned("admin vdpa vhost", `${ownersStop}, by either`),
      notConcerned("MMIO", "it has no power states"),
    ],
    D8: [
      notConcerned("pm", "a function in D3hot answers no read of its state (PM-9a)"),
      notConcerned("admin parts vdpa vhost vfio", "their stop is the owner's; nobody proposed it"),
      notConcerned("MMIO CCW", "it is about what draining changes"),
    ],
    D9: [
      notConcerned("vdpa vhost", "they are interfaces of the host's own, which offers them or not"),
      notConcerned("MMIO CCW", "they have no group of devices with an owner"),
    ],
    D10: [notConcerned("MMIO CCW", "it is about buffers, not registers")],
    D11: [notConcerned("MMIO CCW", "it is about memory, not registers")],
    D12: [
      notConcerned("vdpa vhost", "no other device reaches their doorbells"),
      notConcerned("MMIO CCW", "devices that write to each other are on PCI"),
    ],
    D13: [notConcerned("admin vdpa vhost", ownersStop), sameAsPci],
    D14: [sameAsPci],
    D15: [
      notConcerned("admin vdpa vhost", ownersStop),
      notConcerned("pm", "a power state needs no feature and no initialization"),
      sameAsPci,
    ],
  },
};

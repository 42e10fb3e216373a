/**
 * What the hypervisor saves of a device that it has stopped, and how it hands over.
 *
 *   status -> each virtqueue -> memory -> finish, or switch to the destination
 *
 * That is the order of device parts, status before queues (P-17c). A ring that is
 * stopped has given its position already.
 */
import type { ReadingView } from "../../checker/types.ts";
import type { Scope } from "../scope.ts";
import { BOTH } from "../status-values.ts";
import { type HypervisorKit, type States, type Step, stoppedBy } from "./hypervisor-kit.ts";

/** @param restore the first state of restoring at a destination */
export function saving(
  scope: Scope,
  reading: ReadingView,
  kit: HypervisorKit,
  restore: string,
): States {
  const { waitsWith, eachQueue, abort } = kit;
  const haveGiven = stoppedBy(reading) === "ring-stop";
  const queues = {
    savingQueues: {
      on: {
        ...waitsWith("savingQueues"),
        ...abort,
        ...eachQueue("hypervisor.savesQueue", "savingQueues", "copying"),
      },
    },
  };
  return {
    ...(settles(reading) === "once-stopped" ? settling(kit, "settling", "savingStatus") : {}),
    savingStatus: {
      on: {
        ...waitsWith("savingStatus"),
        ...abort,
        "hypervisor.savesStatus": { target: haveGiven ? "copying" : "savingQueues" },
      },
    },
    ...(haveGiven ? {} : queues),
    copying: {
      on: {
        ...waitsWith("copying"),
        ...abort,
        "hypervisor.copiesMemory": { target: "saved" },
      },
    },
    saved: {
      on: {
        ...waitsWith("saved"),
        ...abort,
        ...(scope.restores > 0
          ? { "hypervisor.switches": { target: restore } }
          : { "hypervisor.finishes": { target: "goingBack" } }),
      },
    },
  };
}

/** Whether it waits for the guest's own suspend or resume. A stop by the status bit
 *  waits in any case. */
export const settles = (reading: ReadingView): string =>
  stoppedBy(reading) === "status-bit" ? "no" : reading.choice("vmm-waits-for-guest");

/** What the guest has asked for by the status bit is not finished yet. */
export function settling({ waitsWith }: HypervisorKit, here: string, then: string): States {
  const underWay = ({ event }: Step): boolean => event.value === BOTH;
  return {
    [here]: {
      tags: ["waiting"],
      on: {
        ...waitsWith(here),
        "hypervisor.readsStatus": [
          { guard: underWay, target: here },
          { guard: (step: Step) => !underWay(step), target: then },
        ],
      },
    },
  };
}

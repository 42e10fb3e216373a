/**
 * How the hypervisor restores a device at the destination.
 *
 *   status bit    queues -> status, which is suspended -> resume
 *   mode command  stop -> status -> queues (P-11, P-17b) -> set mode active (P-15a)
 *   power state   queues -> status: the destination's device was never powered down
 *   rings         queues -> status -> start each ring
 *
 * Before it lets the device go it may notify and kick once more, to be safe.
 */
import type { ReadingView } from "../../checker/types.ts";
import {
  type HypervisorKit,
  letItGo,
  type States,
  type Step,
  type Stop,
  stoppedBy,
  stoppedIt,
} from "./hypervisor-kit.ts";

export interface Restoring {
  readonly first: string;
  readonly states: States;
}

export function restoring(reading: ReadingView, kit: HypervisorKit, stop: Stop): Restoring {
  const { waitsWith, busyWith, eachQueue } = kit;
  const by = stoppedBy(reading);
  const notifies = reading.choice("pending-config-notification") === "vmm-notifies";
  const rekicks = reading.choice("vmm-kicks-after-restore") === "yes";
  // A device that was powered down stays behind; the other one runs when it is set.
  const letGo = by === "power-state" ? "runningAgain" : "resuming";
  const kicks = rekicks ? "rekicking" : letGo;
  const done = notifies ? "notifying" : kicks;
  const inOrderOfParts = by === "mode-command";
  return {
    first: inOrderOfParts ? "stoppingThere" : "restoringQueues",
    states: {
      ...(inOrderOfParts ? stopsThere() : {}),
      restoringQueues: {
        on: {
          ...waitsWith("restoringQueues"),
          ...eachQueue(
            "hypervisor.restoresQueue",
            "restoringQueues",
            inOrderOfParts ? done : "restoringStatus",
          ),
        },
      },
      restoringStatus: {
        on: {
          ...waitsWith("restoringStatus"),
          "hypervisor.restoresStatus": {
            target: inOrderOfParts ? "restoringQueues" : done,
            ...(by === "power-state" ? { actions: letItGo } : {}),
          },
        },
      },
      ...(notifies
        ? {
            notifying: {
              on: { ...waitsWith("notifying"), "hypervisor.notifiesConfig": { target: kicks } },
            },
          }
        : {}),
      ...(rekicks
        ? {
            rekicking: {
              on: {
                ...waitsWith("rekicking"),
                ...eachQueue("hypervisor.kicksAgain", "rekicking", letGo),
              },
            },
          }
        : {}),
      ...(by === "power-state" ? {} : stop.letsGo("resuming")),
    },
  };

  /** Parts are set in a device that is stopped (P-11). */
  function stopsThere(): States {
    return {
      stoppingThere: {
        on: {
          ...waitsWith("stoppingThere"),
          "hypervisor.setsMode": {
            guard: ({ event }: Step) => event.mode === "stopped",
            target: "stoppingThereWaiting",
          },
        },
      },
      stoppingThereWaiting: {
        tags: ["waiting"],
        on: {
          ...busyWith("stoppingThereWaiting"),
          "device.completesCommand": [
            {
              guard: ({ event }: Step) => event.outcome === "done",
              target: "restoringStatus",
              actions: stoppedIt,
            },
            { guard: ({ event }: Step) => event.outcome !== "done", target: "stoppingThere" },
          ],
        },
      },
    };
  }
}

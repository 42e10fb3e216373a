/**
 * What the hypervisor saves of a device that it has stopped, and what it restores at a
 * destination.
 *
 *   status -> each virtqueue -> memory -> finish, or switch to the destination
 *   there: (stop) -> status and virtqueues, in either order -> (notify, kick) -> let go
 *
 * Before it saves it may wait for what the guest has asked for by the status bit. A ring
 * that is stopped has given its position already. A device that was powered down stays
 * behind: the one at the destination runs when it is set.
 */
import type { Scope } from "../scope.ts";
import { BOTH } from "../status-values.ts";
import { set } from "../words.ts";
import {
  both,
  type Context,
  goesBack,
  type HypervisorKit,
  isNot,
  type States,
  type Step,
  sets,
} from "./hypervisor-kit.ts";
import { lettingGo, mode, next, says, stoppedBy } from "./hypervisor-stop.ts";

/** From the device's having been seen stopped until it is saved. */
export function saving(scope: Scope, kit: HypervisorKit): States {
  const { at, eachQueue, aborts, pauses } = kit;
  const saves = {
    ...aborts("goingBack"),
    "hypervisor.savesStatus": [
      { guard: stoppedBy("rings"), target: "copying" },
      { guard: isNot(stoppedBy("rings")), target: "savingQueues" },
    ],
  };
  const stopped = (here: string) => ({
    ...pauses(here),
    ...saves,
    "hypervisor.readsStatus": [
      { guard: both(next("waits"), says(BOTH)), target: here },
      { guard: both(next("goes on"), isNot(says(BOTH))), target: "settled" },
    ],
  });
  return {
    ...at("stopped", {
      ...stopped("stopped"),
      "hypervisor.setsMode": {
        guard: both(stoppedBy("mode"), mode("frozen")),
        target: "freezingWaiting",
      },
    }),
    ...at("frozen", stopped("frozen")),
    ...at("settled", saves),
    ...at("savingQueues", {
      ...aborts("goingBack"),
      ...eachQueue("hypervisor.savesQueue", "savingQueues", { target: "copying" }),
    }),
    ...at("copying", {
      ...aborts("goingBack"),
      "hypervisor.copiesMemory": { target: "saved" },
    }),
    ...at("saved", {
      ...aborts("goingBack"),
      ...(scope.restores > 0
        ? {
            "hypervisor.switches": {
              target: "there",
              actions: set<Context>(({ context }) => ({
                stoppedBy: context.stoppedBy === "power" ? "nothing" : context.stoppedBy,
              })),
            },
          }
        : { "hypervisor.finishes": goesBack }),
    }),
  };
}

/** At the destination, until the device is let go. */
export function restoring(kit: HypervisorKit): States {
  const { at, commanded, eachQueue } = kit;
  const restoresQueue = (here: string, last: string) =>
    eachQueue("hypervisor.restoresQueue", here, { target: last });
  const restores = {
    ...restoresQueue("restoring", "queuesRestored"),
    "hypervisor.restoresStatus": { target: "statusRestored" },
  };
  const kicks = ({ context }: Step): boolean => context.told !== "kicks";
  return {
    ...at("there", {
      ...restores,
      "hypervisor.setsMode": { guard: mode("stopped"), target: "stoppingThereWaiting" },
    }),
    ...commanded(
      "stoppingThereWaiting",
      { target: "restoring", ...sets({ stoppedBy: "mode" }) },
      { target: "there" },
    ),
    ...at("restoring", restores),
    ...at("queuesRestored", { "hypervisor.restoresStatus": { target: "restored" } }),
    ...at("statusRestored", restoresQueue("statusRestored", "restored")),
    ...lettingGo(kit, "restored", {
      "hypervisor.notifiesConfig": {
        guard: ({ context }: Step) => context.told === "nothing",
        target: "restored",
        ...sets({ told: "change" }),
      },
      ...eachQueue(
        "hypervisor.kicksAgain",
        "restored",
        { target: "restored", ...sets({ queue: 0, told: "kicks" }) },
        kicks,
      ),
    }),
  };
}

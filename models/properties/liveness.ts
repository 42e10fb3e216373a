/**
 * Liveness: what must happen, under the weak fairness that the reading obliges
 * and the assumptions that the events list.
 *
 * "The device no longer runs" discharges what is asked of a running device, and
 * a resume asks for it again.
 */
import type { MachineDeclaration, Predicate, Property } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import { both, deviceRuns, differ, either, event, has, is, not } from "./predicates.ts";

type LeadsTo = Property & { readonly kind: "leadsTo" };

/** LIVE-4: one property for each buffer, so that buffers do not discharge each other. */
export const availableIsUsed = (scope: Scope): readonly LeadsTo[] =>
  upTo(scope.queues).flatMap((q) =>
    upTo(scope.buffers).map((b) => ({
      name: scope.queues * scope.buffers === 1 ? "availableIsUsed" : `availableIsUsed.q${q}b${b}`,
      id: "LIVE-4",
      claim: "every available buffer is eventually used while the device runs",
      restsOn: [],
      kind: "leadsTo" as const,
      from: both(is(`buffer${q}.${b}`, "available", "inFlight"), deviceRuns),
      to: either(not(is(`buffer${q}.${b}`, "available", "inFlight")), not(deviceRuns)),
      witness: { event: event(["device.uses"], { q, b }) },
      memory: { cannotShow: "memory shows what was done, not that nothing more will be" },
    })),
  );

export const waitEnds = (
  name: string,
  id: string,
  claim: string,
  restsOn: readonly string[],
  waiting: readonly string[],
  ends: Predicate = not(is("driver", ...waiting)),
): Property => ({
  name,
  id,
  claim,
  restsOn,
  kind: "leadsTo",
  from: is("driver", ...waiting),
  to: ends,
  witness: { before: is("driver", ...waiting) },
  memory: { cannotShow: "the wait is for a register, not for memory" },
});

/** LIVE-1, seen from the driver. */
export const suspendWaitEnds = waitEnds(
  "suspendWaitEnds",
  "LIVE-1",
  "a driver that has asked its device to suspend does not wait for ever",
  ["S-4", "S-14"],
  ["suspendRequested", "suspendRequestedInD3hot"],
);

/** LIVE-2, seen from the driver. */
export const resumeWaitEnds = waitEnds(
  "resumeWaitEnds",
  "LIVE-2",
  "a driver that has asked its device to resume does not wait for ever",
  ["S-8", "S-15"],
  ["resumeRequested"],
);

/** LIVE-6. */
export const resetWaitEnds = waitEnds(
  "resetWaitEnds",
  "LIVE-6",
  "a driver that has reset its device does not wait for ever",
  ["B15", "B19"],
  ["resetRequested"],
);

/** LIVE-2, by what has come of it: the driver takes its device for running. */
export const resumeTakesEffect: Property = {
  name: "resumeTakesEffect",
  id: "LIVE-2",
  claim: "a device whose driver goes on after a stop runs, or its driver stops using it",
  restsOn: [],
  kind: "leadsTo",
  from: both(is("driver", "running"), not(deviceRuns)),
  to: either(not(is("driver", "running")), deviceRuns),
  witness: {
    before: both(
      is("driver", "running"),
      has("driver", "suspends", (n) => n !== 0),
    ),
  },
  memory: { cannotShow: "the driver waits for a register, or for nothing at all" },
};

/** LIVE-6, for a virtqueue. */
export const queueResetWaitEnds = waitEnds(
  "queueResetWaitEnds",
  "LIVE-6",
  "a driver that has reset a virtqueue does not wait for ever",
  ["B26a", "B27"],
  ["queueResetWritten", "queueResetRead"],
);

/** The driver knows an older version than the device has. */
export const configIsStale = differ(["driverConfig", "knows"], ["config", "version"]);

/** LIVE-3, for any change. */
export const configChangeIsSeen: LeadsTo = {
  name: "configChangeIsSeen",
  id: "LIVE-3",
  claim: "a running device's driver eventually learns of every configuration change",
  restsOn: ["B36", "S-13"],
  kind: "leadsTo",
  from: both(configIsStale, deviceRuns),
  to: either(not(configIsStale), not(deviceRuns)),
  witness: { before: has("driverConfig", "knows", (v) => v !== 0) },
  memory: { cannotShow: "configuration space is not in guest memory" },
};

/** LIVE-3, for a change that came while the device was suspended. */
export const changeWhileSuspendedIsSeen = (monitor: MachineDeclaration): Property => ({
  ...configChangeIsSeen,
  name: "changeWhileSuspendedIsSeen",
  claim: "the driver of a resumed device learns of a change that came while it was suspended",
  restsOn: ["S-13"],
  monitor,
  from: both(is("changeWhileSuspended", "came"), configIsStale, deviceRuns),
  witness: {
    before: both(
      is("changeWhileSuspended", "came"),
      has("driverConfig", "knows", (v) => v !== 0),
    ),
  },
});

/**
 * What a stop for a migration must be, by whatever means the device is stopped: a
 * status bit, a mode command, a power state, or rings that are stopped.
 *
 * A property is built for the machines of its system: `stops` names those by which
 * a device of that system can be stopped.
 */
import type { Predicate, Property } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import { BOTH } from "../status-values.ts";
import { both, deviceAccesses, either, event, is, not } from "./predicates.ts";
import { seenStopped } from "./safety.ts";

/** The device is stopped, as far as virtqueue `q` is concerned. */
const stopped = (q: number): Predicate =>
  either(
    is("status", "suspended"),
    is("mode", "stopped", "frozen"),
    is("power", "D3hot"),
    is(`vring${q}`, "stopped"),
  );

const tagged = (machine: string, tag: string): Predicate => ({
  is: "local",
  machine,
  test: (s) => s.tags.includes(tag),
});

/** SAFE-1. A step for each queue, because rings may be stopped one by one. */
export const stoppedDeviceIsSilent = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name: scope.queues === 1 ? "stoppedDeviceIsSilent" : `stoppedDeviceIsSilent.q${q}`,
    id: "SAFE-1",
    claim: "a device that is stopped for a migration is silent until it is let go",
    restsOn: ["S-11a", "S-11b", "P-5a", "P-5b"],
    kind: "step" as const,
    never: {
      before: both(stopped(q), is("hypervisor", ...seenStopped)),
      event: event(deviceAccesses, { q }),
    },
    witness: { before: both(stopped(q), is("hypervisor", ...seenStopped)) },
    memory: { invariant: "stoppedDeviceIsSilent" },
  }));

/** D4, device first, for every way to stop a device: its own stop lies on the request,
 *  and the guest neither asked for it nor is paused. */
export const noGuestWaitsForAStoppedDevice = (scope: Scope): Property => {
  const pending = either(
    ...upTo(scope.queues).flatMap((q) =>
      upTo(scope.buffers).map((b) =>
        both(stopped(q), is(`buffer${q}.${b}`, "available", "inFlight")),
      ),
    ),
  );
  const waits = both(is("driver", "running"), is("vcpu", "running"));
  return {
    name: "noGuestWaitsForAStoppedDevice",
    claim: "no request lies with a stopped device while the guest that made it runs and waits",
    restsOn: [],
    kind: "invariant",
    holds: not(both(waits, pending, is("hypervisor", ...seenStopped))),
    witness: { event: event(["driver.makesAvailable"]) },
    memory: { cannotShow: "time is not in memory" },
  };
};

/** D5: not lost while stopped. Nobody promises it. */
export const noPacketIsLostInAStop = (scope: Scope): Property => ({
  name: "noPacketIsLostInAStop",
  claim: "a packet that arrives while the device is stopped waits until it is let go",
  restsOn: [],
  kind: "step",
  never: { event: (e) => e.type === "stop.losesPacket" || e.fate === "lost" },
  witness: {
    before: either(...upTo(scope.queues).map(stopped)),
    event: event(["environment.sendsPacket", "stop.losesPacket"]),
  },
  memory: { cannotShow: "a packet that is lost was never in guest memory" },
});

/** By what the hypervisor asks for a stop, or is told of one. */
const asksToStop = (e: { readonly type: string; readonly [p: string]: unknown }): boolean =>
  (e.type === "hypervisor.writesStatus" && e.value === BOTH) ||
  (e.type === "hypervisor.setsMode" && e.mode !== "active") ||
  (e.type === "device.completesCommand" && e.mode !== "active") ||
  (e.type === "hypervisor.setsPower" && e.state === "D3hot") ||
  e.type === "hypervisor.stopsRing";

/** Its request to stop is out, and it has not yet seen the device stopped. */
const asking = is(
  "hypervisor",
  "waiting",
  "stoppingWaiting",
  "stoppingTwice",
  "poweringDownAgain",
  "stoppingRingsAgain",
);

/** SAFE-14, first half. */
export const askingAgainChangesNothing: Property = {
  name: "askingAgainChangesNothing",
  id: "SAFE-14",
  claim: "to ask a stopped device once more to stop leaves it stopped",
  restsOn: ["P-10a"],
  kind: "step",
  never: { before: both(stopped(0), asking), event: asksToStop, after: not(stopped(0)) },
  witness: { before: both(stopped(0), asking), event: asksToStop },
  memory: { cannotShow: "the stop is in a register or a command, not in memory" },
};

/** SAFE-14, second half. */
export const failedStopChangesNothing: Property = {
  name: "failedStopChangesNothing",
  id: "SAFE-14",
  claim: "a stop that fails leaves the device as it was",
  restsOn: ["B68b", "P-10c"],
  kind: "step",
  never: {
    before: both(is("status", "running", "suspending"), not(is("mode", "stopped", "frozen"))),
    event: (e) =>
      e.type === "device.fails" ||
      (e.type === "device.completesCommand" && e.mode !== "active" && e.outcome !== "done"),
    after: either(is("status", "needsReset"), is("mode", "stopped", "frozen")),
  },
  witness: { before: asking, event: asksToStop },
  memory: { cannotShow: "the stop is in a register or a command, not in memory" },
};

/** LIVE-7, first half. */
export const migrationEnds: Property = {
  name: "migrationEnds",
  id: "LIVE-7",
  claim: "a migration that has begun is finished or given up",
  restsOn: [],
  kind: "leadsTo",
  from: not(is("hypervisor", "idle")),
  to: is("hypervisor", "idle"),
  witness: { before: not(is("hypervisor", "idle")), after: is("hypervisor", "idle") },
  memory: { cannotShow: "the hypervisor waits for registers and commands, not for memory" },
};

/** LIVE-7, second half. */
export const nobodyLeavesItStopped: Property = {
  name: "nobodyLeavesItStopped",
  id: "LIVE-7",
  claim: "no device stays stopped by its owner when the migration is over",
  restsOn: [],
  kind: "invariant",
  holds: not(
    both(
      is("hypervisor", "idle"),
      either(is("mode", "stopped", "frozen"), is("vring0", "stopped")),
    ),
  ),
  witness: { before: not(is("hypervisor", "idle")), after: is("hypervisor", "idle") },
  memory: { cannotShow: "a mode is in no memory of the guest" },
};

/** D9: the means that a hypervisor has reach its device. */
export const theStopIsReached: Property = {
  name: "theStopIsReached",
  claim: "a hypervisor that asks its device to stop gets an answer",
  restsOn: [],
  kind: "leadsTo",
  from: asking,
  to: not(asking),
  witness: { event: asksToStop },
  memory: { cannotShow: "the stop is in a register or a command, not in memory" },
};

/** Once it has stopped the device, the hypervisor may wait for a guest's own suspend. */
const bothWait = both(
  tagged("driver", "waiting"),
  either(tagged("hypervisor", "waiting"), is("hypervisor", "stopped", "frozen")),
);

/** LIVE-8. */
export const noJointWait: Property = {
  name: "noJointWait",
  id: "LIVE-8",
  claim: "driver and hypervisor do not both wait for the device for ever",
  restsOn: [],
  kind: "leadsTo",
  from: bothWait,
  to: not(bothWait),
  witness: { before: both(tagged("driver", "waiting"), not(is("hypervisor", "idle"))) },
  memory: { cannotShow: "both wait for registers and commands, not for memory" },
};

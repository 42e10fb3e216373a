/** Claims about a function whose bus mastering is off. */
import type { Predicate, Property } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import { configIsStale } from "./liveness.ts";
import { both, deviceAccesses, deviceRuns, either, event, is, not } from "./predicates.ts";

/** The driver uses its device, and the guest has not switched bus mastering off. */
const inUse: Predicate = both(is("driver", "running"), not(is("guestPci", "off")));

const touches = event([...deviceAccesses, "device.writesBuffer", "device.notifiesConfig"]);

/** SAFE-1, for a stop by bus mastering, as the guest sees it. */
export const unmasteredDeviceIsSilent: Property = {
  name: "unmasteredDeviceIsSilent",
  id: "SAFE-1",
  claim: "a device whose bus mastering the guest has switched off touches and sends nothing",
  restsOn: ["PM-11a"],
  kind: "step",
  never: { before: is("guestPci", "off"), event: touches },
  witness: { before: is("guestPci", "off") },
  memory: { cannotShow: "the Command register is not in guest memory" },
};

/** SAFE-15, where it is the hypervisor who has. */
export const stopByBusMasterLasts: Property = {
  name: "stopByBusMasterLasts",
  id: "SAFE-15",
  claim:
    "a device whose bus mastering the hypervisor has switched off is silent until it is let go",
  restsOn: [],
  kind: "step",
  never: { before: is("vmmPci", "holding"), event: touches },
  witness: { before: is("vmmPci", "holding") },
  memory: { cannotShow: "the Command register is not in guest memory" },
};

/** LIVE-4, as the guest sees it: not by what the device holds itself for. */
export const availableIsUsedWhileInUse = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).flatMap((q) =>
    upTo(scope.buffers).map((b) => {
      const waits = is(`buffer${q}.${b}`, "available", "inFlight");
      return {
        name: scope.queues * scope.buffers === 1 ? "availableIsUsed" : `availableIsUsed.q${q}b${b}`,
        id: "LIVE-4",
        claim: "every available buffer is eventually used while the guest uses the device",
        restsOn: [],
        kind: "leadsTo",
        from: both(waits, inUse),
        to: either(not(waits), not(inUse)),
        witness: { event: event(["device.uses"], { q, b }) },
        memory: { cannotShow: "memory shows what was done, not that nothing more will be" },
      };
    }),
  );

/** LIVE-2, by what has come of it. */
export const deviceInUseRuns: Property = {
  name: "deviceInUseRuns",
  id: "LIVE-2",
  claim: "a device that the guest uses runs, with its bus mastering on",
  restsOn: [],
  kind: "leadsTo",
  from: both(inUse, not(both(deviceRuns, is("busMaster", "on")))),
  to: either(not(inUse), both(deviceRuns, is("busMaster", "on"))),
  witness: { before: inUse, event: event(["device.uses"]) },
  memory: { cannotShow: "the guest waits for a register, or for nothing at all" },
};

/** LIVE-3, as the guest sees it; and what goes on in a device that sends nothing: it holds
 *  a kick, and its configuration changes. */
export const changeIsSeenWhileInUse: Property = {
  name: "changeIsSeenWhileInUse",
  id: "LIVE-3",
  claim: "the driver of a device in use eventually learns of every configuration change",
  restsOn: ["B36", "PM-11b"],
  kind: "leadsTo",
  from: both(configIsStale, inUse),
  to: either(not(configIsStale), not(inUse)),
  witness: {
    before: both(is("busMaster", "off"), is("kick0", "held")),
    event: event(["environment.changesConfig"]),
  },
  memory: { cannotShow: "configuration space is not in guest memory" },
};

/** Claims about a function that the driver has put into D3hot. */
import type { Property } from "../../checker/types/index.ts";
import type { Scope } from "../scope.ts";
import { availableIsUsed } from "./liveness.ts";
import { both, deviceAccesses, either, event, is, not } from "./predicates.ts";

const inD0 = is("power", "D0");

/** LIVE-4, for a device that runs and is in D0. */
export const availableIsUsedInD0 = (scope: Scope): readonly Property[] =>
  availableIsUsed(scope).map((property) => ({
    ...property,
    claim: "every available buffer is eventually used while the device runs and is in D0",
    from: both(property.from, inD0),
    to: either(property.to, not(inD0)),
  }));

/** SAFE-1, for a stop by power state. */
export const sleepingDeviceIsSilent: Property = {
  name: "sleepingDeviceIsSilent",
  id: "SAFE-1",
  claim: "a device that its driver has put into D3hot touches no virtqueue",
  restsOn: ["PM-9d"],
  kind: "step",
  never: {
    before: is("driver", "poweredDown", "suspendedInD3hot"),
    event: event(deviceAccesses),
  },
  witness: { before: is("driver", "poweredDown", "suspendedInD3hot") },
  memory: { cannotShow: "the power state of a function is not in guest memory" },
};

/** FF has DEVICE_NEEDS_RESET in it, and every other bit. */
export const onlyABrokenDeviceIsGivenUp: Property = {
  name: "onlyABrokenDeviceIsGivenUp",
  claim: "a driver gives its device up only if the device has set DEVICE_NEEDS_RESET",
  restsOn: [],
  kind: "invariant",
  holds: not(both(is("driver", "broken"), not(is("status", "needsReset", "resetting", "reset")))),
  witness: { before: is("driver", "suspended") },
  memory: { cannotShow: "the status is a register, not memory" },
};

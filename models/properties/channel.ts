/** Claims about a device on CCW, whose status is written by channel commands. */
import type { Property } from "../../checker/types/index.ts";
import { BOTH } from "../status-values.ts";
import { differ, event, is } from "./predicates.ts";

/** B40, as a claim about every command. */
export const aCommandSetsWhatWasWritten: Property = {
  name: "aCommandSetsWhatWasWritten",
  claim: "a channel command that ends with success leaves the status with the value written",
  restsOn: ["B40a", "B40b"],
  kind: "step",
  never: {
    before: differ(["channel", "value"], ["status", "shows"]),
    event: event(["channel.endsCommand"], { outcome: "done" }),
  },
  witness: { event: event(["channel.endsCommand"], { outcome: "done" }) },
  memory: { cannotShow: "the status is no memory" },
};

/** LIVE-1, where a device may refuse. */
export const noRequestToSuspendIsRejected: Property = {
  name: "noRequestToSuspendIsRejected",
  id: "LIVE-1",
  claim: "a device does not reject the request to suspend that it is obliged to follow",
  restsOn: ["S-14"],
  kind: "step",
  never: {
    before: is("driver", "suspendRequested"),
    event: event(["channel.endsCommand"], { outcome: "rejected" }),
  },
  witness: { event: event(["driver.writesStatus"], { value: BOTH }) },
  memory: { cannotShow: "the status is no memory" },
};

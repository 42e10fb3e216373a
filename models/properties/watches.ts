/**
 * SHOULDs, and the step by which a behaviour does not follow each. A trace names
 * every one of the text's SHOULDs that it does not follow.
 */
import type { Predicate, Reading, Watch } from "../../checker/types.ts";
import { type Scope, upTo } from "../scope.ts";
import { BOTH } from "../status-values.ts";
import { either, event, has, is } from "./predicates.ts";

const inFlight = (scope: Scope): Predicate =>
  either(
    ...upTo(scope.queues).map((q) =>
      has(`queue${q}`, "inFlight", (list) => Array.isArray(list) && list.length > 0),
    ),
  );

const owesInterrupt = (scope: Scope): Predicate =>
  either(
    ...upTo(scope.queues).map((q) =>
      is(`interrupt${q}`, "owed", "underWayAndOwed", "atCpuAndOwed"),
    ),
  );

export function watches(scope: Scope, reading: Reading): readonly Watch[] {
  const presents = event(["device.presentsSuspended"]);
  const v2 = !reading.textHeld;
  const interrupts: readonly Watch[] = [
    {
      clause: v2 ? "V2-8c" : "S-16c",
      notFollowedBy: { before: owesInterrupt(scope), event: presents },
    },
  ];
  return [
    {
      clause: v2 ? "V2-8a" : "S-16a",
      notFollowedBy: { before: is("status", "suspending.consuming"), event: presents },
    },
    {
      clause: v2 ? "V2-8b" : "S-16b",
      notFollowedBy: { before: inFlight(scope), event: presents },
    },
    ...interrupts,
    v2
      ? {
          clause: "V2-1",
          notFollowedBy: {
            before: is("status", "suspended"),
            event: event(["driver.writesQueueReset"]),
          },
        }
      : {
          clause: "S-3a",
          notFollowedBy: {
            before: {
              is: "and",
              all: [is("driver", "suspendRequested"), is("status", "suspended")],
            },
            event: event(["driver.writesStatus"], { value: BOTH }),
          },
        },
  ];
}

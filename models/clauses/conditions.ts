/** Conditions and rules that clauses of several texts share. */
import type { EventSet, Rule } from "../../checker/types/index.ts";
import { KEEPS_VECTOR } from "../events/answers.ts";
import { anyOf, during, forbids, ifRead, those, whenIts, where } from "../rules.ts";

/** A mode command that stops the device is answered, and it was done. */
export const stopIsDone = those("device.completesCommand", {
  mode: ["stopped", "frozen"],
  outcome: ["done", "obeyed"],
});

/** Of a virtqueue that is being reset no text asks that its buffers be used. */
const isProcessing = whenIts(
  "queue",
  "while a buffer was fetched and not used",
  ({ value, context }) => value !== "resetting" && context.inFlight.length > 0,
);

/** Not before every buffer in process has been used. In a receive queue a buffer is
 *  fetched before there is anything to put into it; whether it is then in process is a
 *  matter of reading. */
export const notBeforeAllIsUsed = (events: string | EventSet): readonly Rule[] => [
  where("where no packets come", ({ packets }) => packets === 0, forbids(events, isProcessing)),
  where(
    "where packets come",
    ({ packets }) => packets > 0,
    ifRead("parked-buffers", "waited-for", forbids(events, isProcessing)),
  ),
];

/** Not before every used buffer has been told of. */
export const isOwedInterrupt = whenIts(
  "interrupt",
  "while a used buffer notification is owed",
  ({ value }) => /owed/i.test(value),
);

/** A reset of the device leaves its configuration without a vector. */
export const keepsNoVector: Exclude<Rule, { readonly rule: "none" }> = forbids(
  those("device.completesReset", { mapping: KEEPS_VECTOR }),
  anyOf("vector"),
);

/** 0 was written to QueueReady, and the device has not acted on it. */
export const isNotHeeded = during("ready", "ignoring", "deferred");
export const readsReady = (value: number): EventSet => those("driver.readsQueueReady", { value });

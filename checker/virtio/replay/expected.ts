/**
 * Which invariants of the kernel a step of the model breaks: no more, no less.
 *
 * The model's side is read off its local states; the kernel's is found by bytes,
 * owners and gates. A finding that the model does not know of is a mismatch, and
 * so is one that the kernel does not have.
 */

import type { Lookup } from "../../trace/walk.ts";
import type { LocalState, ModelEvent } from "../../types/index.ts";
import type { InvariantName } from "../ring/invariants.ts";

/** Events at which the device reads or writes the memory of virtqueue `q`. An
 *  interrupt is one: the device looks at avail.flags first. */
const touches = [
  "device.fetches",
  "device.findsNothing",
  "device.mishandlesKick",
  "device.uses",
  "device.interrupts",
  "payload.lands",
];
const handsOver = ["hypervisor.finishes", "hypervisor.switches"];

/** Between having read that the device is stopped and letting it go. */
const reliesOnStop = [
  "stopped",
  "freezingWaiting",
  "frozen",
  "settled",
  "savingQueues",
  "copying",
  "saved",
  "there",
  "stoppingThereWaiting",
  "restoring",
  "queuesRestored",
  "statusRestored",
];

/** @param adrift whether the device stands where it does not belong: then the ring says
 *   what a second use breaks. */
export function expectedFindings(
  event: ModelEvent,
  was: Lookup,
  adrift = false,
): readonly InvariantName[] {
  const found: InvariantName[] = [];
  if (touches.includes(event.type)) {
    const gate = gateOf(was);
    if (gate !== null) found.push(gate);
    const released = was(`driverQueue${event.q}`)?.value === "released";
    const isReset = queueIsReset(event, was) && gate !== "resetDeviceIsSilent";
    if (isReset && (!released || event.type === "device.interrupts"))
      found.push("resetQueueIsSilent");
    if (released) found.push("noDeviceAccessAfterRelease");
    else if (!adrift && usesAgain(event, was)) found.push("deviceTouchesOnlyShared", "usedOnce");
  }
  if (handsOver.includes(event.type) && isBehind(was)) found.push("lastCopyIsComplete");
  return found;
}

/** The registers say that the virtqueue was reset. */
const queueIsReset = ({ q }: ModelEvent, was: Lookup): boolean =>
  ["reset", "usedAfterReset"].includes(was(`queue${q}`)?.value ?? "");

/**
 * Whether the device stands where it does not belong in the used ring of virtqueue
 * `q`: it was restored, and had gone on after its position was saved. What it does then
 * the model leaves open; the ring says what breaks.
 */
export function isAdrift(q: number, is: Lookup): boolean {
  const queue = is(`queue${q}`);
  if (queue === undefined || ["disabled", "unplaced", "misplaced"].includes(queue.value))
    return false;
  return queue.context.nextUsed !== is(`ring${q}`)?.context.usedIdx;
}

/** The copy does not hold what memory holds. */
const isBehind = (was: Lookup): boolean =>
  was("dirtyLog")?.value === "written" ||
  ["page0", "page1"].some((page) => was(page)?.context.differs === true);

/** A buffer that the device was restored to fetch once more, and that it has used. */
function usesAgain({ type, q, b }: ModelEvent, was: Lookup): boolean {
  const owner = was(`buffer${q}.${b}`)?.value;
  const inTurn = was(`queue${q}`)?.context.nextUsed === was(`ring${q}`)?.context.usedIdx;
  return type === "device.uses" && inTurn && (owner === "driver" || owner === "used");
}

/** What is broken by any access of the device now. */
function gateOf(was: Lookup): InvariantName | null {
  const saves = was("savedStatus") !== undefined;
  const stopped = reliesOnStop.includes(was("hypervisor")?.value ?? "");
  if (saves && stopped) return "stoppedDeviceIsSilent";
  const status = was("status")?.value;
  if (status === "suspended" || seesSuspended(was("driver"))) return "suspendedDeviceIsSilent";
  if (status === "reset") return "resetDeviceIsSilent";
  const settingUp = ["acknowledged", "driverFound", "featuresAccepted"];
  return settingUp.includes(status ?? "") ? "nothingBeforeDriverOk" : null;
}

/** A driver that has read SUSPEND, also while it resets a virtqueue meanwhile. */
function seesSuspended(driver: LocalState | undefined): boolean {
  if (driver === undefined) return false;
  if (driver.value === "suspended") return true;
  return /^queue/.test(driver.value) && driver.context.whileSuspended === true;
}

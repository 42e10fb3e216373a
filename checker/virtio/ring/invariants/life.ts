/** Of resets, set-up, status, stops and restores of a whole device or queue. */
import { CONTENT, type Entry, entry } from "./entry.ts";

export const life = {
  resetForgetsEverything: entry(
    [22],
    "MUST",
    `${CONTENT}, Device Reset, device`,
    "Once status reads 0 the device holds no buffer, no index and no feature.",
  ),
  resetDeviceIsSilent: entry(
    [22],
    "MUST NOT",
    `${CONTENT}, Device Reset, device`,
    "A device whose status reads 0 touches no queue and sends no notification.",
  ),
  resetQueueIsSilent: entry(
    [23],
    "MUST NOT",
    `${CONTENT}, Virtqueue Reset, device`,
    "A queue that is reset or not enabled is not touched, and no notification is sent for it.",
  ),
  reenabledQueueStartsEmpty: entry(
    [24],
    "MUST",
    `${CONTENT}, Virtqueue Reset, device; Virtqueue Re-enable`,
    "After a queue reset both cursors are 0 and nothing is in flight.",
  ),
  queueConfigFixed: entry(
    [25],
    "MUST",
    `transport-pci.tex, Common configuration structure layout, driver`,
    "Size and addresses of a queue do not change while it is enabled.",
  ),
  statusOnlyGrows: entry(
    [26],
    "MUST NOT",
    `${CONTENT}, Device Status Field, driver; Device Initialization, driver`,
    "Status bits are set in order and cleared only by reset or by the device's own suspend and resume.",
  ),
  featuresWithinOffer: entry(
    [26],
    "MUST NOT",
    `${CONTENT}, Feature Bits, driver; Device Initialization, device`,
    "FEATURES_OK is presented only for a subset of the features that were offered.",
  ),
  nothingBeforeDriverOk: entry(
    [27],
    "MUST NOT",
    `${CONTENT}, Device Status Field, device`,
    "Before DRIVER_OK no buffer is consumed and no used notification is sent.",
  ),
  suspendedDeviceIsSilent: entry(
    [28],
    "MUST NOT",
    `${CONTENT}, Device Suspend, device`,
    "A suspended device touches no virtqueue and sends no notification; that it leaves buffers alone too is a reading, which this kernel takes.",
  ),
  stoppedDeviceIsSilent: entry(
    [28],
    "MUST NOT",
    `admin-cmds-device-parts.tex, Device parts, device`,
    "A stopped device touches no virtqueue memory and sends no notification.",
  ),
  stopLosesNothing: entry(
    [28],
    "desc",
    `${CONTENT}, Device Suspend`,
    "What arrives while the device is stopped is found when it runs again.",
  ),
  restoreKeepsFuture: entry(
    [29],
    "desc",
    `admin-cmds-device-parts.tex, Device parts`,
    "A restored device goes on where the saved one was: nothing is used twice, nothing is lost.",
  ),
  configChangeSignalled: entry(
    [30],
    "MUST",
    `transport-pci.tex, Common configuration structure layout, device; ${CONTENT}, Notification of Device Configuration Changes`,
    "A changed configuration shows a changed generation and is notified.",
  ),
  absentQueueHarmless: entry(
    [31],
    "desc",
    "transport-pci.tex, Common configuration structure layout",
    "A notification or access for a queue that does not exist changes nothing.",
  ),
} as const satisfies Record<string, Entry>;

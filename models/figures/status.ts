/** The device status as a figure: content.tex, Device Status Field and Device Suspend. */
import type { Figure, LocalState, ModelEvent } from "../../checker/types/index.ts";
import { type Scope, smallScope } from "../scope.ts";
import { bitsOf, DRIVER_OK, has, hex, NEEDS_RESET, RESET, SUSPEND } from "../status-values.ts";
import { compose } from "../system.ts";

const shown = ({ context }: LocalState): number => Number(context.shows);

/** `SUSPEND = 1, DRIVER_OK = 0`, the two bits that a device changes itself. */
const suspendBits = (value: number): string =>
  `SUSPEND = ${(value & SUSPEND) === 0 ? 0 : 1}, DRIVER_OK = ${(value & DRIVER_OK) === 0 ? 0 : 1}`;

/** A status write in words: the bits that it sets, and a bit that it clears. */
export function writeInWords(who: string, value: number, before: number): string {
  if (value === RESET) return `${who} writes 0`;
  const set = bitsOf(value & ~before);
  const cleared = bitsOf(before & ~value);
  const clears = cleared.length === 0 ? [] : [`clears ${cleared.join(", ")}`];
  const sets = set.length === 0 ? [] : [`sets ${set.join(", ")}`];
  return [who, [...clears, ...sets].join(", ") || `writes ${hex(value)}h again`].join(" ");
}

function words(event: ModelEvent, from: LocalState): string | null {
  const value = Number(event.value);
  switch (event.type) {
    case "driver.writesStatus":
      return writeInWords("driver", value, shown(from));
    case "hypervisor.writesStatus":
      return writeInWords("hypervisor", value, shown(from));
    case "hypervisor.restoresStatus":
      return `hypervisor restores ${hex(value)}h`;
    case "device.presentsSuspended":
      return `device presents ${value === RESET ? "0" : suspendBits(value)}`;
    case "device.presentsResumed":
      return "device presents SUSPEND = 0, DRIVER_OK = 1";
    case "device.completesReset":
      return "device presents 0";
    case "device.fails":
      return event.shows === "nothing"
        ? "device fails and shows nothing"
        : "device sets DEVICE_NEEDS_RESET";
    case "device.mishandlesKick":
      return "device breaks on a kick";
    case "device.losesState":
      return "device loses its state";
    default:
      return event.type.replace(".", " ");
  }
}

/** More bytes than that are not listed. */
const MOST = 2;

/** What a byte says that no earlier state says. */
function told(value: number): string {
  if (has(value, NEEDS_RESET)) return "DEVICE_NEEDS_RESET";
  if (!has(value, SUSPEND)) return bitsOf(value).at(-1) ?? "";
  return has(value, DRIVER_OK) ? "SUSPEND, DRIVER_OK" : "SUSPEND, no DRIVER_OK";
}

/** A life from reset to reset, and one suspend in it. */
export const oneLife: Scope = {
  ...smallScope,
  starts: "reset",
  buffers: 1,
  ring: 1,
  suspends: 1,
  resets: 1,
};

export const statusFigure: Figure<Scope> = {
  name: "status",
  title: "Device status from reset to suspended and back",
  machine: "status",
  scope: { ...oneLife, failures: 1 },
  system: (scope) => compose("figure-status", scope, ["control", "dataPath"]),
  nodes: {
    reset: { says: "reset", at: [0, 0], phase: "initialization" },
    acknowledged: { says: "device noticed", at: [1, 0], phase: "initialization" },
    driverFound: { says: "driver found", at: [2, 0], phase: "initialization" },
    featuresAccepted: { says: "features accepted", at: [2, 1], phase: "initialization" },
    running: { says: "running", at: [1, 2], phase: "live" },
    suspending: { says: "suspending", at: [2, 3], phase: "live" },
    suspended: { says: "suspended", at: [1, 4], phase: "live" },
    resuming: { says: "resuming", at: [0, 3], phase: "live" },
    needsReset: { says: "broken", at: [1, 3], phase: "live" },
    resetting: { says: "resetting", at: [0, 1], phase: "being reset" },
    notLive: { says: "suspending, not live", at: [2, 4], phase: "initialization" },
    resettingLate: { says: "resetting, suspending", at: [0, 2], phase: "being reset" },
    resetLate: { says: "reset, suspending", at: [0, 4], phase: "being reset" },
  },
  nodeOf: ({ value }) => {
    const [first = "", second] = value.split(".");
    return second === "notLive" ? second : first;
  },
  shows: (states) => {
    const values = [...new Set(states.map(shown))].sort((a, b) => a - b);
    // Most bytes would not fit: whatever it was before the reset stands there until it is over.
    if (values.length > MOST) return "as before";
    const says = [...new Set(values.map(told))].join(" or ");
    return `${says}${says === "" ? "" : " "}(${values.map((value) => `${hex(value)}h`).join(", ")})`;
  },
  words,
  any: [1, 1],
  notes: [
    "What a read returns while a device suspends or resumes is not said; drawn is the byte " +
      "from before.",
    "The driver of this model resets no device that it still initializes; the text lets it.",
  ],
};

/**
 * What the text leaves open about interrupt lines and vectors: what sets a bit of the
 * interrupt status, what becomes of one that is set when the device suspends, who may
 * clear it then, and what is left of either at a destination.
 */
import type { Interpretation } from "../../checker/types/index.ts";
import { hasSetSuspend } from "../accesses.ts";
import { clearsAsEver, lineNeedNotFollow, needNotClear, toAcknowledge } from "../clauses/lines.ts";
import { anyOf, during, excepts, forbids, on, those, whenIts } from "../rules.ts";

/** A driver clears what it has handled, also once it has set SUSPEND. */
const leavesNone = [
  forbids("driver.leavesInterrupt"),
  forbids("driver.leavesInterrupt", during("driver", ...hasSetSuspend)),
];
const anyStatus = anyOf("interruptStatus");
/** A bit is not set in this way; what is owed before it follows. */
const bitIsNotSet = (bit: string) =>
  forbids([those("device.uses", { bit }), those("environment.changesConfig", { bit })], anyStatus);
const without = (...isr: readonly string[]) =>
  forbids(those("hypervisor.switches", { isr }), anyStatus);
const vmmInterruptsNotBy = (by: string) =>
  forbids(those("hypervisor.notifiesConfig", { by }), anyStatus);

const vectorIsNotMapped = forbids(
  those("hypervisor.restoresStatus", { vector: "mapped" }),
  anyOf("vector"),
);
const vectorIsMapped = forbids(
  those("hypervisor.restoresStatus", { vector: "none" }),
  whenIts("vector", "while one was saved", ({ context }) => context.saved),
);

export const interrupts: readonly Interpretation[] = [
  {
    id: "level-event",
    party: "text",
    question: "From which event on is a bit of the interrupt status set (B39)?",
    choices: {
      notification: {
        means: "from the notification, as the bit is called: S-12 and S-13 say when that is",
        sentence:
          "A bit of InterruptStatus MUST be set when a notification is sent, and not before.",
        place: "transport-mmio.tex, MMIO Device Register Layout, device",
        rules: [bitIsNotSet("at once")],
      },
      "what-it-tells-of": {
        means: "from the use of a buffer or the change itself, also while suspended",
        rules: [bitIsNotSet("later")],
      },
    },
  },
  {
    id: "held-level-while-suspended",
    party: "text",
    question: "Is a line that stays asserted a notification sent while suspended (S-11a, S-12)?",
    choices: {
      stays: { means: "no: it was sent when the bit was set, and B39 keeps the bit" },
      "held-back": {
        means: "yes: the bit stays, and the line is low until the device runs again",
        sentence: "A suspended device MUST NOT assert its interrupt line before it resumes.",
        rules: lineNeedNotFollow,
      },
      "waited-for": {
        means: "yes: the device is not suspended before the driver has acknowledged all",
        sentence: "A device MUST NOT present SUSPEND while a bit of its interrupt status is set.",
      },
    },
  },
  {
    id: "acknowledge-while-suspended",
    party: "text",
    question:
      "Is InterruptACK, or a read that clears the ISR status, in the Configuration Space of " +
      "S-7, S-10 and S-11c?",
    choices: {
      taken: {
        means: "no: the driver acknowledges, and the bit is cleared",
        sentence: "A suspended device MUST clear the bits that the driver acknowledges.",
        rules: [clearsAsEver, ...leavesNone],
      },
      left: {
        means: "yes: the driver does not acknowledge once it has set SUSPEND (S-7)",
        rules: [clearsAsEver, on("mmio", excepts("B72c", "driver.leavesInterrupt", toAcknowledge))],
      },
      ignored: {
        means: "for the device: the driver acknowledges, and the bit stays (S-10, S-11c)",
        rules: [...leavesNone, ...needNotClear],
      },
    },
  },
  {
    id: "interrupt-is-handled",
    party: "driver",
    question: "When has a driver finished handling an interrupt, so that it acknowledges (B72c)?",
    choices: {
      noted: {
        means: "when it has noted the cause: it looks afterwards, as Linux does",
        sentence: "The driver MUST acknowledge an interrupt before it looks at what caused it.",
        place: "transport-mmio.tex, Notifications From The Device, driver",
      },
      "looked-at": { means: "when it has looked at rings and configuration" },
    },
  },
  {
    id: "interrupt-status-after-restore",
    party: "vmm",
    question: "What does the interrupt status of a restored device hold?",
    choices: {
      zero: {
        means: "nothing: no part holds it (P-26), and no register access sets it",
        rules: [without("line alone", "restored"), vmmInterruptsNotBy("bit")],
      },
      "line-alone": {
        means: "nothing, but the VMM interrupts the guest once",
        rules: [without("zero", "restored"), vmmInterruptsNotBy("bit")],
      },
      restored: {
        means: "what it held: the VMM sets it, as one that is the device itself may do",
        sentence: "A device part MUST hold the interrupt status.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [without("zero", "line alone"), vmmInterruptsNotBy("line")],
      },
    },
  },
  {
    id: "config-vector-after-restore",
    party: "vmm",
    question: "Which MSI-X vector has the configuration of a restored device (P-20)?",
    choices: {
      "not-applied": {
        means: "none: the part of the common configuration is checked, and not applied",
        rules: [vectorIsNotMapped],
      },
      applied: {
        means: "the one saved: P-20b is about fields that are read-only",
        sentence: "A device MUST apply the fields of PCI_COMMON_CFG that a driver writes.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [vectorIsMapped],
      },
      "vmm-writes-it": {
        means: "the one saved: the VMM writes config_msix_vector itself",
        rules: [vectorIsMapped],
      },
    },
  },
];

/**
 * Rules about interrupt lines, and the register behind them, that clauses of several
 * chapters share.
 */
import type { Rule } from "../../checker/types/index.ts";
import { HELD_LOW, IGNORED, KEPT, NO_BIT } from "../events/answers.ts";
import { anyOf, during, excepts, forbids, ifRead, those, whenIts } from "../rules.ts";
import { SUSPENDED } from "../status-values.ts";

type Bounded = Exclude<Rule, { readonly rule: "none" }>;

/** What the driver has read of the interrupt status and not acknowledged yet. */
export const toAcknowledge = whenIts(
  "handler",
  "while it has an interrupt to acknowledge",
  ({ context }) => context.read !== 0,
);

/** A notification whose line is asserted with no bit behind it. */
export const withoutBit = (...events: readonly string[]): Bounded =>
  forbids(
    events.map((type) => those(type, { sets: NO_BIT })),
    anyOf("interruptStatus"),
  );
export const ofConfig = ["device.notifiesConfig", "device.notifiesConfigLate"];
export const noLineWithoutBit = withoutBit("device.interrupts", ...ofConfig);

const beingSuspended = (line: string) => [
  those("device.presentsSuspended", { line }),
  those("hypervisor.restoresStatus", { value: SUSPENDED, line }),
];

/** A suspended device asserts its line while a bit is set: to be asserted is not to send. */
export const lineFollowsBits: Bounded = forbids(beingSuspended(HELD_LOW), anyOf("interruptStatus"));

/** Who holds the line low while suspended departs from each that has it follow the bits. */
export const lineNeedNotFollow: readonly Bounded[] = ["B72a", "B73a"].map((id) =>
  excepts(id, beingSuspended(HELD_LOW), anyOf("interruptStatus")),
);

/** To be asserted is to send: a suspended device holds its line low, or it waits until the
 *  driver has acknowledged what would assert it. */
export const lineIsLow = (bit: number): readonly Bounded[] => [
  ifRead(
    "held-level-while-suspended",
    "held-back",
    forbids(beingSuspended(""), anyOf("interruptStatus")),
  ),
  ifRead(
    "held-level-while-suspended",
    "waited-for",
    forbids(
      "device.presentsSuspended",
      whenIts(
        "interruptStatus",
        "while the bit is set and the device not yet suspended",
        ({ value, context }) => ["live", "stale"].includes(value) && (context.bits & bit) !== 0,
      ),
    ),
  ),
];

const suspended = ["suspended", "heldBack"];

/** Where InterruptACK is in the Configuration Space of a device, as the clause reads. */
export const acknowledgedInVain: Bounded = ifRead(
  "acknowledge-while-suspended",
  "ignored",
  forbids(
    those("driver.acknowledges", { clears: "" }),
    whenIts(
      "interruptStatus",
      "while it is suspended and has the bits",
      ({ value, context }, { bits }) => suspended.includes(value) && (context.bits & bits) !== 0,
    ),
  ),
);

/** The same of the ISR status, which a read clears. */
export const readInVain: Bounded = ifRead(
  "acknowledge-while-suspended",
  "ignored",
  forbids(
    those("driver.readsInterruptStatus", { clears: "" }),
    whenIts(
      "interruptStatus",
      "while it is suspended and asserts its line",
      ({ value, context }) => suspended.includes(value) && (context.bits !== 0 || context.pulled),
    ),
  ),
);

const inVain = [
  those("driver.acknowledges", { clears: IGNORED }),
  those("driver.readsInterruptStatus", { clears: KEPT }),
];

/** A suspended device does as it does when it runs. */
export const clearsAsEver: Bounded = forbids(inVain, during("interruptStatus", ...suspended));

/** Who keeps the bits departs from each that has them cleared. */
export const needNotClear: readonly Bounded[] = ["B37c", "B39"].map((id) =>
  excepts(id, inVain, during("interruptStatus", ...suspended)),
);

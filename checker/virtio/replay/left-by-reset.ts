/** What the reset of a virtqueue leaves of a device that was to forget everything. */
import { add16 } from "../ring/arithmetic.ts";
import type { SplitDeviceState } from "../ring/split-device.ts";

/** Whether the device stands where it did, and whether it owes what it owed. */
export interface KeptByReset {
  readonly stands: boolean;
  readonly owes: boolean;
}

export const nothingKept: KeptByReset = { stands: false, owes: false };

/**
 * The cursors of a device whose virtqueue was reset.
 * @param at where it stood: `nextAvail` and `nextUsed`, as indices of the ring
 */
export function leftByReset(
  at: { readonly nextAvail: number; readonly nextUsed: number },
  { stands, owes }: KeptByReset,
): Pick<SplitDeviceState, "nextAvail" | "nextUsed" | "signalledAt"> {
  const { nextAvail, nextUsed } = stands ? at : { nextAvail: 0, nextUsed: 0 };
  // One entry before the next one: what the driver has not been told of.
  return { nextAvail, nextUsed, signalledAt: owes ? add16(nextUsed, 0xffff) : nextUsed };
}

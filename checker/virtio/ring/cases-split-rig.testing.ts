import { casesOn, type SplitRig } from "./cases-rig.testing.ts";
import { segmentsAt, splitRig } from "./rig.testing.ts";

/** A case on a fresh ring of four. */
export const on = casesOn("split", splitRig, 4);

/** Exposes one chain after bytes of its descriptors were changed. */
export function exposeChanged(
  rig: SplitRig,
  segments: number,
  change: () => void,
  table?: number,
): void {
  const head = rig.driver.writeDescriptors(
    segmentsAt(0, segments, 0),
    table === undefined ? undefined : { address: table },
  );
  change();
  rig.driver.writeAvailEntry(head ?? 0);
  rig.driver.barrier();
  rig.driver.publishAvailIdx();
  rig.device.fetch();
}

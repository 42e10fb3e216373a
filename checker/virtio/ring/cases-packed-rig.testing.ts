import { casesOn, type PackedRig } from "./cases-rig.testing.ts";
import { packedRig, segmentsAt } from "./rig.testing.ts";

/** A case on a fresh ring of three. */
export const on = casesOn("packed", packedRig, 3);

/** Exposes one list after bytes of its descriptors were changed. */
export function exposeChanged(
  rig: PackedRig,
  segments: number,
  change: () => void,
  table?: number,
): void {
  rig.driver.writeDescriptors(
    segmentsAt(0, segments, 0),
    table === undefined ? undefined : { address: table },
  );
  change();
  rig.driver.barrier();
  rig.driver.publish();
  rig.device.fetch();
}

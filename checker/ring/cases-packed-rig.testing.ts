import type { PointCase } from "./points.testing.ts";
import { BUFFERS, packedRig, segmentsAt } from "./rig.testing.ts";

export type Rig = ReturnType<typeof packedRig>;
type Features = Parameters<typeof packedRig>[1];

export const TABLE = BUFFERS + 0x1000;

/** A case on a fresh ring of three. */
export function on(
  point: number,
  claim: string,
  mutation: string,
  breaks: PointCase["breaks"],
  body: (rig: Rig, wrong: boolean) => void,
  features: Features = {},
  size = 3,
): PointCase {
  return {
    point,
    format: "packed",
    claim,
    mutation,
    breaks,
    run: (wrong) => {
      const rig = packedRig(size, features);
      body(rig, wrong);
      return rig.memory;
    },
  };
}

/** Exposes one list after bytes of its descriptors were changed. */
export function exposeChanged(
  rig: Rig,
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

/** Adds and fetches `count` buffers of 8 writable bytes. */
export function hold(rig: Rig, count: number): readonly number[] {
  for (let i = 0; i < count; i++) {
    rig.driver.add(segmentsAt(i, 0, 1));
    rig.device.fetch();
  }
  return rig.device.inFlight;
}

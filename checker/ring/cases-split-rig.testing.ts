import type { PointCase } from "./points.testing.ts";
import { BUFFERS, segmentsAt, splitRig } from "./rig.testing.ts";

export type Rig = ReturnType<typeof splitRig>;
type Features = Parameters<typeof splitRig>[1];

export const TABLE = BUFFERS + 0x1000;

/** A case on a fresh queue of four. */
export function on(
  point: number,
  claim: string,
  mutation: string,
  breaks: PointCase["breaks"],
  body: (rig: Rig, wrong: boolean) => void,
  features: Features = {},
  size = 4,
): PointCase {
  return {
    point,
    format: "split",
    claim,
    mutation,
    breaks,
    run: (wrong) => {
      const rig = splitRig(size, features);
      body(rig, wrong);
      return rig.memory;
    },
  };
}

/** Exposes one chain after bytes of its descriptors were changed. */
export function exposeChanged(
  rig: Rig,
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

/** Adds and fetches `count` buffers of 8 writable bytes. */
export function hold(rig: Rig, count: number): readonly number[] {
  for (let i = 0; i < count; i++) {
    rig.driver.add(segmentsAt(i, 0, 1));
    rig.device.fetch();
  }
  return rig.device.inFlight;
}

/** Cases on a fresh ring, and those of them that read the same in both formats. */
import { descAt, type RingFeatures } from "./layout.ts";
import type { PointCase } from "./points.testing.ts";
import { BUFFERS, type packedRig, segmentsAt, type splitRig } from "./rig.testing.ts";

export const TABLE = BUFFERS + 0x1000;

export type SplitRig = ReturnType<typeof splitRig>;
export type PackedRig = ReturnType<typeof packedRig>;
type Rig = SplitRig | PackedRig;

type On<R> = (
  point: number,
  claim: string,
  mutation: string,
  breaks: PointCase["breaks"],
  body: (rig: R, wrong: boolean) => void,
  features?: Partial<RingFeatures>,
  size?: number,
) => PointCase;

/** Exposes one buffer after bytes of its descriptors were changed. */
type ExposeChanged<R> = (rig: R, segments: number, change: () => void, table?: number) => void;

/** Makes cases of a format, each on a ring of `usual` entries unless it names a size. */
export function casesOn<R extends Rig>(
  format: "split" | "packed",
  rigOf: (size: number, features: Partial<RingFeatures>) => R,
  usual: number,
): On<R> {
  return (point, claim, mutation, breaks, body, features = {}, size = usual) => ({
    point,
    format,
    claim,
    mutation,
    breaks,
    run: (wrong) => {
      const rig = rigOf(size, features);
      body(rig, wrong);
      return rig.memory;
    },
  });
}

/** Adds and fetches `count` buffers of 8 writable bytes. */
export function hold(rig: Rig, count: number): readonly number[] {
  for (let i = 0; i < count; i++) {
    rig.driver.add(segmentsAt(i, 0, 1));
    rig.device.fetch();
  }
  return rig.device.inFlight;
}

/** Point 8: the elements of a buffer. */
export const elementCases = <R extends Rig>(on: On<R>): readonly PointCase[] => [
  on(
    8,
    "readable elements come first",
    "a writable one comes before",
    "readableBeforeWritable",
    (rig, wrong) => {
      const segments = segmentsAt(0, 1, 1);
      rig.driver.add(wrong ? segments.reverse() : segments);
      rig.device.fetch();
    },
  ),
  on(8, "an element has a byte", "it has none", "elementsNotEmpty", (rig, wrong) => {
    rig.driver.add([{ address: BUFFERS, length: wrong ? 0 : 1, writable: false }]);
    rig.device.fetch();
  }),
];

/** Point 9: whether there may be a table, and its length. */
export const tableCases = <R extends Rig>(
  on: On<R>,
  exposeChanged: ExposeChanged<R>,
): readonly PointCase[] => [
  on(
    9,
    "an indirect table needs the feature",
    "the feature is missing",
    "indirectNegotiated",
    (rig, wrong) => {
      rig.driver.add(segmentsAt(0, 2, 0), wrong ? { address: TABLE } : undefined);
      rig.device.fetch();
    },
  ),
  on(
    9,
    "a table has whole entries",
    "it has 33 bytes",
    "indirectTableWhole",
    (rig, wrong) =>
      exposeChanged(
        rig,
        2,
        () => {
          if (wrong) rig.memory.write32(rig.driverSide, descAt(rig.config, 0) + 8, 33);
        },
        TABLE,
      ),
    { indirect: true },
  ),
];

/** Points 12 and 13: what was written before a buffer is used, and counted.
 *  @param publishing what the device writes last: `idx` */
export const payloadCases = <R extends Rig>(
  on: On<R>,
  publishing: string,
): readonly PointCase[] => [
  on(
    12,
    `the payload is written before the ${publishing}`,
    "4 bytes are claimed and none written",
    "payloadBeforeUsedIdx",
    (rig, wrong) => {
      const [first = 0] = hold(rig, 1);
      if (!wrong) rig.device.writePayload(first, new Uint8Array(4));
      rig.device.use(first, 4);
    },
  ),
  on(
    13,
    "of 100 bytes asked only the 8 that fit are counted",
    "all 100 are counted",
    "lengthWithinWritable",
    (rig, wrong) => {
      const [first = 0] = hold(rig, 1);
      const fits = rig.device.writePayload(first, new Uint8Array(100));
      rig.device.use(first, wrong ? 100 : fits);
    },
  ),
];

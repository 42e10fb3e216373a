/**
 * The V2 series of November 2023 with what its proposers said of it: a status bit
 * (V2-1 to V2-10), virtqueue state in registers (V2-11, V2-12), a facility for
 * dirty pages (V2-14), and a suspended device that is like one without power
 * (V2-15), so that a change from outside stays hidden until it is resumed.
 *
 * Only V2-1 is held word for word; V2-12 and V2-14 are recalled.
 */
import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";
import { sideBySide } from "./side-by-side.ts";
import { v2Reconstructed } from "./v2-reconstructed.ts";

export const contenderV2: Reading = sideBySide({
  ...change(v2Reconstructed, {
    name: "contender-v2",
    says: "the V2 series with what its proposers said of it",
    bind: ["V2-10a", "V2-15"],
    // No sentence of the series speaks against setting SUSPEND again.
    choose: {
      "config-change-while-suspended": "hidden",
      "driver-repeats-write": "from-a-stale-read",
    },
  }),
  text: "V2 series 2023-11-03; V2-1 verbatim, the rest reconstructed",
});

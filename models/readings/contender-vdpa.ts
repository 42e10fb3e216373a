/**
 * vDPA as Linux and QEMU drive it: the VMM suspends and resumes by ioctl (VD-1,
 * VD-3), and the state of a split queue is its available index (VD-7).
 *
 * The clauses are reconstructed from comments of the interface and from code. The
 * guest has no SUSPEND bit here; the text around (B*) is that of 1.4.
 */
import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";
import { idsFrom } from "./lists.ts";
import { sideBySide } from "./side-by-side.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

export const contenderVdpa: Reading = sideBySide({
  ...change(v14AsWritten, {
    name: "contender-vdpa",
    says: "vDPA suspend and resume by ioctl, with virtqueue state",
    bind: idsFrom("VD-"),
    without: idsFrom("S-", "P-"),
    choose: {
      "stopped-by": "mode-command",
      "position-while-stopped": "as-the-text-asks",
      "get-while-resetting": "after-it",
      "trapped-access-while-migrating": "deferred",
    },
  }),
  textHeld: false,
  text: "Linux vhost.h and vDPA code, reconstructed; base text 15f488c",
});

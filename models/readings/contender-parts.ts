/**
 * Device parts and the stop mode as merged for 1.4 (P-*): the owner stops the
 * device by a mode command and gets its parts. The same text has SUSPEND (S-*),
 * which is then the guest's own.
 */
import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";
import { sideBySide } from "./side-by-side.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

export const contenderParts: Reading = sideBySide({
  ...change(v14AsWritten, {
    name: "contender-parts",
    says: "virtio 1.4 device parts and stop mode; SUSPEND is the guest's own",
    choose: { "saved-position": "from-memory", "stopped-by": "mode-command" },
  }),
  text: "virtio-v1.4-cs01 15f488c, device parts, verbatim",
});

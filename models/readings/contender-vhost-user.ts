/**
 * vhost-user: a device is suspended while all of its rings are stopped (VU-1), and
 * the position of a ring is what stopping it returns. Kicks that arrive meanwhile
 * are kept (VU-2, a draft).
 *
 * The clauses are reconstructed from the protocol's text and a draft. The guest
 * has no SUSPEND bit here; the text around (B*) is that of 1.4.
 */
import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";
import { idsFrom } from "./lists.ts";
import { sideBySide } from "./side-by-side.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

export const contenderVhostUser: Reading = sideBySide({
  ...change(v14AsWritten, {
    name: "contender-vhost-user",
    says: "vhost-user: suspended while every ring is stopped",
    bind: idsFrom("VU-"),
    without: idsFrom("S-", "P-"),
    choose: {
      "stopped-by": "ring-stop",
      "get-while-resetting": "after-it",
      "trapped-access-while-migrating": "deferred",
    },
  }),
  textHeld: false,
  text: "vhost-user.rst, reconstructed; base text 15f488c",
});

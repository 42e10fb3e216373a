/**
 * Device modes and device context by administration commands, as proposed in
 * autumn 2023: the owner sets mode active, stop or freeze (AC-1, AC-4), reads and
 * writes a context (AC-2, AC-5) and records of what was written (AC-8).
 *
 * No text of the series is held: clauses come from code that names its commands,
 * from the vendor protocol before it, and from memory. The guest has no SUSPEND
 * bit here; the text around (B*) is that of 1.4.
 */
import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";
import { idsFrom } from "./lists.ts";
import { sideBySide } from "./side-by-side.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

export const contenderAdmin: Reading = sideBySide({
  ...change(v14AsWritten, {
    name: "contender-admin",
    says: "modes and context by admin command as proposed in 2023, as far as known",
    bind: idsFrom("AC-"),
    without: idsFrom("S-", "P-"),
    choose: { "stopped-by": "mode-command", "stop-mode": "freeze" },
  }),
  textHeld: false,
  text: "admin device migration 2023; no text held, from code and mails",
});

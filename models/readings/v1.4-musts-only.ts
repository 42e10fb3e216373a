/** Virtio 1.4 where nobody follows a SHOULD, a SHOULD NOT or a MAY of the text. */
import { change } from "./change.ts";
import { adviceOnly } from "./musts-only.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

export const v14MustsOnly = change(v14AsWritten, {
  name: "v1.4-musts-only",
  says: "virtio 1.4, only MUST, MUST NOT and description in force",
  free: adviceOnly,
});

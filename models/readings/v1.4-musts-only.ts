/** Virtio 1.4 where nobody follows a SHOULD, a SHOULD NOT or a MAY of the text. */
import { clauses } from "../clauses/all.ts";
import { change } from "./change.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

const advice = ["SHOULD", "SHOULD NOT", "MAY"];

export const v14MustsOnly = change(v14AsWritten, {
  name: "v1.4-musts-only",
  says: "virtio 1.4, only MUST, MUST NOT and description in force",
  free: clauses.filter((clause) => advice.includes(clause.level)).map((clause) => clause.id),
});

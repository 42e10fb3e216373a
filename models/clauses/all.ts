/**
 * Every clause that a reading can put in force, and the way to look one up.
 *
 * The order is that of the files: base (B1 to B67), V2 series (V2-1 to V2-17),
 * suspend in 1.4 (S-0 to S-16). A statement with several effects is split by
 * letters (S-16a, S-16b, S-16c); the number alone is then unknown.
 */
import type { Clause } from "../../checker/types.ts";
import { baseConfig } from "./base-config.ts";
import { baseNotifications } from "./base-notifications.ts";
import { baseQueues } from "./base-queues.ts";
import { baseRings } from "./base-rings.ts";
import { baseStatus } from "./base-status.ts";
import { suspend14 } from "./suspend-1.4.ts";
import { v2Series } from "./v2-series.ts";

export const clauses: readonly Clause[] = [
  ...baseStatus,
  ...baseQueues,
  ...baseConfig,
  ...baseRings,
  ...baseNotifications,
  ...v2Series,
  ...suspend14,
];

const byId = new Map(clauses.map((c) => [c.id, c]));

/** The clause of that id; throws one line that names the likely ids otherwise. */
export function clause(id: string): Clause {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`unknown clause "${id}": ${cure(id)}`);
  return found;
}

/** Ids differ from what people type mostly by case, hyphen and letter. */
function plain(id: string): string {
  return id.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

function withoutLetter(id: string): string {
  return plain(id).replace(/(?<=\d)[A-Z]$/, "");
}

function cure(id: string): string {
  const known = [...byId.keys()];
  const same = known.filter((other) => plain(other) === plain(id));
  const near = same.length > 0 ? same : known.filter((o) => withoutLetter(o) === withoutLetter(id));
  if (near.length > 1) return `it is split; name one of ${near.join(", ")}`;
  if (near.length === 1) return `did you mean ${near.join(", ")}?`;
  return "clauses are B1 to B67, V2-1 to V2-17 and S-0 to S-16, some with a letter";
}

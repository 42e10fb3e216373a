/**
 * Every clause that a reading can put in force, and the way to look one up.
 *
 * The order is that of the files: base and administration commands (B), the V2 series (V2-),
 * suspend in 1.4 (S-), the stop mode and device parts (P-), device modes (AC-), PCI power
 * management (PM-), what hypervisors drive (VD-, VU-, VF-). A statement with several effects
 * is split by letters (S-16a, S-16b, S-16c); the number alone is then unknown. A new clause
 * takes the next number of its list, which `clauses.test.ts` counts.
 */
import type { Clause } from "../../checker/types/index.ts";
import { adminCommands } from "./admin-commands.ts";
import { adminModes } from "./admin-modes.ts";
import { baseConfig } from "./base-config.ts";
import { baseInterrupts } from "./base-interrupts.ts";
import { baseNotifications } from "./base-notifications.ts";
import { baseQueues } from "./base-queues.ts";
import { baseRings } from "./base-rings.ts";
import { baseStatus } from "./base-status.ts";
import { deviceParts } from "./device-parts.ts";
import { pciPm } from "./pci-pm.ts";
import { stopMode } from "./stop-mode.ts";
import { suspend14 } from "./suspend-1.4.ts";
import { v2Series } from "./v2-series.ts";
import { vmmFlows } from "./vmm-flows.ts";

export const clauses: readonly Clause[] = [
  ...baseStatus,
  ...baseQueues,
  ...baseConfig,
  ...baseRings,
  ...baseNotifications,
  ...baseInterrupts,
  ...v2Series,
  ...suspend14,
  ...adminCommands,
  ...stopMode,
  ...deviceParts,
  ...adminModes,
  ...pciPm,
  ...vmmFlows,
];

/** The lists whose text is in virtio 1.4, by the letters that their ids begin with. */
const IN_1_4 = ["B", "S-", "P-"];

/** Whether the clause stands in virtio 1.4; the others are of proposals, of PCI or
 *  of what hypervisors drive. */
export const isIn14 = (id: string): boolean => IN_1_4.some((list) => id.startsWith(list));

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
  return `clauses are ${listed(known).join(", ")}, some with a letter`;
}

/** `B1 to B77` for each list. */
function listed(ids: readonly string[]): readonly string[] {
  const lists = new Map<string, number[]>();
  for (const id of ids) {
    const [, list = "", number = ""] = /^(.*?)(\d+)[a-z]?$/.exec(id) ?? [];
    lists.set(list, [...(lists.get(list) ?? []), Number(number)]);
  }
  return [...lists].map(
    ([list, numbers]) => `${list}${Math.min(...numbers)} to ${list}${Math.max(...numbers)}`,
  );
}

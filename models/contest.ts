/**
 * Every way to stop a device for a migration, held against the same claims.
 *
 * A contender is a reading, with a twin in which nobody follows advice. A row is a
 * claim; its home is one scenario of `scenarios/contest/`, which has one case for
 * each contender that the claim applies to, in that reading and in its twin, and
 * properties whose `id` is the row's. A trace that shows a cell is kept as
 * `contest/<row>-<head>`, in the twin as `<row>-<head>-musts`, in
 * small letters: `contest/safe-10-vhost-musts`.
 */
import type { Contender, Contest, ContestRow, NotApplicable } from "../checker/types/index.ts";

const contender = (reading: string, head: string, title: string): Contender => ({
  reading,
  mustsOnly: `${reading}-musts-only`,
  head,
  title,
});

const contenders: readonly Contender[] = [
  contender("contender-v2", "v2", "SUSPEND bit with virtqueue state in registers, V2 series"),
  contender("contender-admin", "admin", "modes by admin command: active, stop, freeze; 2023"),
  contender("contender-pm", "pm", "PCI power management: D0 and D3hot, No_Soft_Reset"),
  contender("contender-suspend", "s14", "virtio 1.4 SUSPEND alone, through the status register"),
  contender("contender-parts", "parts", "virtio 1.4 device parts and stop mode"),
  contender("contender-vdpa", "vdpa", "vDPA suspend and resume, virtqueue state by ioctl"),
  contender("contender-vhost-user", "vhost", "vhost-user: every ring stopped"),
  contender("contender-vfio", "vfio", "device parts as Linux's VFIO driver drives them"),
];

/** A row of each entry: id and name. */
const rowsOf = (scenario: string, names: Readonly<Record<string, string>>): readonly ContestRow[] =>
  Object.entries(names).map(([id, name]) => ({ id, name, scenario }));

const unordered: readonly ContestRow[] = [
  ...rowsOf("contest/migration", {
    "SAFE-1": "stopped is silent",
    "SAFE-10": "one consistent cut",
    "SAFE-11": "all memory is copied",
    "SAFE-15": "the stop lasts",
    "LIVE-7": "the migration ends",
    "LIVE-8": "no joint deadlock",
  }),
  ...rowsOf("contest/commands", { "SAFE-14": "commands are atomic" }),
  ...rowsOf("contest/peers", { "SAFE-16": "no change by a peer" }),
  ...rowsOf("contest/registers", {
    "SAFE-9": "status moves by rule",
    "SAFE-12": "config is coherent",
    "SAFE-13": "the gates are kept",
    "SAFE-17": "no resume by repeat",
    "LIVE-1": "suspend wait ends",
    "LIVE-2": "resume wait ends",
    "LIVE-3": "config change seen",
    "LIVE-5": "every wait ends",
    "LIVE-6": "a reset completes",
  }),
  ...rowsOf("contest/queue-reset", { "SAFE-8": "no use after release" }),
  ...rowsOf("contest/interrupts", { "SAFE-3": "no interrupt is owed" }),
  ...rowsOf("contest/rings", {
    "SAFE-2": "drained when stopped",
    "SAFE-4": "used exactly once",
    "SAFE-5": "indices in range",
    "SAFE-6": "the ring's order",
    "SAFE-7": "position is restored",
    "LIVE-4": "available gets used",
  }),
];

const inOrder = (prefix: string, count: number): readonly ContestRow[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`).flatMap((id) =>
    unordered.filter((row) => row.id === id),
  );

/** Why rows cannot be asked of a contender. */
const excused = (heads: string, rows: string, why: string): readonly NotApplicable[] =>
  heads.split(" ").flatMap((contender) => rows.split(" ").map((row) => ({ contender, row, why })));

const notApplicable: readonly NotApplicable[] = [
  ...excused(
    "vdpa vhost",
    "SAFE-16",
    "its doorbells go through the hypervisor, and no other device reaches them",
  ),
  ...excused(
    "admin vdpa vhost",
    "SAFE-13 SAFE-17 LIVE-1 LIVE-2",
    "the guest has no means of its own to stop its device; the owner's wait is LIVE-7",
  ),
  ...excused(
    "pm",
    "SAFE-13",
    "a power state needs no feature and no initialization: there is no gate",
  ),
];

export const contest: Contest = {
  contenders,
  rows: [...inOrder("SAFE", 17), ...inOrder("LIVE", 8)],
  notApplicable,
};

/**
 * How each contender stops a device, and what is asked of every stop: who may ask,
 * who sees it, what still moves, what ends it, what a saved state holds. All but the
 * last is read from the machines in the contender's reading.
 */
import type { Reading, Stop, StopQuestions } from "../checker/types/index.ts";
import { type Scope, smallScope } from "./scope.ts";
import { BOTH, RESET } from "./status-values.ts";
import { compose } from "./system.ts";

const byStatus = (head: string): Stop<Scope> => ({
  head,
  machine: "status",
  stopped: ["suspended"],
  asks: ["driver.writesStatus", "hypervisor.writesStatus"].map((type) => ({
    type,
    with: { value: BOTH },
  })),
});

const byMode = (head: string, stopped: string, scope: Partial<Scope> = {}): Stop<Scope> => ({
  head,
  scope,
  machine: "mode",
  stopped: [stopped],
  asks: [{ type: "hypervisor.setsMode", with: { mode: stopped } }],
});

/** Where the VMM holds the registers, the guest's accesses are trapped. */
const trapped = { common: "trapped" } as const;

const stops: readonly Stop<Scope>[] = [
  byStatus("v2"),
  byMode("admin", "stopped"),
  { ...byMode("admin", "frozen"), head: "admin" },
  {
    head: "pm",
    machine: "power",
    stopped: ["D3hot"],
    asks: ["driver.setsPower", "hypervisor.setsPower"].map((type) => ({
      type,
      with: { state: "D3hot" },
    })),
  },
  {
    head: "pm",
    scope: { busMasterOffs: 1 },
    machine: "busMaster",
    stopped: ["off"],
    asks: [
      { type: "driver.setsBusMaster", with: { master: "off" } },
      { type: "hypervisor.clearsBusMaster" },
    ],
  },
  byStatus("s14"),
  byMode("parts", "stopped"),
  byMode("vdpa", "stopped", trapped),
  {
    head: "vhost",
    scope: trapped,
    machine: "vring0",
    stopped: ["stopped"],
    asks: [{ type: "hypervisor.stopsRing" }],
  },
  byMode("vfio", "stopped"),
];

const positions: Readonly<Record<string, string>> = {
  registers: "both indices of a virtqueue",
  "from-memory": "no index: used.idx in memory stands for both",
  none: "no index",
};

const notifications: Readonly<Record<string, string>> = {
  lost: "no notification that is owed",
  "device-part": "a notification that is owed",
  "vmm-notifies": "no notification that is owed; the VMM sends one",
};

/** Clauses about what a saved state holds, as far as they are in force. */
const contents = ["V2-11", "V2-12", "AC-5a", "AC-5b", "P-23", "P-24", "VD-7a", "VD-7b", "VU-1a"];

function saved({ choices, inForce }: Reading): readonly string[] {
  const ids = contents.filter((id) => inForce.has(id));
  return [
    `status${ids.length === 0 ? "" : ` (${ids.join(", ")})`}`,
    positions[choices["saved-position"] ?? ""] ?? "",
    choices["in-flight-list"] === "yes" ? "what is in flight" : "not what is in flight",
    notifications[choices["pending-config-notification"] ?? ""] ?? "",
  ];
}

export const stopQuestions: StopQuestions<Scope> = {
  scope: {
    ...smallScope,
    buffers: 1,
    suspends: 1,
    resets: 1,
    functionResets: 1,
    migrations: 1,
    pciConfig: "direct",
    queueResets: 1,
    configChanges: 1,
  },
  system: (scope) =>
    compose("stops", scope, [
      "control",
      "dataPath",
      "kicks",
      "interrupts",
      "queueRegisters",
      "cpus",
      "configuration",
      "migration",
      "ownerStops",
      "power",
      ...(scope.busMasterOffs > 0 ? (["busMastering"] as const) : []),
    ]),
  stops,
  moves: {
    "kicks arrive": { type: "kick.arrives" },
    "register writes": { type: "driver.writesStatus" },
    fetches: { type: "device.fetches" },
    uses: { type: "device.uses" },
    interrupts: { type: "device.interrupts" },
    "configuration changes": { type: "environment.changesConfig" },
    "configuration interrupts": { type: "device.notifiesConfig" },
    "virtqueue resets": { type: "device.completesQueueReset" },
  },
  resets: {
    "status 0": [
      { type: "driver.writesStatus", with: { value: RESET } },
      { type: "device.completesReset" },
    ],
    "a function reset": [{ type: "driver.resetsFunction" }],
  },
  saved,
};

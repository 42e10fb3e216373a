/** A hypervisor that stops a device by SUSPEND and moves it; the text says little of it. */
import type { Figure, LocalState, ModelEvent } from "../../checker/types/index.ts";
import { type Scope, smallScope } from "../scope.ts";
import { hex } from "../status-values.ts";
import { compose } from "../system.ts";

const SAID: Readonly<Record<string, string>> = {
  "hypervisor.begins": "hypervisor begins a migration",
  "hypervisor.savesStatus": "hypervisor saves the status",
  "hypervisor.savesQueue": "hypervisor saves virtqueue state",
  "hypervisor.copiesMemory": "hypervisor copies memory",
  "hypervisor.switches": "hypervisor goes on at the destination",
  "hypervisor.restoresQueue": "hypervisor restores virtqueue state",
  "hypervisor.restoresStatus": "hypervisor restores the status",
  "hypervisor.pausesVcpus": "hypervisor stops the guest's CPUs",
  "hypervisor.resumesVcpus": "hypervisor lets the guest's CPUs run",
};

function words(event: ModelEvent, _: LocalState): string {
  const byte = `${hex(Number(event.value))}h`;
  if (event.type === "hypervisor.readsStatus") return `hypervisor reads ${byte}`;
  if (event.type === "hypervisor.writesStatus") return `hypervisor writes ${byte}`;
  return SAID[event.type] ?? event.type.replace(".", " ");
}

export const hypervisorFigure: Figure<Scope> = {
  name: "hypervisor",
  title: "A hypervisor that stops a device by its status, saves it and moves it",
  machine: "hypervisor",
  scope: { ...smallScope, buffers: 1, ring: 1, suspends: 1, migrations: 1, restores: 1 },
  system: (scope) =>
    compose("figure-hypervisor", scope, ["control", "dataPath", "cpus", "migration"]),
  nodes: {
    idle: { says: "idle", at: [0, 0], phase: "not migrating" },
    examining: { says: "looks at the status", at: [1, 0], phase: "stop" },
    requesting: { says: "asks to suspend", at: [2, 0], phase: "stop" },
    waiting: { says: "waits for suspended", at: [2, 1], phase: "stop" },
    stopped: { says: "device is stopped", at: [1, 1], phase: "save" },
    savingQueues: { says: "saves virtqueues", at: [0, 1], phase: "save" },
    copying: { says: "copies memory", at: [0, 2], phase: "save" },
    saved: { says: "all is saved", at: [1, 2], phase: "save" },
    there: { says: "at the destination", at: [2, 2], phase: "restore" },
    queuesRestored: { says: "virtqueues restored", at: [2, 3], phase: "restore" },
    restored: { says: "status restored", at: [1, 3], phase: "restore" },
    done: { says: "guest runs on", at: [0, 3], phase: "not migrating" },
    restoredWaiting: { says: "waits for running", at: [1, 4], phase: "restore" },
    runningAgain: { says: "device runs", at: [0, 4], phase: "restore" },
  },
  nodeOf: ({ value, context }) => (value === "idle" && context.migrations !== 0 ? "done" : value),
  words,
  any: [2, 4],
  notes: [
    "Order, waits and accesses are conduct: hardly a sentence of the text binds a hypervisor.",
  ],
};

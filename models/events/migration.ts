/** Events of a migration. */
import type { EventDeclarations } from "../../checker/types/index.ts";
import { openValues } from "../saved-position.ts";
import { indices, NO_POSITION, type Scope, upTo } from "../scope.ts";
import { readableValues } from "../status-values.ts";
import { hypervisorGoesOn } from "./fairness.ts";

/** Stop-and-copy migration, as the hypervisor drives it. */
export function migration(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const at = [NO_POSITION, ...indices(scope)];
  const open = openValues(scope);
  const value = readableValues(scope);
  const destination = [
    ...["status", "queue*", "kick*", "interrupt*", "payload*"],
    ...["config", "configInterrupt", "mode", "vring*"],
  ];
  const step = (participants: readonly string[], sentence: string, phrase: string) => ({
    initiator: "hypervisor",
    participants,
    mayBlock: [],
    fair: hypervisorGoesOn,
    sentence,
    phrase,
  });
  return {
    "hypervisor.begins": {
      initiator: "hypervisor",
      participants: ["page*"],
      mayBlock: [],
      sentence: "The hypervisor begins a migration.",
      phrase: "migrate",
    },
    "hypervisor.pausesVcpus": step(
      ["vcpu"],
      "The hypervisor pauses the guest's CPUs.",
      "pause CPUs",
    ),
    "hypervisor.resumesVcpus": step(
      ["vcpu"],
      "The hypervisor lets the guest's CPUs run.",
      "run CPUs",
    ),
    "hypervisor.flushes": {
      ...step(["trap"], "The hypervisor finishes the accesses that it had trapped.", "flush"),
      mayBlock: ["trap"],
    },
    "hypervisor.savesStatus": {
      ...step(
        ["status", "savedStatus"],
        "The hypervisor saves status {value:hex}.",
        "save {value:hex}",
      ),
      mayBlock: ["status"],
      parameters: { value },
      answers: ["value"],
    },
    "hypervisor.savesQueue": {
      ...step(
        ["queue{q}", "savedQueue{q}"],
        "The hypervisor saves the position {at} of virtqueue {q}.",
        "save q{q} at {at}",
      ),
      mayBlock: ["queue{q}"],
      parameters: { q, at, open },
      answers: ["at", "open"],
      identity: ["q"],
    },
    "hypervisor.copiesMemory": step(
      ["dirtyLog"],
      "The hypervisor copies the guest memory that was written since it last did.",
      "copy memory",
    ),
    "hypervisor.switches": step(
      destination,
      "The hypervisor gives the source up; a device in reset stands at the destination.",
      "switch",
    ),
    "hypervisor.restoresStatus": {
      ...step(
        ["status", "savedStatus"],
        "The hypervisor restores status {value:hex} ({effect}).",
        "restore {value:hex}{effect unless taken}",
      ),
      // The device may go on with a suspend or with a resume that was under way.
      parameters: { value, effect: ["taken", "suspends", "resumes"] },
      answers: ["value", "effect"],
      decider: "status",
    },
    "hypervisor.restoresQueue": {
      ...step(
        ["queue{q}", "ring{q}", "savedQueue{q}"],
        "The hypervisor restores virtqueue {q} at position {at}.",
        "restore q{q} at {at}",
      ),
      parameters: { q, at, open, from: ["saved", "memory"] },
      answers: ["at", "open", "from"],
      identity: ["q"],
    },
    "hypervisor.kicksAgain": {
      ...step(
        ["kick{q}"],
        "The hypervisor kicks virtqueue {q} once more, to be safe.",
        "VMM kicks q{q}",
      ),
      parameters: { q },
      identity: ["q"],
    },
    "hypervisor.aborts": {
      initiator: "hypervisor",
      participants: [],
      mayBlock: [],
      sentence: "The hypervisor gives the migration up and goes back.",
      phrase: "abort",
    },
    "hypervisor.finishes": step([], "The hypervisor has saved all that it saves.", "finish"),
  };
}

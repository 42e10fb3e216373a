/** Events of a migration. */
import type { EventDeclarations } from "../../checker/types/index.ts";
import { openValues } from "../saved-position.ts";
import { indices, NO_POSITION, type Scope, upTo } from "../scope.ts";
import { readableValues } from "../status-values.ts";
import { hypervisorGoesOn } from "./fairness.ts";

/** Stop-and-copy migration, as the hypervisor drives it. */
export function migration(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const value = readableValues(scope);
  const position = { at: [NO_POSITION, ...indices(scope)], open: openValues(scope) };
  return { ...begins, ...saves(q, value, position), ...restores(q, value, position), ...ends };
}

/** Something that the hypervisor does on its way, and does not put off for ever. */
const step = (participants: readonly string[], sentence: string, phrase: string) => ({
  initiator: "hypervisor",
  participants,
  mayBlock: [],
  fair: hypervisorGoesOn,
  sentence,
  phrase,
});

type Numbers = readonly number[];
/** Where the device stands in a virtqueue, and what it has of it. */
type Position = Readonly<Record<"at" | "open", readonly (string | number)[]>>;

/** It begins, and stops the guest's CPUs. */
const begins: EventDeclarations = {
  "hypervisor.begins": {
    initiator: "hypervisor",
    participants: ["page*"],
    mayBlock: [],
    sentence: "The hypervisor begins a migration.",
    phrase: "migrate",
  },
  "hypervisor.pausesVcpus": step(["vcpu"], "The hypervisor pauses the guest's CPUs.", "pause CPUs"),
  "hypervisor.resumesVcpus": step(
    ["vcpu"],
    "The hypervisor lets the guest's CPUs run.",
    "run CPUs",
  ),
  "hypervisor.flushes": {
    ...step(["trap"], "The hypervisor finishes the accesses that it had trapped.", "flush"),
    mayBlock: ["trap"],
  },
};

/** What it saves of the device, and what it copies of the memory. */
const saves = (q: Numbers, value: Numbers, position: Position): EventDeclarations => ({
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
    parameters: { q, ...position },
    answers: ["at", "open"],
    identity: ["q"],
  },
  "hypervisor.copiesMemory": step(
    ["dirtyLog"],
    "The hypervisor copies the guest memory that was written since it last did.",
    "copy memory",
  ),
});

/** All that belongs to the device. */
const ofDevice = [
  ...["status", "queue*", "kick*", "interrupt*", "payload*"],
  ...["config", "configInterrupt", "mode", "vring*"],
];

/** The device at the destination, whatever becomes of it there. */
const restores = (q: Numbers, value: Numbers, position: Position): EventDeclarations => ({
  "hypervisor.switches": step(
    ofDevice,
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
    parameters: { q, ...position, from: ["saved", "memory"] },
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
});

/** It gives up, or has done all. */
const ends: EventDeclarations = {
  "hypervisor.aborts": {
    initiator: "hypervisor",
    participants: [],
    mayBlock: [],
    sentence: "The hypervisor gives the migration up and goes back.",
    phrase: "abort",
  },
  "hypervisor.finishes": step([], "The hypervisor has saved all that it saves.", "finish"),
};

/** Events of memory that is written, logged and copied page by page. */
import type { EventDeclaration, EventDeclarations } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import { deviceWorks, hypervisorGoesOn, writesLand } from "./fairness.ts";

export function pagedMemory(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const b = upTo(scope.buffers);
  const step = (participants: readonly string[], sentence: string, phrase: string) => ({
    initiator: "hypervisor",
    participants,
    mayBlock: participants,
    fair: hypervisorGoesOn,
    sentence,
    phrase,
  });
  return {
    "device.writesBuffer": {
      initiator: "payload{q}",
      participants: ["status", "queue{q}", "page1", "mode", "vring{q}"],
      mayBlock: ["status", "queue{q}", "mode", "vring{q}"],
      parameters: { q, b },
      identity: ["q", "b"],
      fair: deviceWorks,
      sentence: "The device issues a write into buffer {b}, which it holds, of virtqueue {q}.",
      phrase: "write b{b} q{q}",
    },
    "payload.lands": {
      initiator: "payload{q}",
      participants: ["page1"],
      mayBlock: [],
      parameters: { q, b },
      identity: ["q"],
      fair: writesLand,
      sentence: "The write into buffer {b} of virtqueue {q} reaches memory.",
      phrase: "b{b} q{q} lands",
    },
    "hypervisor.readsLog": {
      ...step(
        ["page*", "payload*"],
        "The hypervisor reads the dirty log, which then is so: {log}.",
        "read log: {log}",
      ),
      mayBlock: ["payload*"],
      parameters: { log: ["flushed", "cleared", "all stays"] },
    },
    "hypervisor.copiesPage": {
      ...step(["page{p}"], "The hypervisor copies page {p}, which the log named.", "copy page {p}"),
      parameters: { p: upTo(2) },
      identity: ["p"],
    },
    "hypervisor.endsRound": step(
      ["page*"],
      "The hypervisor has copied every page that the log named.",
      "round done",
    ),
  };
}

/** Who logs a write of the device: the IOMMU, once for each translation that it keeps;
 *  or with the write, in a log of the VMM's or in the device, where a reset clears it. */
const logs = ["IOMMU", "VMM", "device", "none"];

/** The same events where memory is in pages, and somebody may log each write of the
 *  device. The log is the page's that is written. */
export function logged(declarations: EventDeclarations): EventDeclarations {
  const withLog = (event: EventDeclaration, page: string): EventDeclaration => ({
    ...event,
    parameters: { ...event.parameters, log: logs },
    answers: [...(event.answers ?? []), "log"],
    decider: page,
    sentence: `${event.sentence} Dirty log: {log}.`,
    phrase: `${event.phrase}, log {log}`,
  });
  const pages = {
    "device.uses": "page0",
    "device.writesBuffer": "page1",
    "payload.lands": "page1",
  };
  return Object.fromEntries(
    Object.entries(declarations).map(([type, event]) => {
      const page = pages[type as keyof typeof pages];
      return [type, page === undefined ? event : withLog(event, page)];
    }),
  );
}

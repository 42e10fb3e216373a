/** Events of memory that is written, logged and copied page by page. */
import type { EventDeclarations } from "../../checker/types.ts";
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
        "The hypervisor reads the dirty log, which clears it.",
        "read dirty log",
      ),
      mayBlock: ["payload*"],
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

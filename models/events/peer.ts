/** Events of two devices of one guest: one rings the other's doorbell. */
import type { EventDeclarations } from "../../checker/types/index.ts";
import { delivery, deviceWorks, hypervisorGoesOn } from "./fairness.ts";

/** The two devices: A has the doorbell, B rings it. */
const d = ["A", "B"];

/** Doorbells between devices, and a migration of both. */
export function peers(): EventDeclarations {
  const step = (participants: readonly string[], sentence: string, phrase: string) => ({
    initiator: "hypervisor",
    participants,
    mayBlock: [],
    parameters: { d },
    identity: ["d"],
    fair: hypervisorGoesOn,
    sentence,
    phrase,
  });
  return {
    "peer.ringsDoorbell": {
      initiator: "deviceB",
      participants: ["doorbell"],
      mayBlock: [],
      sentence: "Device B has work for device A and rings its doorbell, by a write of its own.",
      phrase: "B rings A",
    },
    "doorbell.arrives": {
      initiator: "doorbell",
      participants: ["deviceA"],
      mayBlock: ["deviceA"],
      fair: delivery,
      sentence: "The doorbell reaches device A, which takes note of it.",
      phrase: "doorbell arrives",
    },
    "doorbell.isIgnored": {
      initiator: "doorbell",
      participants: ["deviceA"],
      mayBlock: ["deviceA"],
      fair: delivery,
      sentence: "The doorbell reaches device A, which ignores it.",
      phrase: "doorbell is ignored",
    },
    "peer.answers": {
      initiator: "deviceA",
      participants: ["deviceB"],
      mayBlock: [],
      fair: deviceWorks,
      sentence: "Device A does what it was rung for, and device B sees it.",
      phrase: "A answers B",
    },
    "hypervisor.quietsDevice": {
      ...step(
        ["device{d}", "doorbell"],
        "The hypervisor has device {d} send nothing to other devices, and waits for it.",
        "quiet {d}",
      ),
      mayBlock: ["doorbell"],
    },
    "hypervisor.stopsDevice": {
      ...step(
        ["device{d}", "doorbell"],
        "The hypervisor stops device {d}, whose own writes are finished by then.",
        "stop {d}",
      ),
      mayBlock: ["doorbell"],
    },
    "hypervisor.freezesDevice": step(
      ["device{d}"],
      "The hypervisor freezes device {d}.",
      "freeze {d}",
    ),
    "hypervisor.savesDevice": step(
      ["device{d}"],
      "The hypervisor saves the state of device {d}.",
      "save {d}",
    ),
    "hypervisor.startsDevice": step(
      ["device{d}"],
      "The hypervisor lets device {d} go.",
      "start {d}",
    ),
  };
}

/** Events of the device configuration, and what comes from outside. */
import type { EventDeclarations } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import { delivery, hypervisorGoesOn } from "./fairness.ts";

/** The driver's reads of the device configuration, direct or trapped. */
function configAccess(scope: Scope): EventDeclarations {
  const version = upTo(scope.configChanges + 1);
  const generation = upTo(4);
  const trapped = scope.deviceConfig === "trapped";
  const who = trapped ? "The hypervisor lets the driver" : "The driver";
  const read = trapped
    ? {
        initiator: "configTrap",
        participants: ["vcpu", "driverConfig", "config"],
        mayBlock: ["vcpu"],
      }
    : {
        initiator: "driverConfig",
        participants: ["driver", "vcpu", "config"],
        mayBlock: ["driver", "vcpu"],
      };
  return {
    ...(trapped
      ? {
          "driver.asksForConfig": {
            initiator: "driverConfig",
            participants: ["driver", "vcpu", "configTrap"],
            mayBlock: ["driver", "vcpu"],
            parameters: { field: ["generation", "fields"] },
            sentence: "The driver's read of the configuration {field} is trapped.",
            phrase: "ask config {field}",
          },
        }
      : {}),
    [trapped ? "hypervisor.answersGeneration" : "driver.readsGeneration"]: {
      ...read,
      parameters: { generation },
      answers: ["generation"],
      ...(trapped ? { fair: hypervisorGoesOn } : {}),
      sentence: `${who} read${trapped ? "" : "s"} config_generation {generation}.`,
      phrase: "generation is {generation}",
    },
    [trapped ? "hypervisor.answersConfig" : "driver.readsConfig"]: {
      ...read,
      parameters: { version },
      answers: ["version"],
      ...(trapped ? { fair: hypervisorGoesOn } : {}),
      sentence: `${who} read${trapped ? "" : "s"} version {version} of the device configuration.`,
      phrase: "config is {version}",
    },
  };
}

/** Device configuration: a change, its notification, the driver's reading of it. */
export function configuration(scope: Scope): EventDeclarations {
  const holders = ["mode", "power", ...upTo(scope.queues).map((q) => `vring${q}`)];
  return {
    "environment.changesConfig": {
      initiator: "environment",
      participants: ["status", "config"],
      mayBlock: [],
      // On CCW the whole configuration is read at once, and the driver itself counts.
      parameters: {
        effect: [
          "seen",
          ...(scope.transport === "ccw" ? [] : ["uncounted"]),
          "seen late",
          "hidden",
        ],
      },
      answers: ["effect"],
      decider: "status",
      sentence: "Something outside changes the device configuration ({effect}).",
      phrase: "config change {effect}",
    },
    "device.notifiesConfig": {
      initiator: "config",
      participants: ["status", "configInterrupt", "mode"],
      mayBlock: ["status", "mode"],
      sentence: "The device sends a configuration change notification.",
      phrase: "config interrupt",
    },
    "device.notifiesConfigLate": {
      initiator: "config",
      participants: ["status", "configInterrupt", "mode"],
      mayBlock: ["status", "mode"],
      sentence: "The device, running again, sends the notification of a change made meanwhile.",
      phrase: "late config interrupt",
    },
    "hypervisor.notifiesConfig": {
      initiator: "hypervisor",
      participants: ["configInterrupt"],
      mayBlock: [],
      fair: hypervisorGoesOn,
      sentence: "The hypervisor sends a configuration change notification after the restore.",
      phrase: "VMM config interrupt",
    },
    "configInterrupt.arrives": {
      initiator: "configInterrupt",
      participants: [],
      mayBlock: [],
      fair: delivery,
      sentence: "A configuration change notification reaches the guest's CPU.",
      phrase: "config irq arrives",
    },
    "driver.handlesConfigInterrupt": {
      initiator: "configInterrupt",
      participants: ["driver", "vcpu", "driverConfig"],
      mayBlock: ["driver", "vcpu", "driverConfig"],
      fair: delivery,
      sentence: "The driver takes the configuration interrupt and begins to read.",
      phrase: "take config irq",
    },
    ...configAccess(scope),
    "environment.sendsPacket": {
      initiator: "environment",
      participants: ["status", "backlog", "mode", "power", "vring*"],
      mayBlock: ["backlog", "mode", "power", "vring*"],
      parameters: { fate: ["kept", "lost"] },
      answers: ["fate"],
      decider: "status",
      sentence: "A packet arrives for the device and is {fate}.",
      phrase: "packet {fate}",
    },
    "stop.losesPacket": {
      initiator: "{holder}",
      participants: ["environment"],
      mayBlock: ["environment"],
      parameters: { holder: scope.packets > 0 ? holders : [] },
      sentence: "A packet arrives for a device that is stopped by its {holder}, and is lost.",
      phrase: "packet lost by {holder}",
    },
  };
}

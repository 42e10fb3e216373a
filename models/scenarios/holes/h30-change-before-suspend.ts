/**
 * H30. A configuration change that was made before its device was suspended.
 *
 * S-12: "If changes occur in the Configuration Space during suspended period, the device
 * MUST NOT send any configuration change notifications." A change that was made before, and
 * is not told yet, is none of these; S-11a is about virtqueues; and S-16 asks a device that
 * suspends for used buffer notifications alone. So a suspended device may interrupt its
 * driver, or a driver that is not there: what is suspended for a migration is not silent.
 */
import type { Cures, Property, Scenario } from "../../../checker/types/index.ts";
import { configChangeIsSeen, suspendWaitEnds } from "../../properties/liveness.ts";
import { event, is } from "../../properties/predicates.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

/** SAFE-1, for messages about the configuration. */
const suspendedDeviceTellsNothing: Property = {
  name: "suspendedDeviceTellsNothing",
  id: "SAFE-1",
  claim: "a suspended device sends no configuration change notification",
  restsOn: ["S-12"],
  kind: "step",
  never: {
    before: is("status", "suspended"),
    event: event(["device.notifiesConfig", "device.notifiesConfigLate"]),
  },
  witness: { before: is("status", "suspended"), event: event(["environment.changesConfig"]) },
  memory: { cannotShow: "an interrupt is not in guest memory" },
};

const saysWhen: Cures = {
  text: ["change-before-suspend=held-back", "change-before-suspend=told-first"],
  device: ["change-before-suspend=held-back", "change-before-suspend=told-first"],
  driver: ["none: it hears of a change by the notification"],
  vmm: ["none: no VMM takes part"],
};
const everythingHolds = {
  ...sound,
  suspendedDeviceTellsNothing: holds,
  configChangeIsSeen: holds,
  suspendWaitEnds: holds,
};

export const h30: Scenario<Scope> = {
  name: "holes/h30-change-before-suspend",
  question: "May a suspended device tell of a change that was made before it was suspended?",
  story:
    "The configuration changes, before or after the driver suspends its device, and the driver " +
    "resumes it.",
  leavesOut: ["virtqueues", "interrupt lines", "migration"],
  scope: { ...smallScope, buffers: 1, suspends: 1, configChanges: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("h30", scope, ["control", "dataPath", "configuration"]),
  properties: () => [suspendedDeviceTellsNothing, configChangeIsSeen, suspendWaitEnds],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "as the text has it",
      states: 1992,
      depth: 30,
      pins: {
        ...everythingHolds,
        suspendedDeviceTellsNothing: violated(5, "holes/h30-told-while-suspended", saysWhen),
      },
    },
    {
      reading: "v1.4-as-written,change-before-suspend=held-back",
      says: "a suspended device holds it back",
      states: 1944,
      depth: 30,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,change-before-suspend=told-first",
      says: "the device tells of it before it is suspended",
      states: 1872,
      depth: 30,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,-S-12,change-before-suspend=told-first",
      says: "the same without S-12: what changes meanwhile may be told of meanwhile",
      states: 1920,
      depth: 30,
      pins: {
        ...everythingHolds,
        suspendedDeviceTellsNothing: violated(5, "holes/h30-told-of-meanwhile", {
          text: ["+S-12"],
          device: ["+S-12"],
          driver: ["none: it hears of a change by the notification"],
          vmm: ["none: no VMM takes part"],
        }),
      },
    },
  ],
};

/**
 * D5 and H5. "State is stable" was called vague: what if something outside
 * changes it? The answer was that a suspended device does not respond until it
 * is resumed (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>). Virtio 1.4 defers
 * the notification (S-12, S-13), and no device part holds that one is owed.
 */
import type { Cures, Scenario } from "../../../checker/types/index.ts";
import { changeWhileSuspendedIsSeen, configChangeIsSeen } from "../../properties/liveness.ts";
import { changeWhileSuspended } from "../../properties/monitors.ts";
import { noPacketIsLost, sameGenerationSameVersion } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const everythingHolds = {
  ...sound,
  configChangeIsSeen: holds,
  changeWhileSuspendedIsSeen: holds,
  sameGenerationSameVersion: holds,
};
/** What no text held says may be either way. */
const sayWhatIsHidden = {
  text: ["config-change-while-suspended=hidden"],
  device: ["config-change-while-suspended=hidden"],
  driver: ["none: nothing tells the driver to look"],
  vmm: ["none: no VMM takes part"],
};
const notSaid = {
  ...sound,
  configChangeIsSeen: violated(8, "disputes/d5-v2-says-nothing", sayWhatIsHidden),
  changeWhileSuspendedIsSeen: violated(8, "disputes/d5-v2-says-nothing-while", sayWhatIsHidden),
  sameGenerationSameVersion: holds,
};
const migrating: Partial<Scope> = { migrations: 1, restores: 1, configChanges: 1 };

const withoutS13 = {
  text: ["+S-13", "config-change-while-suspended=hidden"],
  device: ["config-change-while-suspended=hidden"],
  driver: ["none: nothing tells the driver to look"],
  vmm: ["none: no VMM takes part"],
};

const lostCures = {
  text: ["pending-config-notification=device-part"],
  device: ["none: the destination never heard of the change"],
  driver: ["none: nothing tells the driver to look"],
  vmm: ["pending-config-notification=vmm-notifies"],
};

export const d5: Scenario<Scope> = {
  name: "disputes/d5-change-while-suspended",
  question: "Does the driver learn of a configuration change that came while suspended?",
  story:
    "The driver suspends its device, the configuration changes once or twice, and the driver " +
    "resumes the device: on the same host, or after it was migrated while suspended.",
  leavesOut: ["virtqueues", "ISR and INTx", "pre-copy rounds"],
  scope: { ...smallScope, buffers: 1, suspends: 1, configChanges: 2 },
  baseline: { suspends: 0, migrations: 0 },
  system: (scope) =>
    compose("d5", scope, [
      "control",
      "dataPath",
      "configuration",
      ...(scope.migrations > 0 || scope.deviceConfig === "trapped" ? (["cpus"] as const) : []),
      ...(scope.migrations > 0 ? (["migration"] as const) : []),
    ]),
  properties: () => [
    configChangeIsSeen,
    changeWhileSuspendedIsSeen(changeWhileSuspended()),
    sameGenerationSameVersion,
  ],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "1.4, same host",
      states: 12456,
      depth: 35,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,config-change-while-suspended=hidden",
      says: "1.4, the change itself is hidden until resume",
      states: 11952,
      depth: 35,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,-S-13",
      says: "1.4 without S-13: one sentence less",
      states: 12456,
      depth: 35,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(8, "disputes/d5-without-s-13", withoutS13),
        changeWhileSuspendedIsSeen: violated(8, "disputes/d5-without-s-13-late", withoutS13),
      },
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      scope: migrating,
      says: "1.4, migrated while suspended",
      states: 27040,
      depth: 58,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(18, "holes/h5-owed-notification-lost", lostCures),
        changeWhileSuspendedIsSeen: violated(18, "holes/h5-late-notification-lost", lostCures),
      },
    },
    {
      reading:
        "v1.4-as-written,transitional-value=as-written,pending-config-notification=device-part",
      scope: migrating,
      says: "1.4, migrated, a device part holds it",
      states: 25776,
      depth: 58,
      pins: everythingHolds,
    },
    {
      reading:
        "v1.4-as-written,transitional-value=as-written,pending-config-notification=vmm-notifies",
      scope: migrating,
      says: "1.4, migrated, VMM notifies after restore",
      states: 58840,
      depth: 62,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written",
      scope: { deviceConfig: "trapped" },
      says: "1.4, same host, device configuration trapped",
      states: 20232,
      depth: 41,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,-B34",
      says: "1.4 without B34: one sentence less",
      states: 32848,
      depth: 35,
      pins: {
        ...everythingHolds,
        sameGenerationSameVersion: violated(8, "disputes/d5-without-b34", {
          text: ["+B34"],
          device: ["+B34"],
          driver: ["none: the driver has nothing else to compare"],
          vmm: ["none: no VMM takes part"],
        }),
      },
    },
    { reading: "v2-reconstructed", says: "V2 as held", states: 13624, depth: 35, pins: notSaid },
    {
      reading: "v2-reconstructed,+V2-10a,+V2-15,config-change-while-suspended=hidden",
      says: "V2 with its claims: hidden until resume",
      states: 11424,
      depth: 35,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      scope: { transport: "ccw", configChanges: 1 },
      says: "1.4, same host, on CCW",
      states: 2720,
      depth: 32,
      pins: everythingHolds,
    },
  ],
};

/** H12: S-14 has it suspend, S-16b has it first use a buffer that waits for a packet. */
const neverSuspends: Cures = {
  text: ["parked-buffers=left", "-S-16b"],
  device: ["parked-buffers=left", "-S-16b"],
  driver: ["none: the driver may not refill or empty the queue now"],
  vmm: ["none: no VMM takes part"],
};

export const d5Packets: Scenario<Scope> = {
  name: "disputes/d5-packet-while-suspended",
  question: "What becomes of a packet that arrives while the device is suspended?",
  story:
    "A packet arrives for a receive queue with a buffer in it, before, during or after a suspend.",
  leavesOut: ["kicks", "used notifications", "EVENT_IDX", "migration"],
  scope: { ...smallScope, suspends: 1, buffers: 1, packets: 2 },
  baseline: { suspends: 0 },
  system: (scope) => compose("d5-packets", scope, ["control", "dataPath", "packets"]),
  properties: () => [noPacketIsLost],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "1.4, device drops it",
      states: 352,
      depth: 21,
      pins: {
        ...sound,
        noContradiction: violated(5, "disputes/d5-packet-awaited", neverSuspends),
        noPacketIsLost: violated(4, "disputes/d5-packet-lost", {
          text: ["packet-while-suspended=kept"],
          device: ["packet-while-suspended=kept"],
          driver: ["none: the driver does not see it"],
          vmm: ["none: no VMM takes part"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,packet-while-suspended=kept",
      says: "1.4, device keeps it",
      states: 258,
      depth: 21,
      pins: {
        ...sound,
        noContradiction: violated(5, "disputes/d5-packet-awaited-and-kept", neverSuspends),
        noPacketIsLost: holds,
      },
    },
  ],
};

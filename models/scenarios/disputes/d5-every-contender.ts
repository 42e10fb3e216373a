/**
 * D5 for every way to stop a device: a change of the configuration, or a packet, while
 * the device is stopped by the hypervisor's own means.
 *
 * On the same host the driver learns of the change afterwards, with every contender:
 * those are the rows SAFE-12 and LIVE-3 of `contest/registers`. Here the device is
 * migrated. That a notification is owed is in no saved state of any of them, so the
 * destination, which sees a configuration that stays as it is, has nothing to send.
 * Where nobody follows advice there is nothing to ask: without B33b a driver need not
 * read its configuration at all.
 *
 * No text says what a stopped device does with a packet. What a stop waits for they say:
 * where a command has to be answered first, a receive buffer that waits for a
 * packet is never returned, and the command never answered (H12).
 */
import type { Case, Cures, Scenario } from "../../../checker/types/index.ts";
import { configChangeIsSeen } from "../../properties/liveness.ts";
import { noPacketIsLostInAStop } from "../../properties/migration.ts";
import { sameGenerationSameVersion } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

/** Where the VMM holds the registers, the guest's accesses are trapped. */
const trapped: Partial<Scope> = { common: "trapped" };

const head = (name: string): string => ({ suspend: "s14", "vhost-user": "vhost" })[name] ?? name;

const notCarried: Cures = {
  text: ["pending-config-notification=device-part"],
  device: ["none: the destination never heard of the change"],
  driver: ["none: nothing tells the driver to look"],
  vmm: ["pending-config-notification=vmm-notifies"],
};

/** A change; `more`: where no position is saved, one is here, which is not asked. */
const moved = (
  name: string,
  states: number,
  depth: number,
  steps: number,
  more: { readonly scope?: Partial<Scope>; readonly changes?: string } = {},
): Case<Scope> => ({
  reading: `contender-${name}${more.changes ?? ""}`,
  ...(more.scope === undefined ? {} : { scope: more.scope }),
  says: `${name}, migrated`,
  states,
  depth,
  pins: {
    ...sound,
    configChangeIsSeen: violated(steps, `disputes/d5-moved-${head(name)}`, notCarried),
    sameGenerationSameVersion: holds,
  },
});
const position = { changes: ",saved-position=registers" };

export const d5Every: Scenario<Scope> = {
  name: "disputes/d5-every-contender",
  question: "Does a driver learn of a change that came while its device was migrated?",
  story:
    "The hypervisor stops the device by each contender's own means and restores it elsewhere. " +
    "The configuration changes once, and the notification may be owed when the device moves.",
  leavesOut: ["kicks", "used notifications", "ISR and INTx", "a guest that suspends or resets"],
  scope: { ...smallScope, buffers: 1, migrations: 1, restores: 1, configChanges: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d5 every contender", scope, [
      "control",
      "dataPath",
      "configuration",
      "cpus",
      "migration",
      "ownerStops",
      "power",
    ]),
  properties: () => [configChangeIsSeen, sameGenerationSameVersion],
  cases: [
    moved("v2", 4880, 52, 18),
    moved("admin", 4840, 56, 22),
    moved("pm", 3704, 45, 11, position),
    moved("suspend", 5088, 52, 18, position),
    moved("parts", 3328, 41, 19),
    moved("vdpa", 4456, 54, 20, { scope: trapped }),
    moved("vhost-user", 3848, 46, 12, { scope: trapped }),
    moved("vfio", 3328, 41, 19),
  ],
};

const silent: Cures = {
  text: ["packet-while-suspended=kept"],
  device: ["packet-while-suspended=kept"],
  driver: ["none: the driver does not see it"],
  vmm: ["none: it reaches the device, not the VMM"],
};

/** H12 for a stop by the owner: a buffer that waits for a packet is one that the device has
 *  observed, and P-7a, AC-6 and VD-6 have it returned before the command is answered. */
const waitsForAPacket: Cures = {
  text: ["parked-buffers=left"],
  device: ["parked-buffers=left"],
  driver: ["none: the driver does not know that its device is told to stop"],
  vmm: ["none: it waits for the answer to its command"],
};

interface Packet {
  readonly scope?: Partial<Scope>;
  /** Steps to a command to stop that is never answered. */
  readonly unanswered?: number;
  /** Steps to where a device that has to suspend is never allowed to. */
  readonly neverSuspends?: number;
}

const packet = (
  name: string,
  [states, depth, steps]: readonly [number, number, number],
  kept: readonly [number, number],
  { scope, unanswered, neverSuspends }: Packet = {},
): readonly Case<Scope>[] => {
  const one = { ...(scope === undefined ? {} : { scope }) };
  return [
    {
      ...one,
      reading: `contender-${name}`,
      says: `${name}, device drops it`,
      states,
      depth,
      pins: {
        ...sound,
        ...(unanswered === undefined
          ? {}
          : {
              noDeadlock: violated(unanswered, `disputes/d5-parked-${head(name)}`, waitsForAPacket),
            }),
        ...(neverSuspends === undefined
          ? {}
          : {
              noContradiction: violated(
                neverSuspends,
                `disputes/d5-never-suspended-${head(name)}`,
                { ...waitsForAPacket, vmm: ["none: it can only ask, and then wait"] },
              ),
            }),
        noPacketIsLostInAStop: violated(steps, `disputes/d5-packet-${head(name)}`, silent),
      },
    },
    {
      ...one,
      reading: `contender-${name}-musts-only,packet-while-suspended=kept,parked-buffers=left`,
      says: `${name}, device keeps it, no advice followed`,
      states: kept[0],
      depth: kept[1],
      pins: { ...sound, noPacketIsLostInAStop: holds },
    },
  ];
};

export const d5EveryPacket: Scenario<Scope> = {
  name: "disputes/d5-packet-every-contender",
  question: "What becomes of a packet that arrives while the device is stopped for a migration?",
  story:
    "A packet arrives for a receive queue, before, during or after a stop by the hypervisor, " +
    "by each contender's own means.",
  leavesOut: ["kicks", "used notifications", "EVENT_IDX", "restore at a destination"],
  scope: { ...smallScope, buffers: 1, migrations: 1, packets: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d5 packet every contender", scope, [
      "control",
      "dataPath",
      "packets",
      "cpus",
      "migration",
      "ownerStops",
      "power",
    ]),
  properties: (scope) => [noPacketIsLostInAStop(scope)],
  cases: [
    ...packet("v2", [334, 24, 6], [350, 23], { neverSuspends: 7 }),
    ...packet("admin", [340, 25, 5], [362, 25], { unanswered: 11 }),
    ...packet("pm", [248, 18, 3], [200, 18]),
    ...packet("suspend", [322, 24, 6], [320, 23], { neverSuspends: 7 }),
    ...packet("parts", [276, 22, 5], [280, 22], { unanswered: 11 }),
    ...packet("vdpa", [304, 23, 5], [322, 23], { scope: trapped, unanswered: 11 }),
    ...packet("vhost-user", [274, 18, 3], [222, 18], { scope: trapped }),
    ...packet("vfio", [276, 22, 5], [280, 22], { unanswered: 11 }),
  ],
};

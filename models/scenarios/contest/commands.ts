/**
 * What becomes of a request to stop that is made once more before it is answered,
 * and of one that the device cannot follow. A command has an answer; a register
 * has a value, and the same write asks a running device for the one thing and a
 * suspended device for the other.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { askingAgainChangesNothing, failedStopChangesNothing } from "../../properties/migration.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const allHold = { askingAgainChangesNothing: holds, failedStopChangesNothing: holds };

const device = ["none: the device cannot tell why it was written"];
const driver = ["none: the driver does not know of the migration"];
/** Where the hypervisor means to repeat itself, the device is told to resume. */
const sameByte = {
  text: ["none: the byte that asks to suspend is the one that asks to resume"],
  device,
  driver,
  vmm: ["stopped-by=mode-command"],
};
const needsReset = {
  text: ["none: a device that cannot suspend sets DEVICE_NEEDS_RESET (S-14)"],
  device: ["none: it has no other way to say that it cannot"],
  driver,
  vmm: ["stopped-by=mode-command"],
};
const needsResetUnadvised = { ...needsReset, vmm: ["stopped-by=mode-command,+B68b"] };
/** The device says that it cannot go on, and nothing makes the guest look. */
const notTold = {
  ...needsReset,
  vmm: ["stopped-by=mode-command,+P-10a,position-while-stopped=kept"],
};
/** The first command stopped the device, the second was refused: it stays stopped. */
const refusedTwice = (also: string) => ({
  text: [`+P-10a${also}`],
  device: [`+P-10a${also}`],
  driver,
  vmm: ["none: an error is to mean that nothing happened"],
});
const noEffect = {
  text: ["+B68b"],
  device: ["+B68b"],
  driver,
  vmm: ["none: the answer is an error"],
};

export const contestCommands: Scenario<Scope> = {
  name: "contest/commands",
  question: "Does a request to stop that is repeated, or that fails, leave the device as it was?",
  story:
    "The hypervisor asks a device to stop, and once more before it has an answer. The device may " +
    "fail to do so. The guest goes on with its buffers.",
  leavesOut: ["suspend and reset by the guest", "kicks", "used notifications"],
  scope: { ...smallScope, buffers: 1, migrations: 1, aborts: 1, retries: 1, failures: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("contest commands", scope, [
      "control",
      "dataPath",
      "cpus",
      "migration",
      "ownerStops",
      "power",
    ]),
  properties: () => [askingAgainChangesNothing, failedStopChangesNothing],
  cases: [
    {
      reading: "contender-v2",
      says: "V2: 1F asks to suspend, and to resume",
      states: 9568,
      depth: 45,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(11, "contest/deadlock-c-v2", notTold),
        askingAgainChangesNothing: violated(6, "contest/safe-14-v2", sameByte),
        failedStopChangesNothing: violated(4, "contest/safe-14-v2-too", needsReset),
      },
    },
    {
      reading: "contender-v2-musts-only",
      says: "V2: 1F asks to suspend, and to resume, without advice",
      states: 10656,
      depth: 43,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(11, "contest/deadlock-c-v2-musts", notTold),
        askingAgainChangesNothing: violated(5, "contest/safe-14-v2-musts", sameByte),
        failedStopChangesNothing: violated(4, "contest/safe-14-v2-too-musts", needsResetUnadvised),
      },
    },
    {
      reading: "contender-admin",
      says: "modes of 2023",
      states: 5296,
      depth: 47,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(9, "contest/deadlock-c-admin", refusedTwice("")),
      },
    },
    {
      reading: "contender-admin-musts-only",
      says: "modes of 2023, without advice",
      states: 6784,
      depth: 47,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(6, "contest/deadlock-c-admin-musts", refusedTwice(",+B68b")),
        failedStopChangesNothing: violated(4, "contest/safe-14-admin-musts", noEffect),
      },
    },
    {
      reading: "contender-pm",
      says: "D3hot",
      states: 640,
      depth: 27,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-pm-musts-only",
      says: "D3hot, without advice",
      states: 640,
      depth: 27,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-suspend",
      says: "1.4 SUSPEND: 1F asks to suspend, and to resume",
      states: 7104,
      depth: 35,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(11, "contest/deadlock-c-s14", notTold),
        askingAgainChangesNothing: violated(6, "contest/safe-14-s14", sameByte),
        failedStopChangesNothing: violated(4, "contest/safe-14-s14-too", needsReset),
      },
    },
    {
      reading: "contender-suspend-musts-only",
      says: "1.4 SUSPEND: 1F asks to suspend, and to resume, without advice",
      states: 7968,
      depth: 33,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(11, "contest/deadlock-c-s14-musts", notTold),
        askingAgainChangesNothing: violated(5, "contest/safe-14-s14-musts", sameByte),
        failedStopChangesNothing: violated(4, "contest/safe-14-s14-too-musts", needsResetUnadvised),
      },
    },
    {
      reading: "contender-parts",
      says: "1.4 stop mode",
      states: 3912,
      depth: 33,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-parts-musts-only",
      says: "1.4 stop mode, without advice",
      states: 3912,
      depth: 33,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-vdpa",
      scope: { common: "trapped" },
      says: "vDPA: suspended by ioctl",
      states: 4912,
      depth: 45,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(9, "contest/deadlock-c-vdpa", refusedTwice("")),
      },
    },
    {
      reading: "contender-vdpa-musts-only",
      scope: { common: "trapped" },
      says: "vDPA: suspended by ioctl, without advice",
      states: 6256,
      depth: 45,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(6, "contest/deadlock-c-vdpa-musts", refusedTwice(",+B68b")),
        failedStopChangesNothing: violated(4, "contest/safe-14-vdpa-musts", noEffect),
      },
    },
    {
      reading: "contender-vhost-user",
      scope: { common: "trapped" },
      says: "vhost-user: every ring stopped",
      states: 880,
      depth: 37,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-vhost-user-musts-only",
      scope: { common: "trapped" },
      says: "vhost-user: every ring stopped, without advice",
      states: 880,
      depth: 37,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-vfio",
      says: "1.4 stop mode as VFIO drives it",
      states: 3912,
      depth: 33,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-vfio-musts-only",
      says: "1.4 stop mode as VFIO drives it, without advice",
      states: 3912,
      depth: 33,
      pins: {
        ...sound,
        ...allHold,
      },
    },
  ],
};

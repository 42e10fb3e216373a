/**
 * D9. A hypervisor that runs in a guest owns a virtual function and nothing else: a
 * mode command is one of the owner device, which is out of its reach (P-27), while a
 * register of the function is in it. One side holds that what stops a device should
 * therefore be the function's own; the other, that commands serve passthrough as
 * well as trap and emulate (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>). The
 * mails about nesting are known by their titles alone.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { theStopIsReached } from "../../properties/migration.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

/** The function has other means: its power state, and SUSPEND where the text has it. */
const outOfReach = (...vmm: readonly string[]) => ({
  text: ["none: the command is one of the owner device (P-27)"],
  device: ["none: the command never reaches it"],
  driver: ["none: the inner guest's driver does not know of the migration"],
  vmm,
});

export const d9: Scenario<Scope> = {
  name: "disputes/d9-inner-hypervisor",
  question: "Can a hypervisor stop a device of which it owns the function, and not the owner?",
  story:
    "A hypervisor in a guest has been given a virtual function. It migrates a guest of its own " +
    "that uses the function, and stops it by the means that its reading names.",
  leavesOut: ["the hypervisor below", "reset and suspend by the guest", "vDPA", "vhost-user"],
  scope: { ...smallScope, buffers: 1, migrations: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d9", scope, [
      "control",
      "dataPath",
      "cpus",
      "migration",
      "stopsWithoutOwner",
      "power",
    ]),
  properties: () => [theStopIsReached],
  cases: [
    {
      reading: "contender-parts",
      says: "1.4 stop mode: a command of the owner device",
      states: 96,
      depth: 19,
      pins: {
        ...sound,
        theStopIsReached: violated(
          2,
          "disputes/d9-parts",
          outOfReach("stopped-by=status-bit", "stopped-by=power-state"),
        ),
      },
    },
    {
      reading: "contender-admin",
      says: "modes of 2023: commands of the owner device",
      states: 96,
      depth: 19,
      pins: {
        ...sound,
        theStopIsReached: violated(2, "disputes/d9-admin", outOfReach("stopped-by=power-state")),
      },
    },
    {
      reading: "contender-suspend",
      says: "1.4 SUSPEND: a register of the function",
      states: 448,
      depth: 32,
      pins: { ...sound, theStopIsReached: holds },
    },
    {
      reading: "contender-v2",
      says: "V2: a register of the function",
      states: 560,
      depth: 43,
      pins: { ...sound, theStopIsReached: holds },
    },
    {
      reading: "contender-pm",
      says: "D3hot: configuration space of the function",
      states: 320,
      depth: 26,
      pins: { ...sound, theStopIsReached: holds },
    },
    {
      reading: "contender-vfio",
      says: "1.4 stop mode as VFIO drives it: the same command",
      states: 96,
      depth: 19,
      pins: {
        ...sound,
        theStopIsReached: violated(
          2,
          "disputes/d9-vfio",
          outOfReach("stopped-by=status-bit", "stopped-by=power-state"),
        ),
      },
    },
  ],
};

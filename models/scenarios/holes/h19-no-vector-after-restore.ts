/**
 * H19. Of PCI_COMMON_CFG a device should check what is set, and not apply it,
 * "especially" fields that are read-only and invariant (P-20). config_msix_vector is
 * not, and it is in no other part: VQ_CFG has the vectors of virtqueues alone. A device
 * that applies nothing of the common configuration stands with the NO_VECTOR of its
 * reset (B73b), and must not interrupt for configuration changes (B38b), now and later.
 *
 * A notification that is owed is a device part here, so that what is lost is lost for
 * want of a vector (that it is in no part otherwise is H5).
 */
import type { Cures, Scenario } from "../../../checker/types.ts";
import { configChangeIsSeen } from "../../properties/liveness.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const cures: Cures = {
  text: ["config-vector-after-restore=applied"],
  device: ["config-vector-after-restore=applied"],
  driver: ["none: it does not know of the migration"],
  vmm: ["config-vector-after-restore=vmm-writes-it"],
};

export const h19: Scenario<Scope> = {
  name: "holes/h19-no-vector-after-restore",
  question: "Does a device that was restored from its parts tell of configuration changes?",
  story:
    "The owner stops a device whose driver has mapped its configuration to an MSI-X vector, and " +
    "a destination is set from its parts. The configuration changes before it or after.",
  leavesOut: ["kicks", "used notifications", "vectors of virtqueues"],
  scope: { ...smallScope, buffers: 1, migrations: 1, restores: 1, configChanges: 2 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("h19", scope, [
      "control",
      "dataPath",
      "configuration",
      "vectors",
      "cpus",
      "migration",
      "ownerStops",
    ]),
  properties: () => [configChangeIsSeen],
  cases: [
    {
      reading: "contender-parts,pending-config-notification=device-part",
      says: "the common configuration is checked, and not applied",
      states: 17800,
      depth: 47,
      pins: {
        ...sound,
        configChangeIsSeen: violated(20, "holes/h19-no-vector", cures),
      },
    },
    {
      reading: "contender-parts,pending-config-notification=vmm-notifies",
      says: "not applied, and the VMM notifies once after the restore",
      states: 19364,
      depth: 48,
      pins: {
        ...sound,
        configChangeIsSeen: violated(25, "holes/h19-no-vector-later", cures),
      },
    },
    {
      reading:
        "contender-parts,pending-config-notification=device-part,config-vector-after-restore=applied",
      says: "P-20 is about fields that are read-only: the vector is applied",
      states: 18120,
      depth: 47,
      pins: { ...sound, configChangeIsSeen: holds },
    },
    {
      reading:
        "contender-parts,pending-config-notification=device-part," +
        "config-vector-after-restore=vmm-writes-it",
      says: "not applied, and the VMM writes config_msix_vector itself",
      states: 18120,
      depth: 47,
      pins: { ...sound, configChangeIsSeen: holds },
    },
  ],
};

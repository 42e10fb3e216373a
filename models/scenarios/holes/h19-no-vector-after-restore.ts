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
import type { Cures, Property, Scenario } from "../../../checker/types/index.ts";
import { configChangeIsSeen } from "../../properties/liveness.ts";
import { both, event, is, not } from "../../properties/predicates.ts";
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

/** That it has no vector then is what B73b asks, and of a member of a group P-14 too. */
const resetLeavesNoVector: Property = {
  name: "resetLeavesNoVector",
  claim: "a device that has been reset has no vector until its driver maps one",
  restsOn: ["B73b", "P-14"],
  kind: "invariant",
  holds: not(both(is("status", "reset"), is("vector", "mapped"))),
  witness: { event: event(["device.completesReset"]) },
  memory: { cannotShow: "a vector is a register, not memory" },
};
const forgets: Cures = {
  text: ["+B73b"],
  device: ["+B73b"],
  driver: ["none: it maps its vectors when it sets the device up again"],
  vmm: ["none: no VMM takes part"],
};

export const h19Reset: Scenario<Scope> = {
  name: "holes/h19-no-vector-after-reset",
  question: "Has a device a vector for its configuration after a reset?",
  story: "The driver resets its device, whose configuration it has mapped to an MSI-X vector.",
  leavesOut: ["kicks", "used notifications", "vectors of virtqueues", "migration"],
  scope: { ...smallScope, buffers: 1, resets: 1, configChanges: 1 },
  baseline: { resets: 0 },
  system: (scope) =>
    compose("h19 reset", scope, ["control", "dataPath", "configuration", "vectors"]),
  properties: () => [resetLeavesNoVector],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "B73b, and P-14",
      states: 1912,
      depth: 32,
      pins: { ...sound, resetLeavesNoVector: holds },
    },
    {
      reading: "contender-suspend",
      says: "B73b alone: no text of device parts",
      states: 1912,
      depth: 32,
      pins: { ...sound, resetLeavesNoVector: holds },
    },
    {
      reading: "contender-suspend,-B73b",
      says: "neither of them: one sentence less",
      states: 3016,
      depth: 32,
      pins: {
        ...sound,
        noSilence: violated(1, "holes/h19-vector-is-open", forgets),
        resetLeavesNoVector: violated(2, "holes/h19-vector-outlives-reset", forgets),
      },
    },
  ],
};

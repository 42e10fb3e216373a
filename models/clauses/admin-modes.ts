/**
 * Clauses AC-1 to AC-11: device modes and device context by administration
 * commands, as proposed in autumn 2023 (v1 to v4).
 *
 * What is held. None of the proposed text. Known are the arguments quoted in the
 * mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com, a test
 * module that names the commands, and the vendor protocol that came before
 * (dpdk-vhost-vfe, drivers/common/virtio). From code: "reconstructed". From
 * memory alone: "recalled", and to be checked before anybody relies on it. All
 * levels are `desc`: which words the series used is not known.
 */
import type { Clause } from "../../checker/types/index.ts";
import { notifications, virtqueueAccesses } from "../events/device-acts.ts";
import { mastered } from "../events/power.ts";
import { during, forbids, ifRead, those } from "../rules.ts";
import { notBeforeAllIsUsed, stopIsDone } from "./conditions.ts";

export const adminModes: readonly Clause[] = [
  /** Members are addressed as in an SR-IOV group: VF number plus 1. */
  {
    id: "AC-1",
    party: "owner",
    level: "desc",
    place: "admin_unit_test.c of 25 September 2023: command names",
    says: "Two commands get and set the mode of a member, which is active, stop or freeze.",
    provenance: "reconstructed",
  },
  {
    id: "AC-2a",
    party: "owner",
    level: "desc",
    place: "admin_unit_test.c of 25 September 2023: command names",
    says: "The context of a member can be read as a stream of chunks.",
    provenance: "reconstructed",
  },
  {
    id: "AC-2b",
    party: "owner",
    level: "desc",
    place: "admin_unit_test.c of 25 September 2023: command names",
    says: "The size of the context can be asked for, before and in freeze separately.",
    provenance: "reconstructed",
  },
  {
    id: "AC-2c",
    party: "owner",
    level: "desc",
    place: "admin_unit_test.c of 25 September 2023: command names",
    says: "A context can be written to a member.",
    provenance: "reconstructed",
  },
  /** Its states are init, running, quiesced, freezed. */
  {
    id: "AC-3a",
    party: "device",
    level: "desc",
    place: "dpdk-vhost-vfe, virtio_internal_status: comments",
    says: "A quiesced device masters no transaction, while its internal state can still change.",
    provenance: "reconstructed",
    rules: [
      forbids(mastered, during("mode", "stopped")),
      ifRead(
        "stopped-by",
        "mode-command",
        forbids(those("hypervisor.stopsDevice", { d: "B" }), during("doorbell", "underWay")),
      ),
    ],
  },
  {
    id: "AC-3b",
    party: "device",
    level: "desc",
    place: "dpdk-vhost-vfe, virtio_internal_status: comments",
    says: "A frozen device masters no transaction, and its internal state cannot change.",
    provenance: "reconstructed",
    rules: [forbids([...virtqueueAccesses, ...notifications], during("mode", "frozen"))],
  },
  {
    id: "AC-4a",
    party: "device",
    level: "desc",
    place: "admin device migration series v1 to v4 of 2023: mode table, not held",
    says: "In mode stop the device sends no notification and accesses no driver memory.",
    provenance: "recalled",
    rules: [forbids([...virtqueueAccesses, ...notifications], during("mode", "stopped", "frozen"))],
  },
  /** The merged stop mode (P-4, P-8) is like this mode, and has no freeze beside it. */
  {
    id: "AC-4b",
    party: "device",
    level: "desc",
    place: "admin device migration series v1 to v4 of 2023: mode table, not held",
    says: "In mode stop the device still accepts kicks and configuration writes, so its context can change.",
    provenance: "recalled",
    rules: [
      forbids("device.ignoresKick", during("mode", "stopped")),
      ifRead(
        "stopped-by",
        "mode-command",
        forbids("doorbell.isIgnored", during("deviceA", "stopped")),
      ),
    ],
  },
  {
    id: "AC-4c",
    party: "device",
    level: "desc",
    place: "admin device migration series v1 to v4 of 2023: mode table, not held",
    says: "In mode freeze the device ignores kicks and configuration writes as well.",
    provenance: "recalled",
    rules: [
      forbids(
        ["kick.arrives", "driver.writesStatus", "driver.writesQueueReset"],
        during("mode", "frozen"),
      ),
      forbids("doorbell.arrives", during("deviceA", "frozen")),
    ],
  },
  {
    id: "AC-4d",
    party: "device",
    level: "desc",
    place: "admin device migration series v1 to v4 of 2023: mode table, not held",
    says: "In mode freeze the context does not change.",
    provenance: "recalled",
    rules: [
      forbids(
        [
          "device.presentsSuspended",
          "device.presentsResumed",
          "driver.writesStatus",
          "driver.writesQueueReset",
        ],
        during("mode", "frozen"),
      ),
    ],
  },
  {
    id: "AC-5a",
    party: "device",
    level: "desc",
    place: "dpdk-vhost-vfe, virtio_pci_state.h: structures",
    says: "The context has common configuration, device configuration and the configuration of each queue.",
    provenance: "reconstructed",
  },
  {
    id: "AC-5b",
    party: "device",
    level: "desc",
    place: "dpdk-vhost-vfe, virtio_pci_state.h: structures",
    says: "For a split queue the context can have the last available and last used index.",
    provenance: "reconstructed",
  },
  {
    id: "AC-5c",
    party: "device",
    level: "desc",
    place: "dpdk-vhost-vfe, virtio_pci_state.h: structures",
    says: "For a split queue the context can list heads in flight, and those complete but not yet used.",
    provenance: "reconstructed",
  },
  {
    id: "AC-5d",
    party: "device",
    level: "desc",
    place: "dpdk-vhost-vfe, virtio_pci_state.h: structures",
    says: "The running state of a packed queue is left to be defined.",
    provenance: "reconstructed",
  },
  {
    id: "AC-6",
    party: "device",
    level: "desc",
    place: "dpdk-vhost-vfe, virtio_pci_state.h: comment",
    says: "To suspend waits for all input and output to finish; lists in flight are for a later freeze.",
    provenance: "reconstructed",
    rules: notBeforeAllIsUsed(stopIsDone),
  },
  /** Four modes: push or pull, bitmap or bytemap. */
  {
    id: "AC-7",
    party: "owner",
    level: "desc",
    place: "dpdk-vhost-vfe, virtio_admin.h: commands",
    says: "Dirty pages of a range can be tracked: started, stopped, asked how many, and reported.",
    provenance: "reconstructed",
  },
  {
    id: "AC-8",
    party: "owner",
    level: "desc",
    place: "admin device migration series v1 to v4 of 2023: write records, not held",
    says: "Ranges that the device has written can be recorded and read as a list.",
    provenance: "recalled",
  },
  /** A claim of the thread, as are AC-10 and AC-11. */
  {
    id: "AC-9",
    party: "owner",
    level: "desc",
    place: "mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com",
    says: "The channel of migration is out of reach of the guest, which can reset its device at any time.",
    provenance: "reconstructed",
  },
  {
    id: "AC-10",
    party: "owner",
    level: "desc",
    place: "mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com",
    says: "Two ways to suspend exist side by side: one of the guest, for power, and one of the hypervisor, for migration.",
    provenance: "reconstructed",
  },
  {
    id: "AC-11",
    party: "owner",
    level: "desc",
    place: "mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com",
    says: "The commands serve passthrough, and trap and emulate too.",
    provenance: "reconstructed",
  },
];

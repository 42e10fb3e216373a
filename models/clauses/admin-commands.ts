/**
 * Clauses B68 to B71: the administration commands that carry device parts and the
 * stop mode: their errors, their order, and the objects that they work on.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01 of 8 April 2026, commit
 * 15f488c, files admin.tex and admin-cmds-resource-objects.tex. It is held in full
 * and each clause was checked against it; `says` is in our words. These are the
 * owner's means: the group owner's driver ("owner") has them done to a member
 * device.
 */
import type { Clause } from "../../checker/types/index.ts";
import { forbids, none, those, whenIts } from "../rules.ts";

export const adminCommands: readonly Clause[] = [
  {
    id: "B68a",
    party: "device",
    level: "MUST NOT",
    place: "admin.tex, Group administration commands, device",
    says: "A command that ends with EINVAL must not have changed any state of the device.",
    provenance: "verbatim",
    rules: [forbids(those("device.completesCommand", { outcome: "obeyed", error: "EINVAL" }))],
  },
  /** Weakened by the words "generally" and "as far as possible". */
  {
    id: "B68b",
    party: "device",
    level: "SHOULD NOT",
    place: "admin.tex, Group administration commands, device",
    says: "Whatever the error, a command that fails should not have changed the state of the device.",
    provenance: "verbatim",
    rules: [forbids(those("device.completesCommand", { outcome: "obeyed" }))],
  },
  {
    id: "B68c",
    party: "device",
    level: "MUST NOT",
    place: "admin.tex, Administration Virtqueues, device",
    says: "A command that ends with EAGAIN or ENOMEM must not have had any effect.",
    provenance: "verbatim",
    rules: [forbids(those("device.completesCommand", { outcome: "obeyed", error: "EAGAIN" }))],
  },
  {
    id: "B69a",
    party: "device",
    level: "MUST",
    place: "admin.tex, Administration Virtqueues, device",
    says: "The commands of one administration virtqueue must be processed in the order of that queue.",
    provenance: "verbatim",
    rules: [
      forbids(
        "device.takesCommand",
        whenIts(
          "adminQueue",
          "while another command is next",
          ({ context }, { mode }) => context.waiting[0] !== mode,
        ),
      ),
    ],
  },
  {
    id: "B69b",
    party: "device",
    level: "MAY",
    place: "admin.tex, Administration Virtqueues, device",
    says: "Commands of different administration virtqueues may be processed in any order.",
    provenance: "verbatim",
    rules: [none("one administration virtqueue is modelled")],
  },
  {
    id: "B69c",
    party: "owner",
    level: "MUST",
    place: "admin.tex, Administration Virtqueues, driver",
    says: "The driver must see to the order of commands on different administration virtqueues itself.",
    provenance: "verbatim",
    rules: [none("one administration virtqueue is modelled")],
  },
  /** That a member is a number from 1 to NumVFs stands beside it without a modal word. */
  {
    id: "B70",
    party: "owner",
    level: "MUST",
    place: "admin.tex, Group administration commands, driver",
    says: "While a command for an SR-IOV member is out, the driver must keep VF Enable set and VF Migration Capable clear.",
    provenance: "verbatim",
    rules: [none("the SR-IOV capability of the owner is not modelled")],
  },
  /** The device that holds the objects is the owner device, not the member. */
  {
    id: "B71",
    party: "device",
    level: "MUST",
    place: "admin-cmds-resource-objects.tex, Device resource objects, device",
    says: "A device reset must destroy all resource objects, those for device parts too.",
    provenance: "verbatim",
    rules: [none("resource objects are not modelled, only the parts that they give access to")],
  },
];

/**
 * Device parts and stop mode of 1.4 as Linux's VFIO driver drives them (VF-4,
 * VF-5), with the IOMMU to track dirty pages (VF-6).
 *
 * The text of 1.4 is held; what the driver does is reconstructed from its code.
 */
import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";
import { contenderParts } from "./contender-parts.ts";
import { idsFrom } from "./lists.ts";

export const contenderVfio: Reading = {
  ...change(contenderParts, {
    name: "contender-vfio",
    says: "virtio 1.4 device parts as Linux's VFIO driver drives them",
    bind: idsFrom("VF-"),
    choose: { "vmm-after-function-reset": "records-running", "peer-order": "quiet-first" },
  }),
  text: "virtio-v1.4-cs01 15f488c, verbatim; Linux VFIO from code",
};

/** Bus mastering of a PCI function: what its device makes of it, and who writes it. */
import type { Interpretation } from "../../checker/types.ts";

export const busMaster: readonly Interpretation[] = [
  {
    id: "bus-master-off",
    party: "device",
    question: "What does a device do besides sending nothing when its bus mastering goes off?",
    choices: {
      "holds-requests": {
        means: "nothing: it keeps its state, and what it would send waits",
        sentence: "A device whose bus mastering goes off MUST keep its status.",
      },
      "clears-driver-ok": {
        means:
          "it clears DRIVER_OK, and leaves it clear when bus mastering is on again (qemu hw/virtio/virtio-pci.c, virtio_write_config)",
      },
    },
  },
  {
    id: "guest-switches-bus-master",
    party: "driver",
    question: "When does the guest switch bus mastering off?",
    choices: {
      never: { means: "not at all" },
      "any-time": { means: "while its device runs, and it goes on with it afterwards" },
      "in-reset": {
        means:
          "after it has reset the device, and on before it initializes it, as Linux does (virtio_pci_freeze, virtio_pci_restore)",
      },
    },
  },
  {
    id: "bus-master-after-reset",
    party: "driver",
    question: "Does the guest write bus mastering back after a function reset, or after D3hot?",
    choices: {
      restored: { means: "yes, with the rest of configuration space" },
      forgotten: { means: "no: it restores all but the Command register (linux 509a447ae80c)" },
    },
  },
  {
    id: "vmm-clears-bus-master",
    party: "vmm",
    question: "Does a hypervisor switch bus mastering off itself?",
    choices: {
      never: { means: "no" },
      "to-stop": { means: "yes, to stop the device for a while, as vfio-pci does for good" },
    },
  },
  {
    id: "vmm-restores-bus-master",
    party: "vmm",
    question: "Does a hypervisor restore bus mastering at the destination (P-26)?",
    choices: {
      yes: { means: "yes: configuration space is the hypervisor's to save" },
      no: { means: "no: it restores device parts, which do not have it" },
    },
  },
];

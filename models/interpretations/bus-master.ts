/** Bus mastering of a PCI function: what its device makes of it, and who writes it. */
import type { Interpretation } from "../../checker/types/index.ts";
import { during, forbids, those, whenIts } from "../rules.ts";
import { RESET } from "../status-values.ts";

/** Bus mastering is switched off, and what becomes of DRIVER_OK. */
const turnsOff = (driverOk: string) => those("driver.setsBusMaster", { master: "off", driverOk });
const byHypervisor = (driverOk: string) => those("hypervisor.clearsBusMaster", { driverOk });
/** The same, whatever becomes of it. */
const switchesOff = those("driver.setsBusMaster", { master: "off" });

export const busMaster: readonly Interpretation[] = [
  {
    id: "bus-master-off",
    party: "device",
    question: "What does a device do besides sending nothing when its bus mastering goes off?",
    choices: {
      "holds-requests": {
        means: "nothing: it keeps its state, and what it would send waits",
        sentence: "A device whose bus mastering goes off MUST keep its status.",
        place: "transport-pci.tex, Common configuration structure layout, device",
        rules: [forbids([turnsOff("cleared"), byHypervisor("cleared")])],
      },
      "clears-driver-ok": {
        means:
          "it clears DRIVER_OK, and leaves it clear when bus mastering is on again (qemu hw/virtio/virtio-pci.c, virtio_write_config)",
        rules: [forbids([turnsOff("kept"), byHypervisor("kept")])],
      },
    },
  },
  {
    id: "guest-switches-bus-master",
    party: "driver",
    question: "When does the guest switch bus mastering off?",
    choices: {
      never: {
        means: "not at all",
        rules: [forbids(switchesOff, during("guestPci", "on", "lost"))],
      },
      "any-time": { means: "while its device runs, and it goes on with it afterwards" },
      "in-reset": {
        means:
          "after it has reset the device, and on before it initializes it, as Linux does (virtio_pci_freeze, virtio_pci_restore)",
        rules: [
          forbids(
            switchesOff,
            whenIts(
              "driver",
              "unless the driver has read that its device is reset",
              ({ value }) => value !== "off",
            ),
          ),
          forbids(
            "driver.writesStatus",
            whenIts(
              "guestPci",
              "while the guest has not switched bus mastering on again",
              ({ value }, event) => value !== "on" && event.value !== RESET,
            ),
          ),
        ],
      },
    },
  },
  {
    id: "bus-master-after-reset",
    party: "driver",
    question: "Does the guest write bus mastering back after a function reset, or after D3hot?",
    choices: {
      restored: {
        means: "yes, with the rest of configuration space",
        rules: [forbids("driver.setsBusMaster", during("guestPci", "lost"))],
      },
      forgotten: {
        means: "no: it restores all but the Command register (linux 509a447ae80c)",
        rules: [forbids("driver.restoresBusMaster", during("guestPci", "lost"))],
      },
    },
  },
  {
    id: "vmm-clears-bus-master",
    party: "vmm",
    question: "Does a hypervisor switch bus mastering off itself?",
    choices: {
      never: {
        means: "no",
        rules: [forbids("hypervisor.clearsBusMaster", during("vmmPci", "idle", "moved"))],
      },
      "to-stop": { means: "yes, to stop the device for a while, as vfio-pci does for good" },
    },
  },
  {
    id: "vmm-restores-bus-master",
    party: "vmm",
    question: "Does a hypervisor restore bus mastering at the destination (P-26)?",
    choices: {
      yes: {
        means: "yes: configuration space is the hypervisor's to save",
        rules: [forbids("hypervisor.clearsBusMaster", during("vmmPci", "moved"))],
      },
      no: {
        means: "no: it restores device parts, which do not have it",
        rules: [forbids("hypervisor.restoresBusMaster", during("vmmPci", "moved"))],
      },
    },
  },
];

/**
 * Guest memory in two pages as a hypervisor copies it: page 0 holds the rings, page
 * 1 the buffers. Each is in the dirty log or not, and differs from its copy or not.
 *
 * The guest's CPUs are logged exactly. A device's write is logged by the IOMMU when
 * it translates the address, which is before the write lands, and only once for
 * each translation that it keeps; or by the device, with the write; or not at all,
 * and then every page counts as dirty (VF-8). To read the log clears it (VF-7).
 *
 * Not modelled: granularity, an error of the log, pages that are sent late.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import { type Scope, upTo } from "../scope.ts";
import { by, onEach, type Seen, set } from "../words.ts";

interface Context {
  /** The copy does not hold what memory holds. */
  readonly differs: boolean;
  readonly logged: boolean;
  /** The device's own log names it: apart, where a reset clears that log alone. */
  readonly byDevice: boolean;
  /** The log that was read names it, and it is not copied yet. */
  readonly due: boolean;
  /** The IOMMU keeps a translation of it that has been logged. */
  readonly kept: boolean;
}

/** Page 0; the other one holds the buffers. */
const RINGS = 0;

const page = (scope: Scope, p: number): MachineDeclaration => ({
  name: `page${p}`,
  kind: "page",
  actor: "hypervisor",
  key: `${p} ${scope.pciConfig}`,
  build: (reading) => {
    const log = reading.choice("dirty-log");
    const flushes = reading.choice("iotlb-flush") !== "no";
    const becomes = (change: (context: Context) => Partial<Context>) => ({
      target: "page",
      actions: set<Context>(({ context }) => change(context)),
    });
    const translated = ({ logged, kept }: Context): Partial<Context> =>
      log === "iommu" ? { logged: logged || !kept, kept: true } : {};
    const cleared = log === "device" && reading.choice("dirty-log-after-reset") === "cleared";
    const landed = ({ logged }: Context): Partial<Context> =>
      cleared
        ? { differs: true, byDevice: true }
        : { differs: true, logged: logged || log === "device" };
    const byCpu = becomes(() => ({ differs: true, logged: true }));
    const byDevice = becomes((context) => {
      const sent = { ...context, ...translated(context) };
      return { ...sent, ...landed(sent) };
    });
    const resets = [
      "device.completesReset",
      scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
    ];
    const rings = {
      ...onEach(["driver.makesAvailable", "driver.enablesQueue"], byCpu),
      "device.uses": byDevice,
    };
    const buffers = {
      "device.writesBuffer": becomes(translated),
      "payload.lands": becomes(landed),
    };
    return createMachine({
      types: {} as { context: Context; events: Happening },
      id: "page",
      context: { differs: true, logged: true, byDevice: false, due: false, kept: false },
      initial: "page",
      states: {
        page: {
          tags: ["rest"],
          on: {
            ...(p === RINGS ? rings : buffers),
            // The first round copies all, whatever was logged before.
            "hypervisor.begins": becomes(() => ({ due: true })),
            // What the device kept of its own log goes with the rest of its state.
            ...onEach(
              resets,
              becomes(() => ({ byDevice: false })),
            ),
            "hypervisor.readsLog": {
              ...becomes(({ logged, byDevice, due, kept }) => ({
                due: due || logged || byDevice,
                byDevice: false,
                logged: log === "none",
                kept: kept && !flushes,
              })),
              ...by("VF-7a"),
            },
            "hypervisor.copiesPage": {
              guard: ({ context }: Seen<Context>) => context.due,
              ...becomes(() => ({ due: false, differs: false })),
            },
            "hypervisor.endsRound": {
              guard: ({ context }: Seen<Context>) => !context.due,
              target: "page",
            },
          },
        },
      },
    });
  },
});

export const pages = (scope: Scope): readonly MachineDeclaration[] =>
  upTo(2).map((p) => page(scope, p));

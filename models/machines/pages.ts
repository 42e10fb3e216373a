/**
 * Guest memory in two pages as a hypervisor copies it: page 0 holds the rings, page
 * 1 the buffers. Each is in the dirty log or not, and differs from its copy or not.
 *
 * The guest's CPUs are logged exactly. A device's write is logged by the IOMMU when
 * it translates the address, which is before the write lands, and only once for
 * each translation that it keeps; or with the write, in a log of the hypervisor's or
 * in the device; or not at all. To read the log clears it, with the translations that
 * the IOMMU keeps or without them, or leaves every page in it. Which of these it is
 * the events say: see `log` in `events/memory.ts`.
 *
 * Not modelled: granularity, an error of the log, pages that are sent late.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { type Scope, upTo } from "../scope.ts";
import { onEach, type Seen, set } from "../words.ts";

interface Context {
  /** The copy does not hold what memory holds. */
  readonly differs: boolean;
  readonly logged: boolean;
  /** The log in the device names it: apart, because a reset clears that log alone. */
  readonly byDevice: boolean;
  /** The log that was read names it, and it is not copied yet. */
  readonly due: boolean;
  /** The IOMMU keeps a translation of it that has been logged. */
  readonly kept: boolean;
}

type Step = Seen<Context>;

/** Page 0; the other one holds the buffers. */
const RINGS = 0;

/** The device has the address translated: logged unless that translation is kept. */
const translated = ({ context: { logged, kept }, event }: Step): Partial<Context> =>
  event.log === "IOMMU" ? { logged: logged || !kept, kept: true } : {};

const landed = ({ context: { logged, byDevice }, event }: Step): Partial<Context> => ({
  differs: true,
  logged: logged || event.log === "VMM",
  byDevice: byDevice || event.log === "device",
});

const page = (scope: Scope, p: number): MachineDeclaration => ({
  name: `page${p}`,
  kind: "page",
  actor: "hypervisor",
  key: `${p} ${scope.pciConfig}`,
  build: () => {
    const becomes = (change: (step: Step) => Partial<Context>) => ({
      target: "page",
      actions: set<Context>(change),
    });
    const resets = [
      "device.completesReset",
      scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
    ];
    const rings = {
      ...onEach(
        ["driver.makesAvailable", "driver.enablesQueue"],
        becomes(() => ({ differs: true, logged: true })),
      ),
      "device.uses": becomes((step) => ({ ...landed(step), ...translated(step) })),
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
            "hypervisor.readsLog": becomes(({ context, event }) => ({
              due: context.due || context.logged || context.byDevice,
              byDevice: false,
              logged: event.log === "all stays",
              kept: context.kept && event.log !== "flushed",
            })),
            "hypervisor.copiesPage": {
              guard: ({ context }: Step) => context.due,
              ...becomes(() => ({ due: false, differs: false })),
            },
            "hypervisor.endsRound": {
              guard: ({ context }: Step) => !context.due,
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

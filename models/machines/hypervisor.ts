/**
 * The hypervisor: traps, and a stop-and-copy migration step by step.
 *
 * Whom it stops first, by what means, whether it finishes trapped accesses first, what
 * it waits for and whether it notifies or kicks once more after the restore is its
 * conduct: the text says nothing about most of it. It has accesses of its own to the
 * status register; the device cannot tell who wrote.
 *
 *   begin -> stop, pause CPUs (-> flush) -> save status and queues -> copy memory
 *   a snapshot:  -> finish -> let the device go -> let the CPUs run
 *   a migration: -> switch -> restore -> (notify, kick) -> let go, CPUs run
 *
 * How it stops a device stands in `hypervisor-stop.ts`, what it saves and restores in
 * `hypervisor-save.ts`.
 *
 * Not modelled: several devices (see `peer.ts`), a failing destination.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { set } from "../words.ts";
import { type Context, hypervisorKit, nothingDone, type Step } from "./hypervisor-kit.ts";
import { restoring, saving } from "./hypervisor-save.ts";
import { lettingGo, stopping } from "./hypervisor-stop.ts";

export const hypervisor = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "orchestrator",
  actor: "hypervisor",
  key: [
    scope.queues,
    scope.migrations,
    scope.aborts,
    scope.retries,
    scope.restores,
    scope.common,
    scope.pciConfig,
  ].join(" "),
  build: () => {
    const kit = hypervisorKit(scope);
    return createMachine({
      types: {} as { context: Context; events: Happening },
      id: "orchestrator",
      context: { migrations: 0, aborts: 0, retries: 0, ...nothingDone },
      initial: "idle",
      states: {
        ...kit.at(
          "idle",
          {
            "hypervisor.begins": {
              guard: ({ context }: Step) => context.migrations < scope.migrations,
              target: "examining",
              actions: set<Context>(({ context }) => ({ migrations: context.migrations + 1 })),
            },
          },
          ["rest"],
          true,
        ),
        ...stopping(scope, kit),
        ...saving(scope, kit),
        ...(scope.restores > 0 ? restoring(kit) : {}),
        // The source goes on, and the guest after it.
        ...lettingGo(kit, "goingBack"),
        ...kit.at("runningAgain", { "hypervisor.resumesVcpus": { target: "idle" } }),
      },
    });
  },
});

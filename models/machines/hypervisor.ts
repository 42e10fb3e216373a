/**
 * The hypervisor: traps, and a stop-and-copy migration step by step.
 *
 * Who is stopped first, by what means, whether trapped accesses are finished first,
 * and whether the VMM notifies or kicks once more after the restore are
 * interpretations: the text says nothing about most of them. The hypervisor has
 * accesses of its own to the status register; the device cannot tell who wrote.
 *
 *   begin -> (pause CPUs -> flush) -> stop -> save status and queues -> copy memory
 *   a snapshot:  -> finish -> let the device go -> let the CPUs run
 *   a migration: -> switch -> restore -> (notify, kick) -> let go, CPUs run
 *
 * How it stops a device stands in `hypervisor-stop.ts` and `hypervisor-mode.ts`,
 * what it saves in `hypervisor-save.ts`, the destination in `hypervisor-restore.ts`.
 *
 * Not modelled: several devices (see `peer.ts`), a failing destination.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { set } from "../words.ts";
import { type Context, hypervisorKit, type States } from "./hypervisor-kit.ts";
import { restoring } from "./hypervisor-restore.ts";
import { saving, settles, settling } from "./hypervisor-save.ts";
import { stopOf } from "./hypervisor-stop.ts";

export const hypervisor = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "hypervisor",
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
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const kit = hypervisorKit(scope, reading);
  const { performs, waitsWith } = kit;
  const order = reading.choice("migration-order");
  const flushes = scope.common === "trapped" && reading.choice("vmm-flushes") === "yes";
  // Device first: the CPUs are paused when the device has been seen stopped.
  const deviceFirst = order === "device-first";
  const pausing = deviceFirst ? "pausingLast" : "pausing";
  const flushing = deviceFirst ? "flushingLast" : "flushing";
  const settlesWhen = settles(reading);
  const save = settlesWhen === "once-stopped" ? "settling" : "savingStatus";
  const stop = stopOf(scope, reading, kit, deviceFirst ? pausing : save);
  const settlesFirst = settlesWhen === "before-it-stops";
  const first = settlesFirst ? "settlingFirst" : stop.first;
  const afterPause = deviceFirst ? save : first;
  const restore = restoring(reading, kit, stop);
  const pauses: States = {
    [pausing]: {
      on: {
        ...waitsWith(pausing),
        "hypervisor.pausesVcpus": { target: flushes ? flushing : afterPause },
      },
    },
    ...(flushes
      ? {
          [flushing]: {
            on: { ...performs(flushing), "hypervisor.flushes": { target: afterPause } },
          },
        }
      : {}),
  };
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "hypervisor",
    context: { migrations: 0, aborts: 0, retries: 0, queue: 0, stoppedIt: false },
    initial: "idle",
    states: {
      idle: {
        tags: ["rest"],
        on: {
          ...performs("idle"),
          "hypervisor.begins": {
            guard: ({ context }) => context.migrations < scope.migrations,
            target: order === "guest-first" ? pausing : first,
            actions: set<Context>(({ context }) => ({ migrations: context.migrations + 1 })),
          },
        },
      },
      ...pauses,
      ...(settlesFirst ? settling(kit, "settlingFirst", stop.first) : {}),
      ...stop.states,
      ...saving(scope, reading, kit, restore.first),
      ...(scope.restores > 0 ? restore.states : {}),
      // The source goes on, and the guest after it.
      ...stop.letsGo("goingBack"),
      runningAgain: {
        on: { ...waitsWith("runningAgain"), "hypervisor.resumesVcpus": { target: "idle" } },
      },
    },
  });
}

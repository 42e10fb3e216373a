/**
 * The mode that the owner of a device has put it into, beside its status.
 *
 * Models admin-cmds-device-parts.tex, Device parts, at virtio-v1.4-cs01 15f488c
 * (clauses P-4 to P-14), the modes of autumn 2023 (AC-3, AC-4) and the suspend of
 * vDPA (VD-1, VD-6), which differ in what a stopped device still takes.
 *
 *   active -- begin stopped --> stopping -- stopped: done --> stopped (-> frozen)
 *   stopped, frozen -- active: done --> active
 *
 * The machine takes part in every device event of the data path. Whether a reset of
 * the device ends its being stopped is in no clause (H8): an interpretation.
 *
 * Not modelled: other registers of a frozen device than status and queue_reset, PME.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { blocked, by, inForceOf, onEach, packets, type Seen, set } from "../words.ts";
import { configuring, consuming, finishing } from "./status-kit.ts";

interface Context {
  /** How often it has answered a command with an error. */
  readonly failures: number;
  /** Whether it carries out a command to stop, or to freeze. */
  readonly begun: boolean;
}

type Step = Seen<Context>;

export const mode = (scope: Scope): MachineDeclaration => ({
  name: "mode",
  kind: "mode",
  actor: "device",
  key: `${scope.failures} ${scope.pciConfig} ${scope.common}`,
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const freezes = reading.choice("stop-mode") === "freeze";
  const survives = reading.choice("mode-after-reset") === "survives";
  const goesOn = reading.choice("until-stopped") === "goes-on";
  const waits = reading.choice("suspend-while-stopped") === "waits";
  const resets = [
    "device.completesReset",
    scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
  ];
  const presents = ["device.presentsSuspended", "device.presentsResumed"];
  const works = (state: string, events: readonly string[]) => onEach(events, { target: state });
  const silentBy = (state: string, clauses: readonly string[], events: readonly string[]) => {
    const clause = inForceOf(reading, ...clauses);
    return clause === undefined ? works(state, events) : onEach(events, blocked(clause));
  };
  const is = (event: Happening, asked: string, outcome: string): boolean =>
    event.mode === asked && event.outcome === outcome;
  const fails = ({ context }: Step): boolean => context.failures < scope.failures;
  const failed = set<Context>(({ context }) => ({
    failures: context.failures + 1,
    begun: false,
  }));
  const answered = set<Context>(() => ({ begun: false }));
  const done = (asked: string, target: string, clauses: string, says?: string) => ({
    guard: ({ event }: Step) => is(event, asked, "done"),
    target,
    actions: answered,
    ...by(clauses, says),
  });
  const refused = (asked: string, target: string) => ({
    guard: (step: Step) => is(step.event, asked, "refused") && fails(step),
    target,
    actions: failed,
    ...by("B68b P-10c", "refuses"),
  });
  /** An error, and yet it was done: nothing in force says that it must not be. */
  const carriedOut = (asked: string, target: string) => ({
    guard: (step: Step) => is(step.event, asked, "carried out") && fails(step),
    target,
    actions: failed,
    ...by("", "errs and obeys"),
  });
  const hasNoEffect = inForceOf(reading, "P-10c", "B68b") !== undefined;
  const failing = (asked: string, before: string, after: string) => [
    refused(asked, before),
    ...(hasNoEffect ? [] : [carriedOut(asked, after)]),
  ];
  /** A command for the mode that the device has already must succeed (P-10). */
  const repeated = (asked: string, here: string, clause: string) => [
    done(asked, here, clause),
    ...(reading.inForce(clause) ? [] : [refused(asked, here)]),
  ];
  const begins = (asks: boolean, target: string) => ({
    guard: ({ event }: Step) => (event.mode !== "active") === asks,
    target,
    actions: set<Context>(() => ({ begun: asks })),
  });
  /** A write of the guest to its registers; a frozen device ignores it. */
  const direct = scope.common === "direct";
  const registers = {
    write: [...(direct ? ["driver.writesStatus"] : []), "driver.writesQueueReset"],
    lost: ["mode.losesWrite", "mode.losesQueueReset"],
  };
  const written = (state: string) => ({
    ...works(state, registers.write),
    ...onEach(registers.lost, blocked()),
  });
  const arrives = (state: string) => ({
    "kick.arrives": { target: state, ...by("P-8a AC-4b") },
    "device.ignoresKick": blocked(),
  });
  const switched = { "hypervisor.switches": { target: "active" } };
  const afterReset = (here: string) => {
    if (survives) return { target: here, ...by("P-14") };
    return [
      { guard: ({ context }: Step) => context.begun, target: "stopping", ...by("P-14") },
      { guard: ({ context }: Step) => !context.begun, target: "active", ...by("P-14") },
    ];
  };
  const stopped = (here: string) => ({
    ...switched,
    ...packets(reading, here, true),
    "device.takesCommand": [begins(true, here), begins(false, here)],
    ...onEach(resets, afterReset(here)),
    ...silentBy(
      here,
      ["P-5a", "AC-4a", "VD-1a"],
      [...consuming, "device.writesBuffer", "device.uses"],
    ),
    ...silentBy(here, ["P-5b", "AC-4a", "VD-6"], ["device.interrupts"]),
    ...silentBy(here, ["P-5b", "AC-4a", "VD-1c"], configuring),
    ...(waits ? onEach(presents, blocked()) : works(here, presents)),
  });
  const resumes = [
    done("active", "active", "", "runs again"),
    ...failing("active", "stopped", "active"),
  ];
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "mode",
    context: { failures: 0, begun: false },
    initial: "active",
    states: {
      active: {
        tags: ["rest"],
        on: {
          ...switched,
          ...arrives("active"),
          ...packets(reading, "active", false),
          ...works("active", [...consuming, ...finishing, ...configuring, ...presents, ...resets]),
          ...written("active"),
          "device.takesCommand": [begins(true, "stopping"), begins(false, "active")],
          "device.completesCommand": repeated("active", "active", "P-10b"),
        },
      },
      // It finishes what it has begun before it answers (P-6b, P-7).
      stopping: {
        on: {
          ...switched,
          ...arrives("stopping"),
          ...packets(reading, "stopping", false),
          ...written("stopping"),
          ...works("stopping", [...finishing, ...configuring, ...presents, ...resets]),
          ...(goesOn ? works("stopping", consuming) : onEach(consuming, blocked())),
          "device.completesCommand": [
            done("stopped", "stopped", "P-6b P-7a AC-6", "is stopped"),
            ...failing("stopped", "active", "stopped"),
            ...(freezes ? [done("frozen", "frozen", "AC-4d", "is frozen")] : []),
          ],
        },
      },
      stopped: {
        tags: ["rest"],
        on: {
          ...stopped("stopped"),
          ...arrives("stopped"),
          ...written("stopped"),
          "device.completesCommand": [
            ...repeated("stopped", "stopped", "P-10a"),
            ...resumes,
            ...(freezes
              ? [
                  done("frozen", "frozen", "AC-4d", "is frozen"),
                  ...failing("frozen", "stopped", "frozen"),
                ]
              : []),
          ],
        },
      },
      // Kicks and register writes are ignored too (AC-4c).
      ...(freezes
        ? {
            frozen: {
              tags: ["rest"],
              on: {
                ...stopped("frozen"),
                "kick.arrives": blocked("AC-4c"),
                ...onEach(registers.write, blocked("AC-4c")),
                ...onEach(
                  registers.lost,
                  direct ? { target: "frozen", ...by("AC-4c", "ignores it") } : blocked(),
                ),
                "device.ignoresKick": { target: "frozen", ...by("AC-4c", "ignores it") },
                "device.completesCommand": [
                  done("active", "active", "", "runs again"),
                  ...failing("active", "frozen", "active"),
                  ...repeated("frozen", "frozen", "AC-1"),
                  ...repeated("stopped", "frozen", "AC-1"),
                ],
              },
            },
          }
        : {}),
    },
  });
}

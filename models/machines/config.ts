/**
 * The device configuration space, its generation, and the notification that is
 * owed for a change; and the environment that changes it and sends packets.
 *
 * Models content.tex, Device Configuration Space and Notification of Device
 * Configuration Changes, and the two sentences of Device Suspend about changes
 * that occur while suspended (S-12, S-13).
 *
 * A change is `seen` at once by a device that runs; its generation may stay the same
 * (`uncounted`). One that is suspended owes the notification until it runs again (`seen
 * late`), or keeps the change itself from its fields until then (`hidden`).
 *
 * Not modelled: config_generation wider than two bits, fields one by one.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { blocked, onEach, type Seen, set } from "../words.ts";

interface Context {
  readonly version: number;
  readonly generation: number;
  /** Changes that the fields do not show yet. */
  readonly hidden: number;
}

type Step = Seen<Context>;

const next = (generation: number): number => (generation + 1) % 4;

export const config = (scope: Scope): MachineDeclaration => ({
  name: "config",
  kind: "config",
  actor: "device",
  key: `${scope.configChanges} ${scope.pciConfig} ${scope.deviceConfig}`,
  build: () => build(scope),
});

function build(scope: Scope) {
  const effects = effectsOf(scope);
  const common = commonIn(scope, effects.revealed);
  const changes = changesBy(effects);
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "config",
    context: { version: 0, generation: 0, hidden: 0 },
    initial: "settled",
    states: {
      settled: {
        tags: ["rest"],
        on: {
          ...common("settled", "owed"),
          "environment.changesConfig": changes("owed", "owedLate", "settled"),
          "vector.dropsConfigInterrupt": blocked(),
        },
      },
      owed: {
        on: {
          ...common("owed", "owed"),
          "environment.changesConfig": changes("owed", "owedLate", "owed"),
          "device.notifiesConfig": { target: "settled" },
          "vector.dropsConfigInterrupt": { target: "settled" },
        },
      },
      owedLate: {
        on: {
          ...common("owedLate", "owedLate"),
          "environment.changesConfig": changes("owedLate", "owedLate", "owedLate"),
          "device.notifiesConfigLate": { target: "settled" },
          "vector.dropsConfigInterrupt": { target: "settled" },
        },
      },
    },
  });
}

type Change = ReturnType<typeof set<Context>>;

/** What a change does to the fields, to the generation, and to what is hidden. */
function effectsOf(scope: Scope) {
  // The environment bounds the changes; the bound here keeps the table finite.
  const capped = (n: number): number => Math.min(n, scope.configChanges);
  const changed = set<Context>(({ context }) => ({
    version: capped(context.version + 1),
    generation: next(context.generation),
  }));
  const uncounted = set<Context>(({ context }) => ({ version: capped(context.version + 1) }));
  const hidden = set<Context>(({ context }) => ({ hidden: capped(context.hidden + 1) }));
  const revealed = set<Context>(({ context }) => ({
    version: capped(context.version + context.hidden),
    generation: context.hidden > 0 ? next(context.generation) : context.generation,
    hidden: 0,
  }));
  return { changed, uncounted, hidden, revealed };
}

const shown = (effect: string, target: string, actions: Change) => ({
  guard: ({ event }: Step) => event.effect === effect,
  target,
  actions,
});

/** Where each effect of a change leads to. */
const changesBy =
  ({ changed, uncounted, hidden }: ReturnType<typeof effectsOf>) =>
  (seen: string, late: string, same: string) => [
    shown("seen", seen, changed),
    shown("uncounted", seen, uncounted),
    shown("seen late", late, changed),
    shown("hidden", same, hidden),
  ];

/** What reads find, and what other machines do, in every state. */
function commonIn(scope: Scope, revealed: Change) {
  const trapped = scope.deviceConfig === "trapped";
  const deviceGone =
    scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset";
  return (state: string, afterResume: string) => ({
    [trapped ? "hypervisor.answersGeneration" : "driver.readsGeneration"]: {
      guard: ({ context, event }: Step) => event.generation === context.generation,
      target: state,
    },
    [trapped ? "hypervisor.answersConfig" : "driver.readsConfig"]: {
      guard: ({ context, event }: Step) => event.version === context.version,
      target: state,
    },
    "device.presentsSuspended": { target: state },
    // A device that fails tells its driver by the same notification.
    "device.fails": [
      { guard: ({ event }: Step) => event.driver === "told", target: "owed" },
      { guard: ({ event }: Step) => event.driver === "untold", target: state },
    ],
    "device.presentsResumed": [
      { guard: ({ context }: Step) => context.hidden === 0, target: state },
      { guard: ({ context }: Step) => context.hidden > 0, target: afterResume, actions: revealed },
    ],
    "device.completesReset": { target: "settled", actions: revealed },
    [deviceGone]: { target: "settled", actions: revealed },
    "device.losesState": { target: "settled", actions: revealed },
    // The configuration itself belongs to the back-end and is the same there.
    "hypervisor.switches": [
      { guard: ({ event }: Step) => event.pending === "carried", target: state },
      { guard: ({ event }: Step) => event.pending === "lost", target: "settled" },
    ],
  });
}

interface Counts {
  readonly changes: number;
  readonly packets: number;
}

/** Whatever is outside: it changes the configuration and sends packets. */
export const environment = (scope: Scope): MachineDeclaration => ({
  name: "environment",
  kind: "environment",
  actor: "environment",
  key: `${scope.configChanges} ${scope.packets}`,
  build: () =>
    createMachine({
      types: {} as { context: Counts; events: Happening },
      id: "environment",
      context: { changes: 0, packets: 0 },
      initial: "outside",
      states: {
        outside: {
          tags: ["rest"],
          on: {
            "environment.changesConfig": {
              guard: ({ context }) => context.changes < scope.configChanges,
              target: "outside",
              actions: set<Counts>(({ context }) => ({ changes: context.changes + 1 })),
            },
            ...onEach(["environment.sendsPacket", "stop.losesPacket"], {
              guard: ({ context }: { context: Counts }) => context.packets < scope.packets,
              target: "outside",
              actions: set<Counts>(({ context }) => ({ packets: context.packets + 1 })),
            }),
          },
        },
      },
    }),
});

/** A packet that the device has received and has no used buffer for yet. */
export const backlog = (): MachineDeclaration => ({
  name: "backlog",
  kind: "backlog",
  actor: "device",
  key: "",
  build: () =>
    createMachine({
      types: {} as { events: Happening },
      id: "backlog",
      initial: "empty",
      states: {
        empty: {
          tags: ["rest"],
          on: {
            "environment.sendsPacket": [
              { guard: ({ event }) => event.fate === "kept", target: "waiting" },
              { guard: ({ event }) => event.fate === "lost", target: "empty" },
            ],
            "device.uses": {},
          },
        },
        waiting: {
          on: {
            "environment.sendsPacket": {},
            "device.uses": { target: "empty" },
          },
        },
      },
    }),
});

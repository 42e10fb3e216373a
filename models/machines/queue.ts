/**
 * The device side of one virtqueue: its private cursors and what it has fetched.
 *
 * Models content.tex, Virtqueues and Virtqueue Reset, and split-ring.tex at
 * virtio-v1.4-cs01 15f488c, for a device that returns buffers in any order.
 *
 * The device looks at the ring because of a kick or unasked (B49), fetches until
 * it finds nothing, and then waits. `nextAvail` and `nextUsed` are kept modulo
 * twice the ring size; `inFlight` holds the buffers fetched and not yet used.
 *
 * A queue_reset write may be performed, ignored or left for later; which of them
 * is said by the status machine, because it depends on SUSPEND.
 *
 * Not modelled: EVENT_IDX, chains of more than one descriptor, IN_ORDER.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import { countOf, DISABLED, listOf, savedPosition } from "../saved-position.ts";
import { NO_POSITION, type Scope } from "../scope.ts";
import { blocked, by, inForceOf, onEach, type Seen, set } from "../words.ts";

interface Context {
  /** The next available entry to fetch (Linux, QEMU: last_avail_idx); NO_POSITION
   *  while the queue is disabled. */
  readonly nextAvail: number;
  /** Where the next used entry goes. */
  readonly nextUsed: number;
  readonly inFlight: readonly number[];
  /** The device has a reason to look at the ring. */
  readonly looking: boolean;
}

type Step = Seen<Context>;

const fresh: Context = { nextAvail: 0, nextUsed: 0, inFlight: [], looking: false };
const disabled: Context = { ...fresh, nextAvail: NO_POSITION, nextUsed: NO_POSITION };
const becomesFresh = set<Context>(() => fresh);
const becomesDisabled = set<Context>(() => disabled);

export const queue = (scope: Scope, q: number): MachineDeclaration => ({
  name: `queue${q}`,
  kind: "queue",
  actor: "device",
  key: `${scope.ring} ${scope.starts} ${scope.pciConfig} ${scope.packets > 0} ${scope.transport}`,
  build: (reading) => build(scope, reading),
});

/** To ask for the position; vhost-user stops the ring by it. */
const givesPosition = ["hypervisor.savesQueue", "hypervisor.stopsRing"];

function build(scope: Scope, reading: ReadingView) {
  const after = (index: number): number => (index + 1) % (2 * scope.ring);
  const before = (index: number, count: number): number =>
    (index - count + 2 * scope.ring) % (2 * scope.ring);
  const mmio = scope.transport === "mmio";
  // A queue whose QueueReady is 0 is left alone by a clause; without it the device may go on.
  const goesOn = mmio && !reading.inForce("B31");
  /** QueueReady 0: nothing private is left, now or when the device runs. */
  const readyWrites = (state: string) =>
    mmio
      ? {
          "driver.writesQueueReady": [
            {
              guard: ({ event }: Step) =>
                event.effect === "performed" && state === "live" && !goesOn,
              target: "#queue.disabled",
              actions: becomesDisabled,
              ...by("B31"),
            },
            {
              guard: ({ event }: Step) => event.effect === "deferred" && state === "live",
              target: "#queue.stopsLater",
            },
            {
              guard: ({ event }: Step) =>
                state !== "live" ||
                event.effect === "ignored" ||
                (event.effect === "performed" && goesOn),
              target: `#queue.${state}`,
            },
          ],
        }
      : {};
  const rescans = reading.choice("rescan-on-resume") === "yes";
  // A careful VMM reads queue_reset, and waits while it is 1, before it saves.
  const saveWaits = reading.choice("vmm-flushes") === "yes";
  // In a receive queue a buffer is fetched before there is anything to put into it.
  const parks = scope.packets > 0 && reading.choice("parked-buffers") === "left";
  const drainsFirst = parks ? undefined : inForceOf(reading, "S-16b", "V2-8b");
  const reads = (register: { reset: number; enable: number }) => ({
    "driver.readsQueueReset": {
      guard: ({ event }: Step) => event.value === register.reset,
      target: "",
    },
    "driver.readsQueueEnable": {
      guard: ({ event }: Step) => event.value === register.enable,
      target: "",
    },
  });
  /** What ends or replaces the device that this queue belongs to. */
  const anywhere = {
    "device.completesReset": {
      target: "#queue.disabled",
      actions: becomesDisabled,
      ...by("B15 B16b"),
    },
    [scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset"]: {
      target: "#queue.disabled",
      actions: becomesDisabled,
    },
    "device.losesState": { target: "#queue.disabled", actions: becomesDisabled },
    "hypervisor.switches": { target: "#queue.disabled", actions: becomesDisabled },
  };
  const resume = (state: string) => ({
    target: `#queue.${state}`,
    ...(rescans ? { actions: set<Context>(() => ({ looking: true })) } : {}),
  });
  const position = savedPosition(reading);
  /** Where the device stands, as far as the saved state holds it. */
  const saved = (state: string) => {
    const isThis = ({ context, event }: Step): boolean =>
      event.at === (position.holdsIndices ? context.nextAvail : NO_POSITION) &&
      event.open === position.openOf(context.inFlight);
    const open = ({ context }: Step): boolean => context.inFlight.length > 0;
    return [
      { guard: (s: Step) => isThis(s) && !open(s), target: `#queue.${state}` },
      {
        guard: (s: Step) => isThis(s) && open(s),
        target: `#queue.${state}`,
        ...by("", "has buffers in flight"),
      },
    ];
  };
  const notFetching = onEach(["device.handlesKick", "device.writesBuffer"], blocked());
  const drainsForOwner = parks ? undefined : inForceOf(reading, "P-7a", "AC-6", "VD-6");
  /** A mode command: before a stop is done, what was fetched is returned. */
  const answered = (state: string) => [
    {
      guard: ({ event }: Step) => event.mode === "active",
      target: `#queue.${state}`,
      ...(rescans ? { actions: set<Context>(() => ({ looking: true })) } : {}),
    },
    {
      guard: ({ context, event }: Step) =>
        event.mode !== "active" &&
        (drainsForOwner === undefined ||
          event.outcome === "refused" ||
          context.inFlight.length === 0),
      target: `#queue.${state}`,
      ...by(drainsForOwner ?? ""),
    },
  ];
  const here = <T extends object>(state: string, transitions: T): T =>
    Object.fromEntries(
      Object.entries(transitions).map(([event, t]) => [event, { ...t, target: `#queue.${state}` }]),
    ) as T;

  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "queue",
    context: scope.starts === "running" ? fresh : disabled,
    initial: scope.starts === "running" ? "live" : "disabled",
    states: {
      disabled: {
        tags: ["rest"],
        on: {
          ...anywhere,
          ...readyWrites("disabled"),
          ...here("disabled", reads({ reset: 0, enable: 0 })),
          ...notFetching,
          "device.presentsSuspended": { target: "disabled" },
          "device.completesCommand": { target: "disabled" },
          "device.presentsResumed": { target: "disabled" },
          ...onEach(givesPosition, {
            guard: ({ event }: Step) => event.at === NO_POSITION && event.open === DISABLED,
            target: "disabled",
          }),
          "hypervisor.restoresQueue": [
            {
              guard: ({ event }) => event.at === NO_POSITION && event.open === DISABLED,
              target: "disabled",
            },
            {
              guard: ({ event }) => event.at === NO_POSITION && event.open !== DISABLED,
              target: "unplaced",
            },
            {
              guard: ({ event }) => event.at !== NO_POSITION && event.open !== DISABLED,
              target: "live",
              actions: set<Context>(({ event }) => ({
                nextAvail: event.at,
                nextUsed: before(event.at, countOf(event.open)),
                inFlight: listOf(event.open),
              })),
            },
          ],
          "driver.enablesQueue": { target: "live", actions: becomesFresh, ...by("B8") },
          // A queue that was reset already is reset once more, to no effect.
          "driver.writesQueueReset": { target: "disabled" },
          "hypervisor.writesQueueReset": { target: "disabled" },
        },
      },
      live: {
        tags: ["rest"],
        on: {
          ...anywhere,
          ...readyWrites("live"),
          ...here("live", reads({ reset: 0, enable: 1 })),
          "device.handlesKick": {
            target: "live",
            actions: set<Context>(() => ({ looking: true })),
          },
          "device.polls": {
            guard: ({ context }) => !context.looking,
            target: "live",
            actions: set<Context>(() => ({ looking: true })),
            ...by("B49"),
          },
          "device.fetches": {
            guard: ({ context, event }) =>
              context.looking &&
              event.at === context.nextAvail &&
              !context.inFlight.includes(event.b),
            target: "live",
            actions: set<Context>(({ context, event }) => ({
              nextAvail: after(context.nextAvail),
              inFlight: [...context.inFlight, event.b].sort(),
            })),
            ...by("B49"),
          },
          "device.findsNothing": {
            guard: ({ context, event }) => context.looking && event.at === context.nextAvail,
            target: "live",
            actions: set<Context>(() => ({ looking: false })),
          },
          "device.writesBuffer": {
            guard: ({ context, event }) => context.inFlight.includes(event.b),
            target: "live",
          },
          "device.uses": {
            guard: ({ context, event }) =>
              context.inFlight.includes(event.b) && event.at === context.nextUsed,
            target: "live",
            actions: set<Context>(({ context, event }) => ({
              nextUsed: after(context.nextUsed),
              inFlight: context.inFlight.filter((b) => b !== event.b),
            })),
            ...by("B47a"),
          },
          "device.presentsSuspended": drainsFirst
            ? {
                guard: ({ context }) => context.inFlight.length === 0,
                target: "live",
                ...by(drainsFirst),
              }
            : { target: "live" },
          "device.presentsResumed": resume("live"),
          "device.completesCommand": answered("live"),
          "driver.writesQueueReset": resetWrite("live"),
          "hypervisor.writesQueueReset": resetWrite("live"),
          ...onEach(givesPosition, saved("live")),
        },
      },
      // Enabled at a destination that was told no position, and takes none from memory:
      // what such a device does is not modelled.
      unplaced: {
        on: {
          ...anywhere,
          ...readyWrites("unplaced"),
          ...here("unplaced", reads({ reset: 0, enable: 1 })),
          ...notFetching,
          "device.presentsSuspended": { target: "unplaced" },
          "device.presentsResumed": { target: "unplaced" },
          "driver.writesQueueReset": resetWrite("unplaced"),
          "hypervisor.writesQueueReset": resetWrite("unplaced"),
        },
      },
      // The reset was asked for while suspended; it begins when the device runs.
      deferred: {
        on: {
          ...anywhere,
          ...readyWrites("deferred"),
          ...here("deferred", reads({ reset: 1, enable: 1 })),
          ...notFetching,
          "device.presentsResumed": { target: "resetting" },
          "device.completesCommand": answered("deferred"),
          "driver.writesQueueReset": { target: "deferred" },
          "hypervisor.writesQueueReset": { target: "deferred" },
          ...onEach(givesPosition, saved("deferred")),
        },
      },
      // QueueReady was set to 0 while suspended; the device stops using it when it runs.
      ...(mmio
        ? {
            stopsLater: {
              on: {
                ...anywhere,
                ...readyWrites("stopsLater"),
                ...here("stopsLater", reads({ reset: 0, enable: 1 })),
                ...notFetching,
                "device.presentsResumed": {
                  target: "disabled",
                  actions: becomesDisabled,
                  ...by("B31"),
                },
                "device.completesCommand": answered("stopsLater"),
                "driver.writesQueueReset": { target: "stopsLater" },
                "hypervisor.writesQueueReset": { target: "stopsLater" },
                ...onEach(givesPosition, saved("stopsLater")),
              },
            },
          }
        : {}),
      resetting: {
        on: {
          ...anywhere,
          ...readyWrites("resetting"),
          ...here("resetting", reads({ reset: 1, enable: 1 })),
          ...onEach(["device.handlesKick", "device.writesBuffer"], blocked("B22a")),
          "device.completesQueueReset": {
            target: "disabled",
            actions: becomesDisabled,
            ...by("B23 B26c"),
          },
          "device.presentsSuspended": { target: "resetting" },
          "device.presentsResumed": { target: "resetting" },
          "device.completesCommand": { target: "resetting" },
          "driver.writesQueueReset": { target: "resetting" },
          "hypervisor.writesQueueReset": { target: "resetting" },
          ...onEach(givesPosition, saveWaits ? blocked() : saved("resetting")),
        },
      },
    },
  });
}

const resetWrite = (unchanged: string) => [
  { guard: ({ event }: Step) => event.effect === "performed", target: "resetting" },
  { guard: ({ event }: Step) => event.effect === "deferred", target: "deferred" },
  { guard: ({ event }: Step) => event.effect === "ignored", target: unchanged },
];

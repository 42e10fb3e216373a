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
 * is said by the status machine, because it depends on SUSPEND. What the register reads
 * then is an answer of its own, and so is whether a reset leaves the device's position as
 * it was. What is saved of the virtqueue may hold where the device stands, and which
 * buffers it has.
 *
 * Not modelled: EVENT_IDX, chains of more than one descriptor, IN_ORDER.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import { FORGETS, STANDS } from "../events/answers.ts";
import type { Happening } from "../events/happening.ts";
import { STILL_RUNS } from "../events/interrupts.ts";
import { countOf, DISABLED, listed, listOf, NOTHING_OPEN, unlisted } from "../saved-position.ts";
import { isRestoredAnywhere, NO_POSITION, type Scope } from "../scope.ts";
import { blocked, onEach, type Seen, says, set } from "../words.ts";

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
/** Its reset has left it where it stood. */
const keptItsPlace = ({ context }: Step): boolean => context.nextAvail !== NO_POSITION;
/** A queue without a position is looked at from its beginning. */
const looks = set<Context>(({ context }) => ({
  ...(context.nextAvail === NO_POSITION ? fresh : context),
  looking: true,
}));
/** A reset forgets where the device stood; or it does not, and only what it had is lost. */
const isReset = [
  {
    guard: ({ event }: Step) => event.stands === "",
    target: "#queue.reset",
    actions: set<Context>(() => disabled),
  },
  {
    guard: ({ context, event }: Step) =>
      event.stands === STANDS && (context.nextAvail !== 0 || context.nextUsed !== 0),
    target: "#queue.reset",
    actions: set<Context>(() => ({ inFlight: [], looking: false })),
  },
];
const ends = { target: "#queue.disabled", actions: set<Context>(() => disabled) };
const stays = (state: string) => ({ target: `#queue.${state}` });

export const queue = (scope: Scope, q: number): MachineDeclaration => ({
  name: `queue${q}`,
  kind: "queue",
  actor: "device",
  key: [scope.ring, scope.starts, scope.pciConfig, scope.transport, isRestoredAnywhere(scope)].join(
    " ",
  ),
  build: () => build(scope),
});

function build(scope: Scope) {
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "queue",
    context: scope.starts === "running" ? fresh : disabled,
    initial: scope.starts === "running" ? "live" : "disabled",
    states: {
      disabled: {
        tags: ["rest"],
        on: offAs(scope, "disabled", { reset: [0], enable: [0] }),
      },
      live: {
        tags: ["rest"],
        on: {
          ...always(scope, "live"),
          ...registers("live", { reset: either, enable: [1] }),
          ...works(scope, "live"),
          ...onEach(resetWrites, resetWrite("live")),
          ...(isMmio(scope) ? { "driver.writesQueueReady": readyWrite } : {}),
          ...onEach(presenting, goesOn("live")),
          "device.completesCommand": [...goesOn("live"), forgets(({ mode }) => mode !== "active")],
          "device.presentsSuspended": [
            { guard: ({ event }: Step) => event.position === "", ...stays("live") },
            forgets(() => true),
          ],
          ...onEach(givesPosition, saved("live")),
        },
      },
      // Enabled, and the device does not know where it stands: it has forgotten that, or is
      // one at a destination that was told no position, and takes none from memory.
      unplaced: { on: offTheRing(scope, "unplaced") },
      // Enabled, and the device stands where the ring that was there before had led it.
      misplaced: { tags: ["rest"], on: offTheRing(scope, "misplaced") },
      ...heldBack(scope),
      ...beingReset(scope),
    },
  });
}

/** Where a device does not stand in the ring: what it does there is not modelled. */
const offTheRing = (scope: Scope, state: string) => ({
  ...always(scope, state),
  ...registers(state, { reset: [0], enable: [1] }),
  ...rests,
  ...onEach(presenting, stays(state)),
  ...onEach(givesPosition, saved(state)),
  ...onEach(resetWrites, resetWrite(state)),
});

/** Asked for while suspended, and left for later: it begins when the device runs. */
function heldBack(scope: Scope) {
  return {
    // The reset was asked for while suspended; it begins when the device runs.
    deferred: {
      on: {
        ...always(scope, "deferred"),
        ...registers("deferred", { reset: either, enable: [1] }),
        ...rests,
        "device.presentsResumed": stays("resetting"),
        "device.completesCommand": goesOn("deferred"),
        ...onEach(givesPosition, saved("deferred")),
      },
    },
    // QueueReady was set to 0 while suspended; the device stops using it when it runs.
    ...(isMmio(scope)
      ? {
          stopsLater: {
            on: {
              ...always(scope, "stopsLater"),
              ...registers("stopsLater", { reset: [0], enable: [1] }),
              ...rests,
              "device.presentsResumed": ends,
              "device.completesCommand": goesOn("stopsLater"),
              ...onEach(givesPosition, saved("stopsLater")),
            },
          },
        }
      : {}),
  };
}

/** From the write that asks for a reset to the virtqueue being enabled anew. */
function beingReset(scope: Scope) {
  return {
    resetting: {
      on: {
        ...always(scope, "resetting"),
        ...registers("resetting", { reset: either, enable: [1] }),
        ...works(scope, "resetting"),
        ...onEach(presenting, stays("resetting")),
        ...onEach(givesPosition, saved("resetting")),
        "device.completesQueueReset": isReset,
      },
    },
    reset: {
      tags: ["rest"],
      on: {
        ...offAs(scope, "reset", { reset: either, enable: either }),
        // What one that stands where it did finds there, before it is enabled, is left out.
        "device.polls": {
          guard: (s: Step) => !keptItsPlace(s),
          target: "usedAfterReset",
          actions: looks,
        },
        "driver.enablesQueue": [
          { guard: keptItsPlace, target: "misplaced" },
          { guard: (s: Step) => !keptItsPlace(s), target: "live", actions: becomesFresh },
        ],
      },
    },
    // The registers say that it was reset, and the device has not let go of its memory.
    usedAfterReset: {
      tags: ["rest"],
      on: {
        ...offAs(scope, "usedAfterReset", { reset: either, enable: either }),
        ...works(scope, "usedAfterReset"),
      },
    },
  };
}

const isMmio = ({ transport }: Scope): boolean => transport === "mmio";

/** What ends or replaces the device that this queue belongs to, and writes that change
 *  nothing here. */
function always(scope: Scope, state: string) {
  const functionReset =
    scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset";
  return {
    ...onEach(
      ["device.completesReset", functionReset, "device.losesState", "hypervisor.switches"],
      ends,
    ),
    ...onEach(resetWrites, stays(state)),
    "device.interrupts": stays(state),
    ...(isRestoredAnywhere(scope) ? alsoEnabled(scope, state) : {}),
    ...(isMmio(scope)
      ? {
          "driver.writesQueueReady": {
            guard: ({ event }: Step) => event.still === "",
            ...stays(state),
          },
        }
      : {}),
  };
}

/** A position is restored, or the driver writes 1 to queue_enable, although it is enabled:
 *  writes always succeed, and the second one changes nothing. */
const alsoEnabled = (scope: Scope, state: string) => ({
  "hypervisor.restoresQueue": restored(scope),
  "driver.enablesQueue": stays(state),
});

/** Where the registers say that it is not enabled. */
const offAs = (scope: Scope, state: string, shows: Shows) => ({
  ...always(scope, state),
  ...registers(state, shows),
  ...rests,
  ...onEach(presenting, stays(state)),
  ...onEach(givesPosition, {
    guard: ({ event }: Step) => event.at === NO_POSITION && event.open === DISABLED,
    ...stays(state),
  }),
  "hypervisor.restoresQueue": restored(scope),
  "driver.enablesQueue": { target: "live", actions: becomesFresh },
});

const resetWrites = ["driver.writesQueueReset", "hypervisor.writesQueueReset"];
const presenting = [
  "device.presentsSuspended",
  "device.presentsResumed",
  "device.completesCommand",
];
/** To ask for the position; vhost-user stops the ring by it. */
const givesPosition = ["hypervisor.savesQueue", "hypervisor.stopsRing"];

/** Nothing here makes the device look at the ring, or write into a buffer. */
const rests = onEach(
  ["device.handlesKick", "device.mishandlesKick", "device.writesBuffer"],
  blocked(),
);

/** The data path, as far as the device's side of the virtqueue goes. */
function works({ ring }: Scope, state: string) {
  const after = (index: number): number => (index + 1) % (2 * ring);
  return {
    "device.handlesKick": { ...stays(state), actions: looks },
    "device.mishandlesKick": {
      guard: ({ context, event }: Step) => event.at === context.nextAvail,
      ...stays(state),
    },
    "device.polls": {
      guard: ({ context }: Step) => !context.looking,
      ...stays(state),
      actions: looks,
    },
    "device.fetches": {
      guard: ({ context, event }: Step) =>
        context.looking && event.at === context.nextAvail && !context.inFlight.includes(event.b),
      ...stays(state),
      actions: set<Context>(({ context, event }) => ({
        nextAvail: after(context.nextAvail),
        inFlight: [...context.inFlight, event.b].sort(),
      })),
    },
    "device.findsNothing": {
      guard: ({ context, event }: Step) => context.looking && event.at === context.nextAvail,
      ...stays(state),
      actions: set<Context>(() => ({ looking: false })),
    },
    "device.writesBuffer": {
      guard: ({ context, event }: Step) => context.inFlight.includes(event.b),
      ...stays(state),
    },
    "device.uses": {
      guard: ({ context, event }: Step) =>
        context.inFlight.includes(event.b) && event.at === context.nextUsed,
      ...stays(state),
      actions: set<Context>(({ context, event }) => ({
        nextUsed: after(context.nextUsed),
        inFlight: context.inFlight.filter((b) => b !== event.b),
      })),
    },
  };
}

/** What reads of queue_reset and of queue_enable may return. */
interface Shows {
  readonly reset: readonly number[];
  readonly enable: readonly number[];
}
const either = [0, 1];
const registers = (state: string, shows: Shows) => ({
  "driver.readsQueueReset": {
    guard: ({ event }: Step) => shows.reset.includes(event.value),
    ...stays(state),
  },
  "driver.readsQueueEnable": {
    guard: ({ event }: Step) => shows.enable.includes(event.value),
    ...stays(state),
  },
});

const has = (effect: string, still?: string) => ({
  guard: ({ event }: Step) =>
    event.effect === effect && (still === undefined || event.still === still),
});
const resetWrite = (unchanged: string) => [
  { ...has("performed"), ...stays("resetting") },
  { ...has("deferred"), ...stays("deferred") },
  { ...has("ignored"), ...stays(unchanged) },
];

/** QueueReady 0, performed: nothing private is left, or the device goes on all the same. */
const readyWrite = [
  { ...has("performed", ""), ...ends },
  { ...has("performed", STILL_RUNS), ...stays("live") },
  { ...has("deferred", ""), ...stays("stopsLater") },
  { ...has("ignored", ""), ...stays("live") },
];

/** A device that goes on may look at its rings, unasked. */
const goesOn = (state: string) => [
  { guard: (s: Step) => s.event.rescan === "no" && !forgotten(s), ...stays(state) },
  {
    guard: (s: Step) => s.event.rescan === "yes" && !forgotten(s),
    ...stays(state),
    actions: looks,
  },
];
const forgotten = ({ event }: Step): boolean => event.position === FORGETS;

/** A device that stops does not know any more where it stood. */
const forgets = (stops: (event: Happening) => boolean) => ({
  guard: (s: Step) => forgotten(s) && s.event.rescan !== "yes" && stops(s.event),
  target: "#queue.unplaced",
  actions: set<Context>(() => disabled),
});

/** Where the device stands, and what it has, as far as the saved state holds it. */
function saved(state: string) {
  const isSaid = ({ context: { nextAvail, inFlight }, event }: Step): boolean =>
    [nextAvail, NO_POSITION].includes(event.at) &&
    [NOTHING_OPEN, unlisted(inFlight.length), listed(inFlight)].includes(event.open);
  const hasBuffers = ({ context }: Step): boolean => context.inFlight.length > 0;
  return [
    { guard: (s: Step) => isSaid(s) && !hasBuffers(s), ...stays(state) },
    {
      guard: (s: Step) => isSaid(s) && hasBuffers(s),
      ...stays(state),
      ...says("has buffers in flight"),
    },
  ];
}

/** A device at the destination begins where it is told to, with what it is told of. */
function restored({ ring }: Scope) {
  const before = (index: number, count: number): number => (index - count + 2 * ring) % (2 * ring);
  return [
    {
      guard: ({ event }: Step) => event.at === NO_POSITION && event.open === DISABLED,
      target: "disabled",
      actions: set<Context>(() => disabled),
    },
    {
      guard: ({ event }: Step) => event.at === NO_POSITION && event.open !== DISABLED,
      target: "unplaced",
      actions: set<Context>(() => disabled),
    },
    {
      guard: ({ event }: Step) => event.at !== NO_POSITION && event.open !== DISABLED,
      target: "live",
      actions: set<Context>(({ event }) => ({
        nextAvail: event.at,
        nextUsed: before(event.at, countOf(event.open)),
        inFlight: listOf(event.open),
      })),
    },
  ];
}

/**
 * What the phases of the device status have in common: reads, writes, resets, and
 * what reaches the device from outside.
 */
import { clearing } from "../events/bus-master.ts";
import { resetWrites } from "../events/device-acts.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { DRIVER_OK, FAILED, has, NEEDS_RESET, RESET, SUSPEND } from "../status-values.ts";
import { blocked, onEach, type Seen, says, set } from "../words.ts";

export {
  configNotifications as configuring,
  consuming,
  finishing,
} from "../events/device-acts.ts";

export interface Context {
  /** What a read of the register returns. */
  readonly shows: number;
}

export type Step = Seen<Context>;

/** The register shows a value, with the error bits that are set or being set. */
export const show = (value: number) =>
  set<Context>(({ context, event }) => ({
    shows: value | (context.shows & (NEEDS_RESET | FAILED)) | ((event.value ?? 0) & FAILED),
  }));

/** It shows a value, and no error. */
export const showExactly = (value: number) => set<Context>(() => ({ shows: value }));

/** It shows what it has shown, and FAILED from when that is written. */
const keep = set<Context>(({ context, event }) => ({
  shows: context.shows | ((event.value ?? 0) & FAILED),
}));

/** One outcome of a status write: the values that can have it, and what comes next. */
export interface Outcome {
  readonly effect: string;
  readonly of: (value: number, shows: number) => boolean;
  readonly to: string;
  /** How the register changes; it stays as it is where nothing is said. */
  readonly register?: object;
  readonly says?: string;
}

const breaking = "device.mishandlesKick";

/** Both say the same but for the bits that a device changes when it suspends or resumes. */
const isNear = (value: number, shows: number): boolean =>
  (value & ~(SUSPEND | DRIVER_OK)) === (shows & ~(SUSPEND | DRIVER_OK));

/** What the device does to a register of a virtqueue that is written. */
const queueEffects: Readonly<Record<string, string>> = {
  performed: "resets the queue",
  ignored: "ignores it",
  deferred: "leaves it for later",
};

/** Register accesses reach the device from the guest, or through the hypervisor. */
function accesses({ common, pciConfig }: Scope) {
  const direct = common === "direct";
  return {
    writes: [
      direct ? "driver.writesStatus" : "hypervisor.performsWrite",
      "hypervisor.writesStatus",
      "otherCpu.writesStatus",
    ],
    reads: [
      ...(direct
        ? ["driver.readsStatus", "driver.readsStatusFirst"]
        : ["hypervisor.answersStatus"]),
      ...["hypervisor.readsStatus", "otherCpu.readsStatus", "hypervisor.savesStatus"],
    ],
    functionReset:
      pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
  };
}

/** The transitions that several phases share, in these bounds. */
export function phaseKit(scope: Scope) {
  const paths = accesses(scope);
  return {
    always: alwaysOn(scope, paths),
    written: writtenBy(paths.writes),
    works,
    ...reachedIn(scope),
    fails: failsIn(scope),
  };
}

type Paths = ReturnType<typeof accesses>;

const stays = (here: string) => ({ target: `#status.${here}` });

/** What the device does here on its own; one that breaks on a kick waits for a reset. */
const works = (here: string, events: readonly string[]) => ({
  ...onEach(events, stays(here)),
  ...(events.includes(breaking)
    ? { [breaking]: { target: "#status.needsReset", ...says("breaks") } }
    : {}),
});

/** In every phase: reads of the status, resets from outside, and kicks. */
function alwaysOn(scope: Scope, { reads, functionReset }: Paths) {
  /** A read is a command there, and its answer may be of another time. */
  const mayBeStale = ({ type }: Happening): boolean =>
    scope.transport === "ccw" && scope.ccwRevision > 1 && type.startsWith("driver.reads");
  return (here: string) => ({
    ...onEach(reads, {
      guard: ({ context, event }: Step) =>
        event.value === context.shows || (mayBeStale(event) && isNear(event.value, context.shows)),
      ...stays(here),
    }),
    ...onEach([functionReset, "device.losesState"], {
      target: "#status.reset",
      actions: showExactly(RESET),
      ...says("is reset"),
    }),
    "hypervisor.switches": { target: "#status.reset", actions: showExactly(RESET) },
    ...works(here, [
      ...clearing,
      ...(scope.transport === "ccw" ? ["channel.endsCommand"] : []),
      "device.completesCommand",
      "device.completesQueueReset",
      "kick.arrives",
      "device.dropsKick",
    ]),
  });
}

/** What may become of any write, in every phase. */
const ofAnyWrite = (here: string): readonly Outcome[] => [
  {
    effect: "acts",
    of: (value) => value === RESET,
    to: "resetting",
    says: "begins to reset",
  },
  { effect: "ignored", of: () => true, to: here, says: "ignores it" },
  {
    effect: "ends",
    of: (value) => has(value, FAILED),
    to: "needsReset",
    says: "waits for a reset",
  },
];

/** Writes of the status: 0 begins a reset, and what else there is to do in this phase. */
const writtenBy =
  (writes: readonly string[]) =>
  (here: string, outcomes: readonly Outcome[] = []) =>
    onEach(
      writes,
      [...ofAnyWrite(here), ...outcomes].map((one) => ({
        guard: ({ context, event }: Step) =>
          event.effect === one.effect && one.of(event.value, context.shows),
        target: `#status.${one.to}`,
        actions: one.register ?? keep,
        ...(one.says === undefined ? {} : says(one.says)),
      })),
    );

/** What reaches the device from outside. */
function reachedIn(scope: Scope) {
  /** Writes to registers of a virtqueue, with what the device does about them. */
  const queueWritten = (here: string, effects: readonly string[]) =>
    onEach(
      [...resetWrites, ...(scope.transport === "mmio" ? ["driver.writesQueueReady"] : [])],
      effects.map((effect) => ({
        guard: ({ event }: Step) => event.effect === effect,
        ...stays(here),
        ...says(queueEffects[effect]!),
      })),
    );

  /** What reaches a device that is not suspended; `fate` is that of a packet. */
  const reached = (here: string, fate: string) => ({
    "driver.timesOut": blocked(),
    "environment.changesConfig": {
      guard: ({ event }: Step) => ["seen", "uncounted"].includes(event.effect),
      ...stays(here),
    },
    "environment.sendsPacket": {
      guard: ({ event }: Step) => event.fate === fate,
      ...stays(here),
    },
    ...queueWritten(here, ["performed"]),
  });

  /** What reaches one that is suspended, or not yet running again. */
  const reachedStopped = (here: string) => ({
    ...works(here, ["driver.timesOut", "environment.sendsPacket"]),
    "environment.changesConfig": {
      guard: ({ event }: Step) => ["seen late", "hidden"].includes(event.effect),
      ...stays(here),
    },
    ...queueWritten(here, ["performed", "ignored", "deferred"]),
  });
  return { reached, reachedStopped };
}

/** A device that cannot do what it was asked to is broken, and may say so. */
const failsIn = (scope: Scope) => (to: string) => {
  if (scope.failures === 0) return {};
  const broken = { target: "#status.needsReset", ...says("needs a reset") };
  return {
    "device.fails": [
      {
        guard: ({ event }: Step) => event.to === to && event.shows === "NEEDS_RESET",
        actions: set<Context>(({ context }) => ({ shows: context.shows | NEEDS_RESET })),
        ...broken,
      },
      {
        guard: ({ event }: Step) =>
          event.to === to && event.shows === "nothing" && event.driver === "untold",
        ...broken,
      },
    ],
  };
};

export type PhaseKit = ReturnType<typeof phaseKit>;

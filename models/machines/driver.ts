/**
 * The guest driver's control side, as the most general client that its clauses
 * allow: it may suspend, resume, reset a queue or the device wherever no clause
 * in force forbids it, as often as the scope says.
 *
 * Models the driver's side of content.tex, Device Initialization, Device
 * Suspend, Virtqueue Reset and Device Reset, at virtio-v1.4-cs01 15f488c.
 *
 * Every wait is a state of its own, tagged `waiting`, that is left by a read. A
 * driver that sets bits from what it has just read (read-modify-write) does so in
 * two steps, and anything may come between them.
 *
 * A Linux-like driver is the same machine with `driver-writes-from=read` and
 * `queue-reset-check=both`.
 *
 * A virtqueue reset stands in `driver-queue-reset.ts`, power states in
 * `driver-power.ts`, what all states share in `driver-kit.ts`.
 *
 * Not modelled: read-modify-write of a trapped status,
 * re-enabling a virtqueue after a virtqueue reset.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import {
  ACKNOWLEDGE,
  BOTH,
  DRIVER_FOUND,
  DRIVER_OK,
  FAILED,
  FEATURES_ACCEPTED,
  has,
  NEEDS_RESET,
  RESET,
  RUNNING,
  SUSPEND,
  SUSPEND_CLEARED,
} from "../status-values.ts";
import { blocked, by, set } from "../words.ts";
import {
  type Context,
  collecting,
  counts,
  driverKit,
  givesUp,
  kicking,
  never,
  posting,
  quietly,
  type Step,
} from "./driver-kit.ts";
import { driverPower, reachesNobody } from "./driver-power.ts";
import { queueResetStates } from "./driver-queue-reset.ts";

export const driver = (scope: Scope): MachineDeclaration => ({
  name: "driver",
  kind: "driver",
  actor: "driver",
  key: [
    scope.queues,
    scope.starts,
    scope.transport,
    scope.ccwRevision,
    scope.suspendFeature,
    scope.suspends,
    scope.resets,
    scope.functionResets,
    scope.queueResets,
    scope.retries,
    scope.common,
    scope.deviceConfig,
    scope.interrupts,
  ].join(" "),
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const kit = driverKit(scope, reading);
  const { left, stays, idle, forbidden, reads, reset, configReading, dataPath } = kit;
  const readsFirst = scope.common === "direct" && reading.choice("driver-writes-from") === "read";
  const mayRepeat =
    scope.retries > 0 && reading.choice("driver-repeats-write") === "from-a-stale-read";
  const narrow = reading.choice("driver-configuration-space") === "device-specific";
  /** Is a reset of a virtqueue among what the driver may do while suspended? */
  const mayResetWhileSuspended = !reading.inForce("V2-1") && !(reading.inForce("S-7") && !narrow);
  const clearsDriverOk = reading.inForce("S-1b");
  const givesUpOnFailure = reading.choice("driver-sees-needs-reset") === "gives-up";
  const waitsForWritten = reading.choice("driver-waits-for") === "written";
  const clearsSuspend =
    reading.choice("driver-resumes-by") === "clears-suspend" && !reading.inForce("B1");
  /** S-3b alone advises the driver not to set a bit that was not negotiated. */
  const maySuspend = scope.suspendFeature === "negotiated" || !reading.inForce("S-3b");
  const looksSuspended = (value: number): boolean =>
    waitsForWritten ? (value & ~FAILED) === BOTH : showsSuspended(value);
  const showsSuspended = (value: number): boolean =>
    !(givesUpOnFailure && has(value, NEEDS_RESET)) &&
    has(value, SUSPEND) &&
    (!has(value, DRIVER_OK) || !clearsDriverOk);

  /** Writes of `value`, besides the reset that is always possible. */
  const writes = (value: number, target: string, rest: object = {}) => ({
    ...reset,
    "driver.writesStatus": [
      reset["driver.writesStatus"],
      { guard: ({ event }: Step) => event.value === value, target, ...rest },
    ],
  });
  const initialises = (value: number, target: string) => ({
    on: {
      "driver.writesStatus": {
        guard: ({ event }: Step) => event.value === value,
        target,
        ...by("B8"),
      },
      ...idle(dataPath),
    },
  });
  const resetsQueue = (whileSuspended: boolean) => ({
    "driver.selectsQueue": {
      guard: left("queueResets"),
      target: "queueSelected",
      actions: set<Context>(({ context, event }) => ({
        queueResets: context.queueResets + 1,
        queue: event.q,
        whileSuspended,
      })),
    },
  });
  const power = driverPower(scope.retries, reading, kit);
  const suspend = {
    guard: (step: Step) => step.event.value === BOTH && maySuspend && left("suspends")(step),
    target: "suspendRequested",
    actions: counts("suspends"),
    ...by("S-1a"),
  };
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "driver",
    context: never,
    initial: { running: "running", reset: "off", destination: "suspended" }[scope.starts],
    states: quietly(
      scope,
      reading,
      reachesNobody(scope, {
        off: {
          tags: ["rest"],
          on: {
            "driver.releasesQueue": { target: "off", ...by("B14") },
            "driver.writesStatus": {
              guard: ({ event }: Step) => event.value === ACKNOWLEDGE,
              target: "acknowledged",
              actions: set<Context>(() => ({ queue: 0 })),
              ...by("B8"),
            },
            ...idle(dataPath),
          },
        },
        acknowledged: initialises(DRIVER_FOUND, "driverFound"),
        driverFound: initialises(FEATURES_ACCEPTED, "featuresWritten"),
        featuresWritten: {
          tags: ["waiting"],
          on: {
            ...reads("featuresWritten", [
              {
                when: (value: number) => value === FEATURES_ACCEPTED,
                target: "settingUp",
                ...by("B8"),
              },
            ]),
            ...idle(dataPath),
          },
        },
        settingUp: {
          on: {
            "driver.enablesQueue": {
              guard: ({ context, event }: Step) => event.q === context.queue,
              target: "settingUp",
              actions: set<Context>(({ context }) => ({ queue: context.queue + 1 })),
              ...by("B8"),
            },
            "driver.writesStatus": {
              guard: ({ context, event }: Step) =>
                event.value === RUNNING && context.queue === scope.queues,
              target: "running",
              actions: set<Context>(() => ({ queue: 0 })),
              ...by("B8"),
            },
            ...forbidden("settingUp", "B9", kicking),
            ...idle([...posting, ...collecting, ...configReading, "driver.timesOut"]),
          },
        },
        running: {
          tags: ["rest"],
          on: {
            ...stays("running", dataPath),
            ...reset,
            ...resetsQueue(false),
            ...power.whileRunning,
            ...(readsFirst && power.setsSuspend
              ? {
                  "driver.readsStatusFirst": [
                    {
                      guard: ({ event }: Step) => event.value === RUNNING,
                      target: "readBeforeSuspend",
                    },
                    { guard: ({ event }: Step) => event.value !== RUNNING, target: "running" },
                  ],
                }
              : {
                  "driver.writesStatus": [
                    reset["driver.writesStatus"],
                    ...(power.setsSuspend ? [suspend] : []),
                  ],
                }),
          },
        },
        // It holds the value 0F that it has read, and means to set SUSPEND in it.
        ...(readsFirst
          ? {
              readBeforeSuspend: {
                on: {
                  ...stays("readBeforeSuspend", dataPath),
                  ...reset,
                  "driver.writesStatus": [reset["driver.writesStatus"], suspend],
                },
              },
            }
          : {}),
        suspendRequested: {
          ...requested("suspendRequested"),
          on: { ...requested("suspendRequested").on, ...power.whileRequested },
        },
        suspended: {
          tags: ["rest"],
          on: {
            ...writes(clearsSuspend ? SUSPEND_CLEARED : BOTH, "resumeRequested", by("S-2a")),
            ...(mayResetWhileSuspended
              ? resetsQueue(true)
              : { "driver.selectsQueue": blocked("S-7") }),
            ...forbidden("suspended", "S-5", posting),
            ...power.whenSuspended,
            ...forbidden("suspended", "S-6", kicking),
            ...stays("suspended", [...collecting, ...configReading]),
            "driver.timesOut": blocked(),
          },
        },
        resumeRequested: {
          tags: ["waiting"],
          on: {
            ...reset,
            ...reads(
              "resumeRequested",
              [
                {
                  when: (value: number) => (value & ~FAILED) === RUNNING,
                  target: "running",
                  ...by("S-8"),
                },
                ...(givesUpOnFailure ? [givesUp] : []),
              ],
              "suspended",
            ),
            ...forbidden("resumeRequested", "S-8", [...posting, ...kicking]),
            ...stays("resumeRequested", [...collecting, ...configReading]),
            "driver.timesOut": blocked(),
          },
        },
        ...queueResetStates(scope, reading, kit),
        ...power.states(requested("suspendRequestedInD3hot")),
        resetRequested: {
          tags: ["waiting"],
          on: {
            ...reads("resetRequested", [
              { when: (value: number) => value === RESET, target: "off", ...by("B17 B19") },
            ]),
            ...idle(posting.concat(kicking)),
            ...stays("resetRequested", [...collecting, ...configReading]),
            "driver.timesOut": blocked(),
          },
        },
        broken: {
          tags: ["rest"],
          // Nothing else is left to do, so it is not counted.
          on: {
            ...reset,
            "driver.writesStatus": {
              guard: ({ event }: Step) => event.value === RESET,
              target: "resetRequested",
            },
            ...idle(dataPath),
          },
        },
      }),
    ),
  });

  /** It has set SUSPEND, and reads until it sees what has come of it. */
  function requested(here: string) {
    return {
      tags: ["waiting"],
      on: {
        ...reset,
        ...reads(
          here,
          [
            { when: looksSuspended, target: "suspended", ...by("S-4 V2-4") },
            ...(givesUpOnFailure ? [givesUp] : []),
          ],
          "running",
        ),
        ...(mayRepeat ? repeats(here) : {}),
        ...forbidden(here, "S-5", posting),
        ...forbidden(here, "S-6", kicking),
        ...stays(here, [...collecting, ...configReading]),
        "driver.timesOut": blocked(),
      },
    };
  }

  /** A driver that acts on a value that it read before: it writes 1F again. */
  function repeats(here: string) {
    return {
      "driver.writesStatus": [
        reset["driver.writesStatus"],
        {
          guard: (step: Step) => step.event.value === BOTH && left("retries")(step),
          target: here,
          actions: counts("retries"),
        },
      ],
    };
  }
}

/**
 * The guest driver's control side: what it can do, whatever it should. It suspends,
 * resumes, resets a queue or the device as often as the scope says, and takes what it
 * reads for what it waits for, or waits on, or gives up: which of these is left to it
 * stands beside the clauses, and with the choices of a driver.
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
 * Not modelled: read-modify-write of a trapped status.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import {
  ACKNOWLEDGE,
  BOTH,
  DRIVER_FOUND,
  FAILED,
  FEATURES_ACCEPTED,
  RESET,
  RUNNING,
  SUSPEND_CLEARED,
} from "../status-values.ts";
import { set } from "../words.ts";
import {
  type Context,
  collecting,
  counts,
  type DriverKit,
  driverKit,
  inEveryState,
  kicking,
  never,
  posting,
  reachesNobody,
  releasing,
  type Step,
} from "./driver-kit.ts";
import { type DriverPower, driverPower } from "./driver-power.ts";
import { queueResetStates } from "./driver-queue-reset.ts";

export const driver = (scope: Scope): MachineDeclaration => ({
  name: "driver",
  kind: "driver",
  actor: "driver",
  key: [
    scope.queues,
    scope.starts,
    scope.transport,
    scope.suspends,
    scope.resets,
    scope.functionResets,
    scope.queueResets,
    scope.queueEnables,
    scope.retries,
    scope.common,
    scope.deviceConfig,
  ].join(" "),
  build: () =>
    createMachine({
      types: {} as { context: Context; events: Happening },
      id: "driver",
      context: never,
      initial: { running: "running", reset: "off", destination: "suspended" }[scope.starts],
      states: inEveryState(reachesNobody(scope, statesOf(scope))),
    }),
});

const writes = (value: number, target: string, more: object = {}) => ({
  guard: ({ event }: Step) => event.value === value,
  target,
  ...more,
});

/** What its other threads do while it is in a state. */
const threads = (state: string, { stays, configReading }: DriverKit) =>
  stays(state, [...posting, ...kicking, ...collecting, ...configReading]);

function statesOf(scope: Scope) {
  const kit = driverKit(scope);
  const asked = requested(kit);
  const power = driverPower(kit, asked("suspendRequestedInD3hot"));
  return {
    ...initialization(scope, kit),
    ...running(scope, kit, power),
    ...suspending(kit, power, asked("suspendRequested")),
    ...queueResetStates(scope, kit),
    ...power.states,
    ...resetting(kit),
  };
}

const noQueueYet = { actions: set<Context>(() => ({ queue: 0 })) };

/** It writes 1F to a device that runs, or to one that is not initialized yet. */
const setsSuspend = ({ left }: DriverKit) => ({
  guard: (step: Step) => step.event.value === BOTH && left("suspends")(step),
  target: "suspendRequested",
  actions: counts("suspends"),
});

/** From a device that has been reset to one that runs. */
function initialization(scope: Scope, kit: DriverKit) {
  const { idle, stays, reads, configReading, dataPath } = kit;
  const step = (value: number, target: string, more: object = {}) => ({
    "driver.writesStatus": [writes(value, target, more), setsSuspend(kit)],
  });
  const settingUp = (here: string) => ({
    ...step(RUNNING, "running", noQueueYet),
    ...stays(here, kicking),
    ...idle([...posting, ...collecting, ...configReading, "driver.timesOut"]),
  });
  const enables = (target: string, isLast: boolean) => ({
    guard: ({ context, event }: Step) =>
      event.q === context.queue && isLast === (event.q === scope.queues - 1),
    target,
    actions: set<Context>(({ context }) => ({ queue: context.queue + 1 })),
  });
  return {
    off: {
      tags: ["rest"],
      on: {
        "driver.releasesQueue": { target: "off" },
        ...step(ACKNOWLEDGE, "acknowledged", noQueueYet),
        ...idle(dataPath),
      },
    },
    acknowledged: { on: { ...step(DRIVER_FOUND, "driverFound"), ...idle(dataPath) } },
    driverFound: { on: { ...step(FEATURES_ACCEPTED, "featuresWritten"), ...idle(dataPath) } },
    featuresWritten: {
      tags: ["waiting"],
      on: {
        ...reads("featuresWritten", {
          goesOn: "settingUp",
          until: (value) => value === FEATURES_ACCEPTED,
        }),
        "driver.writesStatus": setsSuspend(kit),
        ...idle(dataPath),
      },
    },
    settingUp: {
      on: {
        "driver.enablesQueue": [enables("settingUp", false), enables("setUp", true)],
        ...settingUp("settingUp"),
      },
    },
    setUp: { on: settingUp("setUp") },
  };
}

/** It selects a virtqueue in order to reset it. */
const selectsQueue = ({ left }: DriverKit, whileSuspended: boolean) => ({
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

function running({ common }: Scope, kit: DriverKit, { whileRunning }: DriverPower) {
  const { stays, reset, dataPath } = kit;
  const asks = { "driver.writesStatus": [reset["driver.writesStatus"], setsSuspend(kit)] };
  const on = {
    ...stays("running", [...dataPath, ...releasing]),
    ...reset,
    ...asks,
    ...selectsQueue(kit, false),
    ...whileRunning,
  };
  if (common === "trapped") return { running: { tags: ["rest"], on } };
  return {
    running: {
      tags: ["rest"],
      on: {
        ...on,
        "driver.readsStatusFirst": [
          writes(RUNNING, "readBeforeSuspend"),
          { guard: ({ event }: Step) => event.value !== RUNNING, target: "running" },
        ],
      },
    },
    // It holds the value 0F that it has read, and means to set SUSPEND in it.
    readBeforeSuspend: {
      tags: ["rest"],
      on: { ...stays("readBeforeSuspend", dataPath), ...reset, ...asks },
    },
  };
}

/** It has set SUSPEND, and reads until it sees what has come of it; or it writes 1F
 *  again, acting on a value that it read before. */
const requested = (kit: DriverKit) => (here: string) => {
  const { left, idle, reads, reset } = kit;
  return {
    tags: ["waiting"],
    on: {
      ...reset,
      ...reads(here, { goesOn: "suspended", givesUp: true, refused: "running" }),
      "driver.writesStatus": [
        reset["driver.writesStatus"],
        {
          guard: (step: Step) => step.event.value === BOTH && left("retries")(step),
          target: here,
          actions: counts("retries"),
        },
      ],
      ...threads(here, kit),
      ...idle(["driver.timesOut"]),
    },
  };
};

function suspending(
  kit: DriverKit,
  { whileRequested, whenSuspended }: DriverPower,
  asked: ReturnType<ReturnType<typeof requested>>,
) {
  const { idle, stays, reads, reset } = kit;
  return {
    suspendRequested: { ...asked, on: { ...asked.on, ...whileRequested } },
    suspended: {
      tags: ["rest"],
      on: {
        ...reset,
        "driver.writesStatus": [
          reset["driver.writesStatus"],
          writes(BOTH, "resumeRequested"),
          writes(SUSPEND_CLEARED, "resumeRequested"),
        ],
        ...selectsQueue(kit, true),
        ...whenSuspended,
        ...threads("suspended", kit),
        ...stays("suspended", releasing),
        ...idle(["driver.timesOut"]),
      },
    },
    resumeRequested: {
      tags: ["waiting"],
      on: {
        ...reset,
        ...reads("resumeRequested", {
          goesOn: "running",
          until: (value) => (value & ~FAILED) === RUNNING,
          givesUp: true,
          refused: "suspended",
        }),
        ...threads("resumeRequested", kit),
        ...idle(["driver.timesOut"]),
      },
    },
  };
}

function resetting({ idle, stays, reads, reset, configReading, dataPath }: DriverKit) {
  return {
    resetRequested: {
      tags: ["waiting"],
      on: {
        ...reads("resetRequested", { goesOn: "off", until: (value) => value === RESET }),
        ...idle([...posting, ...kicking, "driver.timesOut"]),
        ...stays("resetRequested", [...collecting, ...configReading, ...releasing]),
      },
    },
    // It has given up. Nothing else is left to do than a reset, so it is not counted.
    broken: {
      tags: ["rest"],
      on: {
        ...reset,
        "driver.writesStatus": [
          writes(RESET, "resetRequested"),
          writes(ACKNOWLEDGE, "acknowledged", noQueueYet),
        ],
        ...idle(dataPath),
      },
    },
  };
}

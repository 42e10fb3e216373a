/**
 * How the hypervisor stops a device, and how it lets it go.
 *
 *   status bit    read status -> write 1F -> read until 1B; back: write 1F again
 *   mode command  set mode stopped (then frozen) -> completion; back: set mode active
 *   power state   set D3hot; back: set D0
 *   rings         stop each ring, which gives its position; back: start each ring
 *
 * It may ask again before it has an answer, as one does whose answer is late.
 */
import type { ReadingView } from "../../checker/types.ts";
import type { Scope } from "../scope.ts";
import { BOTH, DRIVER_OK, FAILED, has, NEEDS_RESET, RUNNING, SUSPEND } from "../status-values.ts";
import { by } from "../words.ts";
import {
  again,
  guestOnly,
  type HypervisorKit,
  letItGo,
  type States,
  type Step,
  type Stop,
  stoppedBy,
  stoppedIt,
} from "./hypervisor-kit.ts";
import { byModeCommand } from "./hypervisor-mode.ts";

/** @param then the state that follows when the device has been seen stopped */
export function stopOf(scope: Scope, reading: ReadingView, kit: HypervisorKit, then: string): Stop {
  switch (stoppedBy(reading)) {
    case "mode-command":
      return byModeCommand(scope, reading, kit, then);
    case "power-state":
      return byPowerState(scope, kit, then);
    case "ring-stop":
      return byRings(scope, kit, then);
    case "status-bit":
      return byStatusBit(scope, reading, kit, then);
  }
}

const runs = ({ event }: Step): boolean => (event.value & ~FAILED) === RUNNING;
/** It runs, or it never will before the guest resets it. */
const settled = (step: Step): boolean => runs(step) || has(step.event.value, NEEDS_RESET);

function byStatusBit(scope: Scope, reading: ReadingView, kit: HypervisorKit, then: string): Stop {
  const { waitsWith } = kit;
  const clearsDriverOk = reading.inForce("S-1b");
  const order = reading.choice("migration-order");
  const flushes = scope.common === "trapped" && reading.choice("vmm-flushes") === "yes";
  const looksSuspended = ({ event }: Step): boolean =>
    has(event.value, SUSPEND) && (!has(event.value, DRIVER_OK) || !clearsDriverOk);
  const undecided = ({ event }: Step): boolean => event.value === BOTH && clearsDriverOk;
  const notLive = (step: Step): boolean => !looksSuspended(step) && !runs(step) && !undecided(step);
  // With the guest paused a device that is not live stays so: who pauses it last
  // does so now, and who never pauses it waits.
  const notLiveThen = (here: string): string => {
    if (order === "guest-first") return then;
    return order === "device-first" ? "pausingEarly" : here;
  };
  const states: States = {
    examining: {
      on: {
        ...waitsWith("examining"),
        "hypervisor.readsStatus": [
          { guard: runs, target: "requesting" },
          { guard: looksSuspended, target: then },
          { guard: undecided, target: "examining" },
          { guard: notLive, target: notLiveThen("examining") },
        ],
      },
    },
    requesting: {
      on: {
        ...waitsWith("requesting"),
        "hypervisor.writesStatus": { target: "waiting", actions: stoppedIt },
      },
    },
    waiting: {
      tags: ["waiting"],
      on: {
        ...waitsWith("waiting"),
        ...(scope.retries > 0
          ? { "hypervisor.writesStatus": again(scope, "waiting", (e) => e.value === BOTH) }
          : {}),
        "hypervisor.readsStatus": [
          { guard: runs, target: "waiting" },
          { guard: looksSuspended, target: then, ...by("S-1b") },
          { guard: undecided, target: "waiting" },
          // What it wrote was ignored: there is nothing to let go.
          { guard: notLive, target: notLiveThen("waiting"), actions: letItGo },
        ],
      },
    },
  };
  /** Device first, and the device is not live: the guest is paused, then it looks. */
  const early: States = {
    pausingEarly: {
      on: {
        ...waitsWith("pausingEarly"),
        "hypervisor.pausesVcpus": { target: flushes ? "flushingEarly" : "examiningPaused" },
      },
    },
    ...(flushes
      ? {
          flushingEarly: {
            on: {
              ...kit.performs("flushingEarly"),
              "hypervisor.flushes": { target: "examiningPaused" },
            },
          },
        }
      : {}),
    examiningPaused: {
      on: {
        ...waitsWith("examiningPaused"),
        "hypervisor.readsStatus": [
          { guard: runs, target: "requesting" },
          { guard: looksSuspended, target: then },
          { guard: undecided, target: "examiningPaused" },
          { guard: notLive, target: then },
        ],
      },
    },
  };
  const letsGo = (here: string): States => ({
    [here]: {
      on: {
        "hypervisor.writesStatus": {
          guard: ({ context }: Step) => context.stoppedIt,
          target: `${here}Waiting`,
          actions: letItGo,
        },
        ...guestOnly,
        ...waitsWith(here),
      },
    },
    [`${here}Waiting`]: {
      tags: ["waiting"],
      on: {
        ...waitsWith(`${here}Waiting`),
        "hypervisor.readsStatus": [
          { guard: settled, target: "runningAgain" },
          { guard: (s: Step) => !settled(s), target: `${here}Waiting` },
        ],
      },
    },
  });
  return {
    first: "examining",
    states: { ...states, ...(order === "device-first" ? early : {}) },
    letsGo,
  };
}

/** D3hot at once, and D0 at once: neither has an answer to wait for. */
function byPowerState(scope: Scope, kit: HypervisorKit, then: string): Stop {
  const sets = (here: string, state: string, target: string, actions: object): States => ({
    [here]: {
      on: {
        ...kit.waitsWith(here),
        "hypervisor.setsPower": {
          guard: ({ event }: Step) => event.state === state,
          target,
          actions,
        },
      },
    },
  });
  const once = sets("poweringDown", "D3hot", then, stoppedIt);
  const twice = {
    ...sets("poweringDown", "D3hot", "poweringDownAgain", stoppedIt),
    ...sets("poweringDownAgain", "D3hot", then, stoppedIt),
  };
  return {
    first: "poweringDown",
    states: scope.retries > 0 ? twice : once,
    letsGo: (here) => sets(here, "D0", "runningAgain", letItGo),
  };
}

/** vhost-user: to ask for the position of a ring stops it. */
function byRings(scope: Scope, { waitsWith, eachQueue }: HypervisorKit, then: string): Stop {
  const each = (event: string, here: string, target: string, stoppedIt: boolean): States => ({
    [here]: { on: { ...waitsWith(here), ...eachQueue(event, here, target, { stoppedIt }) } },
  });
  const once = each("hypervisor.stopsRing", "stoppingRings", then, true);
  const twice = {
    ...each("hypervisor.stopsRing", "stoppingRings", "stoppingRingsAgain", true),
    ...each("hypervisor.stopsRing", "stoppingRingsAgain", then, true),
  };
  return {
    first: "stoppingRings",
    states: scope.retries > 0 ? twice : once,
    letsGo: (here) => each("hypervisor.startsRing", here, "runningAgain", false),
  };
}

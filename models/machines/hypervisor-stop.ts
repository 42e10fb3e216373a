/**
 * How the hypervisor stops a device, and how it lets it go.
 *
 *   status bit    read status -> write 1F -> read until 1B; back: write 1F again
 *   mode command  set mode stopped (then frozen) -> completion; back: set mode active
 *   power state   set D3hot; back: set D0
 *   rings         stop each ring, which gives its position; back: start each ring
 *
 * It may ask again before it has an answer, as one does whose answer is late. A stop by
 * a command it may take back before it is answered: both commands are out then, and
 * their order is that of the administration virtqueue (B69).
 */
import type { Scope } from "../scope.ts";
import { BOTH, has, isNotLive, NEEDS_RESET, SUSPEND, saysItRuns } from "../status-values.ts";
import {
  both,
  type Context,
  goesBack,
  type HypervisorKit,
  isDone,
  isNot,
  nothingDone,
  runsAgain,
  type States,
  type Step,
  sets,
} from "./hypervisor-kit.ts";

export const says =
  (value: number) =>
  ({ event }: Step): boolean =>
    event.value === value;
const runs = ({ event }: Step): boolean => saysItRuns(event.value);
const hasSuspend = ({ event }: Step): boolean => has(event.value, SUSPEND);
const notLive = ({ event }: Step): boolean => isNotLive(event.value);
/** It runs, or it never will before the guest resets it. */
const isSettled = (step: Step): boolean => runs(step) || has(step.event.value, NEEDS_RESET);

export const next =
  (...what: readonly string[]) =>
  ({ event }: Step): boolean =>
    what.includes(event.next);
export const mode =
  (asked: string) =>
  ({ event }: Step): boolean =>
    event.mode === asked;
const power =
  (state: string) =>
  ({ event }: Step): boolean =>
    event.state === state;

export const stoppedBy =
  (means: Context["stoppedBy"]) =>
  ({ context }: Step): boolean =>
    context.stoppedBy === means;

/** From the beginning of a migration until the device has been seen stopped. */
export function stopping(scope: Scope, kit: HypervisorKit): States {
  const { at, eachQueue, pauses, asksAgain } = kit;
  const twice = scope.retries > 0;
  const asks = {
    "hypervisor.setsMode": { guard: mode("stopped"), target: "stoppingWaiting" },
    "hypervisor.setsPower": {
      guard: power("D3hot"),
      target: twice ? "poweringDownAgain" : "stopped",
      ...sets({ stoppedBy: "power" }),
    },
    ...eachQueue("hypervisor.stopsRing", "examining", {
      target: twice ? "stoppingRingsAgain" : "stopped",
      ...sets({ queue: 0, stoppedBy: "rings" }),
    }),
  };
  return {
    ...at("examining", {
      ...pauses("examining"),
      ...asks,
      "hypervisor.readsStatus": [
        { guard: both(next("asks"), isNot(says(BOTH))), target: "requesting" },
        ...looks("examining"),
      ],
    }),
    ...at("requesting", {
      ...asks,
      "hypervisor.writesStatus": { target: "waiting", ...sets({ stoppedBy: "status" }) },
    }),
    ...at(
      "waiting",
      {
        ...asksAgain("hypervisor.writesStatus", "waiting", says(BOTH)),
        "hypervisor.readsStatus": [
          { guard: both(next("waits"), runs), target: "waiting" },
          ...looks("waiting"),
        ],
      },
      ["waiting"],
    ),
    // A device that is not live stays so once the CPUs are paused; it looks again, and
    // pauses them once more, which changes nothing.
    ...at("pausingEarly", pauses("examiningPaused")),
    ...at("examiningPaused", {
      ...pauses("examiningPaused"),
      "hypervisor.readsStatus": [
        { guard: both(next("asks"), runs), target: "requesting", ...sets({ cpus: "running" }) },
        { guard: both(next("waits"), says(BOTH)), target: "examiningPaused" },
        {
          guard: both(next("goes on"), hasSuspend),
          target: "stopped",
          ...sets({ cpus: "running" }),
        },
        { guard: both(next("skips it"), notLive), target: "stopped", ...sets({ cpus: "running" }) },
      ],
    }),
    ...byCommand(kit),
    ...at("poweringDownAgain", {
      "hypervisor.setsPower": { guard: power("D3hot"), target: "stopped" },
    }),
    ...at("stoppingRingsAgain", {
      ...eachQueue("hypervisor.stopsRing", "stoppingRingsAgain", { target: "stopped" }),
    }),
  };
}

/**
 * What it does on a status that does not say that the device runs. With SUSPEND and
 * DRIVER_OK the device suspends, or is suspended and keeps DRIVER_OK. One that is not
 * live ignored what was written to it: nothing is stopped, or to be let go.
 */
function looks(here: string): readonly object[] {
  const nothing = sets({ stoppedBy: "nothing" });
  return [
    { guard: both(next("goes on"), hasSuspend), target: "stopped" },
    { guard: both(next("waits"), says(BOTH)), target: here },
    { guard: both(next("waits"), notLive), target: here, ...nothing },
    { guard: both(next("pauses"), notLive), target: "pausingEarly", ...nothing },
    { guard: both(next("skips it"), notLive), target: "stopped", ...nothing },
  ];
}

/** It sends a command, and goes on when the device has answered it (P-10, P-13, AC-1). */
function byCommand({ at, commanded, asksAgain, aborts }: HypervisorKit): States {
  const stopped = sets({ stoppedBy: "mode" });
  const wantsStop = mode("stopped");
  const staysStopped = both(mode("active"), isNot(isDone));
  return {
    ...commanded("stoppingWaiting", { target: "stopped", ...stopped }, goesBack, {
      ...asksAgain("hypervisor.setsMode", "stoppingTwice", wantsStop),
      ...aborts("takingBack"),
    }),
    // Two commands to stop are out: the answer to the second one counts.
    ...at(
      "stoppingTwice",
      { "device.completesCommand": { target: "stoppingWaiting" } },
      ["waiting"],
      true,
    ),
    ...commanded("freezingWaiting", { target: "frozen" }, goesBack),
    // It wants the device to go on, and the command to stop is out.
    ...at(
      "takingBack",
      {
        "hypervisor.setsMode": { guard: mode("active"), target: "takingBackTwice" },
        "device.completesCommand": [
          { guard: isDone, target: "goingBack", ...stopped },
          { guard: isNot(isDone), target: "goingBack" },
        ],
      },
      [],
      true,
    ),
    ...at(
      "takingBackTwice",
      { "device.completesCommand": { target: "takingBackWaiting" } },
      ["waiting"],
      true,
    ),
    ...at(
      "takingBackWaiting",
      {
        "device.completesCommand": [
          { guard: staysStopped, target: "goingBack", ...stopped },
          { guard: isNot(staysStopped), ...runsAgain },
        ],
      },
      ["waiting"],
      true,
    ),
  };
}

/**
 * The device is let go by the means by which it was stopped, and the guest's CPUs
 * follow; where nothing stopped it only they are left to be let run.
 * @param also what else it may do first
 */
export function lettingGo(kit: HypervisorKit, here: string, also = {}): States {
  const { at, commanded, eachQueue } = kit;
  const waiting = `${here}Waiting`;
  const answer = `${here}Answer`;
  return {
    ...at(here, {
      ...also,
      "hypervisor.writesStatus": { guard: stoppedBy("status"), target: waiting },
      "hypervisor.setsMode": { guard: both(stoppedBy("mode"), mode("active")), target: answer },
      "hypervisor.setsPower": { guard: both(stoppedBy("power"), power("D0")), ...runsAgain },
      ...eachQueue("hypervisor.startsRing", here, runsAgain, stoppedBy("rings")),
      "hypervisor.resumesVcpus": {
        guard: stoppedBy("nothing"),
        target: "idle",
        ...sets(nothingDone),
      },
    }),
    ...at(
      waiting,
      {
        "hypervisor.readsStatus": [
          { guard: both(next("goes on"), isSettled), ...runsAgain },
          { guard: both(next("waits"), isNot(isSettled)), target: waiting },
        ],
      },
      ["waiting"],
    ),
    // Where the device refuses it is stopped as before, and is asked once more.
    ...commanded(answer, runsAgain, { target: here }),
  };
}

/**
 * The phases of suspending, being suspended and resuming.
 *
 * Models content.tex, Device Suspend, at virtio-v1.4-cs01 15f488c (clauses S-*),
 * and the same phases of the V2 series (V2-*).
 */
import type { ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import {
  BOTH,
  DRIVER_OK,
  FAILED,
  has,
  RESET,
  RUNNING,
  SUSPEND_CLEARED,
  SUSPENDED,
} from "../status-values.ts";
import { blocked, by, inForceOf, onEach } from "../words.ts";
import { isGatedByFeatures } from "./replayer.ts";
import {
  configuring,
  consuming,
  effectOf,
  fateOf,
  finishing,
  type PhaseKit,
  resetWrites,
  type Step,
  show,
  showExactly,
} from "./status-kit.ts";

/** What a read returns: suspended, and on the way there and back. */
export function shownWhile(reading: ReadingView) {
  const said = reading.inForce("S-1b") ? SUSPENDED : BOTH;
  const suspended = reading.choice("suspended-value") === "zero" ? RESET : said;
  const asWritten = reading.choice("transitional-value") === "as-written";
  return {
    suspended,
    suspending: asWritten ? BOTH : RUNNING,
    resuming: asWritten ? BOTH : suspended,
  };
}

/** The clause that speaks for each way to treat a queue_reset write. */
const resetClause: Readonly<Record<string, string>> = {
  performed: "B26a",
  accepted: "B26a",
  ignored: "S-10",
  deferred: "",
};

export function suspendPhases(reading: ReadingView, kit: PhaseKit) {
  const { always, resetTo, writes, refuses, endsOnlyWhenDone, reached, works, dropsKick, fails } =
    kit;
  const { mmio } = kit;
  const shows = shownWhile(reading);
  return { suspending: suspending(), suspended: suspended(), resuming: resuming() };

  /** The device was asked to suspend and has not yet presented that it is. */
  function suspending() {
    const drains = reading.choice("until-suspended") === "drains";
    const late = reading.choice("late-suspend") === "presented";
    const stopsFirst = inForceOf(reading, "S-16a", "V2-8a");
    const present = {
      target: "#status.suspended",
      actions: show(shows.suspended),
      ...by("S-1b S-14", "is suspended"),
    };
    const common = (state: string) => ({
      ...always(state),
      ...endsOnlyWhenDone(""),
      ...writes(state, [], () => true, resetTo(late ? "resettingLate" : "resetting")),
      ...fails(),
      ...(drains ? works(state, finishing) : onEach(finishing, blocked())),
      ...works(state, [...configuring, "kick.arrives"]),
      "device.dropsKick": dropsKick(state),
      ...reached(state, "kept"),
    });
    return {
      initial: drains ? "consuming" : "stopped",
      states: {
        consuming: {
          on: {
            ...common("suspending.consuming"),
            "device.stopsConsuming": { target: "#status.suspending.stopped", ...by("S-16a V2-8a") },
            "device.presentsSuspended": stopsFirst ? blocked(stopsFirst) : present,
            ...works("suspending.consuming", consuming),
          },
        },
        stopped: {
          on: {
            ...common("suspending.stopped"),
            "device.presentsSuspended": present,
            ...onEach(consuming, blocked("S-16a V2-8a")),
          },
        },
        // It was asked before DRIVER_OK, and has never used a virtqueue.
        ...(isGatedByFeatures(reading)
          ? {
              notLive: {
                on: {
                  ...common("suspending.notLive"),
                  ...onEach([...consuming, ...finishing], blocked("B4a")),
                  "device.presentsSuspended": {
                    ...present,
                    actions: showExactly(SUSPENDED),
                  },
                },
              },
            }
          : {}),
      },
    };
  }

  /** The device is suspended: it touches and says nothing (S-11, S-12). */
  function suspended() {
    const silentBy = (clauses: readonly string[], events: readonly string[]) => {
      const clause = inForceOf(reading, ...clauses);
      return clause === undefined ? works("suspended", events) : onEach(events, blocked(clause));
    };
    const accepts = reading.choice("queue-reset-while-suspended") === "accepted";
    const resumesFailed = reading.choice("failed-with-driver-ok") === "resumes";
    const cleared = reading.choice("write-clears-suspend");
    const asks = (value: number): boolean =>
      (cleared !== "alone" && has(value, DRIVER_OK)) ||
      (cleared !== "ignored" && value === SUSPEND_CLEARED);
    const keeps = reading.choice("reset-while-suspended") === "ignored";
    const resumes = (event: Happening): boolean =>
      asks(event.value) && !refuses && (resumesFailed || !has(event.value, FAILED));
    return {
      tags: accepts ? ["rest", "reset-cannot-complete"] : ["rest"],
      on: {
        ...always("suspended"),
        ...writes(
          "suspended",
          [
            {
              guard: ({ event }: Step) => event.value !== RESET && resumes(event),
              target: "#status.resuming",
              actions: show(shows.resuming),
              ...by("S-15 V2-7", "begins to resume"),
            },
          ],
          (event) => !resumes(event),
          keeps ? resetTo("suspended", "", "keeps SUSPEND") : resetTo("resetting"),
        ),
        ...silentBy(["S-11b", "V2-2"], [...consuming, "device.uses"]),
        ...(reading.choice("buffers-while-suspended") === "written"
          ? works("suspended", ["device.writesBuffer"])
          : silentBy(["S-11b", "V2-2"], ["device.writesBuffer"])),
        ...silentBy(["S-11a", "V2-15"], ["device.interrupts"]),
        ...silentBy(["S-12", "V2-15"], configuring),
        ...stopped("suspended"),
      },
    };
  }

  /** The device was asked to resume and has not yet presented that it runs. */
  function resuming() {
    return {
      on: {
        ...always("resuming"),
        ...endsOnlyWhenDone(""),
        ...writes("resuming", [], () => true),
        "device.presentsResumed": {
          target: "#status.running",
          actions: show(RUNNING),
          ...by("S-15 V2-7", "runs again"),
        },
        ...fails(),
        ...onEach([...consuming, ...finishing, ...configuring], blocked()),
        ...stopped("resuming"),
      },
    };
  }

  /** What reaches a device that is suspended, or not yet running again. */
  function stopped(state: string) {
    const reset = reading.choice("queue-reset-while-suspended");
    const accepts = reset === "accepted";
    return {
      "kick.arrives": { target: `#status.${state}` },
      "device.dropsKick": dropsKick(state),
      "driver.timesOut": { target: `#status.${state}` },
      ...(reading.choice("config-change-while-suspended") === "unstated"
        ? {}
        : { "environment.changesConfig": changesWhileSuspended(state) }),
      "environment.sendsPacket": fateOf(reading.choice("packet-while-suspended"), state),
      ...(mmio
        ? {
            "driver.writesQueueReady": effectOf(
              reading.choice("queue-ready-while-suspended"),
              state,
              "",
            ),
          }
        : {}),
      ...onEach(resetWrites, effectOf(accepts ? "performed" : reset, state, resetClause[reset])),
      "device.completesQueueReset": accepts
        ? blocked("S-11c")
        : { target: `#status.${state}`, ...by("B23 B26c") },
    };
  }

  function changesWhileSuspended(state: string) {
    return reading.choice("config-change-while-suspended") === "hidden"
      ? effectOf("hidden", state, "S-11c V2-10a V2-15")
      : effectOf("seen late", state, "S-12");
  }
}

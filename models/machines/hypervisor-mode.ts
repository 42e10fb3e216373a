/**
 * How an owner stops a device by mode commands: it sends one, and goes on when the
 * device has answered it (P-10, P-13, AC-1).
 *
 * It may take a stop back before it is answered: both commands are out then, and
 * their order is that of the administration virtqueue (B69).
 */
import type { ReadingView } from "../../checker/types.ts";
import type { Scope } from "../scope.ts";
import {
  again,
  guestOnly,
  type HypervisorKit,
  letItGo,
  type States,
  type Step,
  type Stop,
  stoppedIt,
} from "./hypervisor-kit.ts";

const isDone = ({ event }: Step): boolean => event.outcome === "done";
const isRefused = (step: Step): boolean => !isDone(step);

const answered = (done: object, refused: object) => ({
  "device.completesCommand": [
    { guard: isDone, ...done },
    { guard: isRefused, ...refused },
  ],
});

const asks = (mode: string, then: object) => ({
  "hypervisor.setsMode": { guard: ({ event }: Step) => event.mode === mode, ...then },
});

export function byModeCommand(
  scope: Scope,
  reading: ReadingView,
  kit: HypervisorKit,
  then: string,
): Stop {
  const { waitsWith, busyWith } = kit;
  const freezes = reading.choice("stop-mode") === "freeze";
  const waiting = (here: string, on: object): States => ({
    [here]: { tags: ["waiting"], on: { ...busyWith(here), ...on } },
  });
  const command = (ask: string, mode: string, done: object, meanwhile: object = {}): States => ({
    [ask]: { on: { ...waitsWith(ask), ...asks(mode, { target: `${ask}Waiting` }) } },
    ...waiting(`${ask}Waiting`, { ...answered(done, { target: "goingBack" }), ...meanwhile }),
  });
  const stopped = { target: freezes ? "freezing" : then, actions: stoppedIt };
  const asksAgain = {
    "hypervisor.setsMode": again(scope, "stoppingTwice", (event) => event.mode === "stopped"),
  };
  const takesBack = {
    "hypervisor.aborts": { ...kit.abort["hypervisor.aborts"], target: "takingBack" },
  };
  const states: States = {
    ...command("stopping", "stopped", stopped, {
      ...(scope.retries > 0 ? asksAgain : {}),
      ...(scope.aborts > 0 ? takesBack : {}),
    }),
    ...(scope.retries > 0 ? askedTwice() : {}),
    ...(scope.aborts > 0 ? takenBack() : {}),
    ...(freezes ? command("freezing", "frozen", { target: then }) : {}),
  };
  const letsGo = (here: string): States => ({
    [here]: {
      on: {
        ...waitsWith(here),
        ...guestOnly,
        "hypervisor.setsMode": {
          guard: ({ context, event }: Step) => context.stoppedIt && event.mode === "active",
          target: `${here}Waiting`,
          actions: letItGo,
        },
      },
    },
    // Where the device refuses it is stopped as before, and is asked once more.
    ...waiting(
      `${here}Waiting`,
      answered({ target: "runningAgain" }, { target: here, actions: stoppedIt }),
    ),
  });
  return { first: "stopping", states, letsGo };

  /** Two commands to stop are out: the answer to the second one counts. */
  function askedTwice(): States {
    const one = { target: "stoppingWaiting" };
    return waiting("stoppingTwice", answered(one, one));
  }

  /** It wants the device to go on, and the command to stop is out. */
  function takenBack(): States {
    return {
      takingBack: {
        on: {
          ...busyWith("takingBack"),
          ...asks("active", { target: "takingBackTwice" }),
          ...answered({ target: "goingBack", actions: stoppedIt }, { target: "goingBack" }),
        },
      },
      ...waiting("takingBackTwice", {
        "device.completesCommand": { target: "takingBackWaiting" },
      }),
      ...waiting("takingBackWaiting", {
        "device.completesCommand": [
          {
            guard: (step: Step) => step.event.mode === "active" && isRefused(step),
            target: "goingBack",
            actions: stoppedIt,
          },
          {
            guard: (step: Step) => step.event.mode !== "active" || isDone(step),
            target: "runningAgain",
          },
        ],
      }),
    };
  }
}

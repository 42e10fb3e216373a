/**
 * What the states of the driver have in common: how it reads the status, resets
 * the device, and what its other threads do meanwhile.
 */
import type { ReadingView } from "../../checker/types.ts";
import type { Scope } from "../scope.ts";
import { has, NEEDS_RESET, RESET } from "../status-values.ts";
import { blocked, onEach, type Seen, set } from "../words.ts";

export interface Context {
  /** How often it has done what the scope bounds. */
  readonly suspends: number;
  readonly resets: number;
  readonly functionResets: number;
  readonly queueResets: number;
  readonly retries: number;
  /** Virtqueues set up so far; the virtqueue being reset. */
  readonly queue: number;
  /** Whether the virtqueue reset began while the driver held SUSPEND. */
  readonly whileSuspended: boolean;
}

export type Step = Seen<Context>;
export type Count = "suspends" | "resets" | "functionResets" | "queueResets" | "retries";

export const never: Context = {
  suspends: 0,
  resets: 0,
  functionResets: 0,
  queueResets: 0,
  retries: 0,
  queue: 0,
  whileSuspended: false,
};

export const counts = (what: Count) =>
  set<Context>(({ context }) => ({ [what]: context[what] + 1 }) as Partial<Context>);

/** What the driver's other threads do while the control side is where it is. */
export const posting = ["driver.makesAvailable"];
/** A kick of a function in D3hot is lost, and the driver does not know. */
export const kicking = ["driver.kicks", "power.losesKick"];
const fromLine = ["driver.takesInterrupt", "driver.readsInterruptStatus", "driver.acknowledges"];
export const collecting = [
  "driver.reaps",
  "driver.handlesInterrupt",
  "driver.looksAtRings",
  "driver.examinesConfig",
  ...fromLine,
];

/** One outcome of a read: for which values, and what follows. */
interface Outcome {
  readonly when: (value: number) => boolean;
  readonly target: string;
}

/** DEVICE_NEEDS_RESET ends a wait that it can never satisfy. */
export const givesUp = { when: (value: number) => has(value, NEEDS_RESET), target: "broken" };

/** The transitions that several states share, for one scope and reading. */
export function driverKit(scope: Scope, reading: ReadingView) {
  const configReading = [
    "driver.handlesConfigInterrupt",
    ...(scope.deviceConfig === "trapped"
      ? ["driver.asksForConfig"]
      : ["driver.readsGeneration", "driver.readsConfig"]),
  ];
  const dataPath = [...posting, ...kicking, ...collecting, ...configReading, "driver.timesOut"];
  const left =
    (what: Count) =>
    ({ context }: Step) =>
      context[what] < scope[what];
  const stays = (state: string, events: readonly string[]) => onEach(events, { target: state });
  const idle = (events: readonly string[]) => onEach(events, blocked());
  const forbidden = (state: string, clause: string, events: readonly string[]) =>
    reading.inForce(clause) ? onEach(events, blocked(clause)) : stays(state, events);

  const ccw = scope.transport === "ccw";
  const cannotRead = ccw && scope.ccwRevision < 2 && reading.inForce("B41");
  /** The end of the write is all that a driver learns that cannot read the status. */
  const overChannel = (
    state: string,
    outcomes: readonly object[],
    refused: string,
    transitions: readonly object[],
  ) => {
    const [wanted] = outcomes as readonly Outcome[];
    return {
      ...(cannotRead ? {} : { "driver.readsStatus": transitions }),
      "channel.endsCommand": [
        {
          guard: ({ event }: Step) => event.outcome === "done",
          target: cannotRead ? wanted!.target : state,
        },
        { guard: ({ event }: Step) => event.outcome === "rejected", target: refused },
      ],
    };
  };
  /** A read of the status, whichever way the guest reaches it. */
  const reads = (state: string, outcomes: readonly object[], refused = state) => {
    const last = { target: state };
    const otherwise = {
      ...last,
      guard: ({ event }: Step) => outcomes.every((o) => !(o as Outcome).when(event.value)),
    };
    const transitions = [
      ...outcomes.map((o) => {
        const { when, ...transition } = o as Outcome;
        return { ...transition, guard: ({ event }: Step) => when(event.value) };
      }),
      otherwise,
    ];
    if (ccw) return overChannel(state, outcomes, refused, transitions);
    return scope.common === "direct"
      ? { "driver.readsStatus": transitions }
      : {
          "driver.asksForStatus": { target: state },
          "hypervisor.answersStatus": transitions,
        };
  };
  const reset = {
    "driver.writesStatus": {
      guard: (step: Step) => step.event.value === RESET && left("resets")(step),
      target: "resetRequested",
      actions: counts("resets"),
    },
    "driver.resetsFunction": {
      guard: left("functionResets"),
      target: "resetRequested",
      actions: counts("functionResets"),
    },
  };
  return { left, stays, idle, forbidden, reads, reset, configReading, dataPath };
}

export type DriverKit = ReturnType<typeof driverKit>;

/** Where the driver has set SUSPEND, and its device does not run yet. */
const hasSetSuspend = ["suspendRequested", "suspended", "resumeRequested"];

type DriverStates = Readonly<
  Record<string, { readonly on: object; readonly tags?: readonly string[] }>
>;

/** Whether a driver that has set SUSPEND clears the interrupt status, which may or may
 *  not be Configuration Space (S-7). */
export function quietly(scope: Scope, reading: ReadingView, states: DriverStates) {
  const leaves =
    scope.interrupts === "levels" &&
    reading.choice("acknowledge-while-suspended") === "left" &&
    reading.inForce("S-7");
  const clears = scope.transport === "mmio" ? "driver.acknowledges" : "driver.readsInterruptStatus";
  const not = (name: string) =>
    leaves && hasSetSuspend.includes(name)
      ? { [clears]: blocked("S-7"), "driver.leavesInterrupt": { target: name } }
      : { "driver.leavesInterrupt": blocked() };
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      { ...state, on: { ...state.on, ...not(name) } },
    ]),
  );
}

/**
 * What the states of the driver have in common: how it reads the status, resets
 * the device, and what its other threads do meanwhile.
 */
import { BELIEVES } from "../events/channel.ts";
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
/** It takes the memory of a virtqueue back: it may not, and it can. */
export const releasing = ["driver.releasesQueue"];
const fromLine = ["driver.takesInterrupt", "driver.readsInterruptStatus", "driver.acknowledges"];
export const collecting = [
  "driver.reaps",
  "driver.handlesInterrupt",
  "driver.looksAtRings",
  "driver.examinesConfig",
  ...fromLine,
];

/** What the driver makes of what it reads: a parameter of the event that it decides. */
export const makes = (what: string, of: (value: number) => boolean = () => true) => ({
  guard: ({ event }: Step) => event.driver === what && of(event.value),
});

/** A wait for a value of the status. */
interface Wait {
  /** Where it is once it takes what it reads for what it waits for. */
  readonly goesOn: string;
  /** The value after which it waits no longer; absent where readings differ. */
  readonly until?: (value: number) => boolean;
  /** Whether it may stop waiting when it reads DEVICE_NEEDS_RESET. */
  readonly givesUp?: boolean;
  /** On CCW, where it is once its command is rejected, if not where it was. */
  readonly refused?: string;
}

/** The transitions that several states share. */
export function driverKit(scope: Scope) {
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

  /** A read of the status, whichever way the guest reaches it. On CCW the end of a write
   *  tells something too: all that a driver learns that cannot read the status. */
  const reads = (state: string, { goesOn, until, givesUp, refused = state }: Wait) => {
    const outcomes = [
      { ...makes("goes on"), target: goesOn },
      { ...makes("waits", (value) => until?.(value) !== true), target: state },
      ...(givesUp
        ? [{ ...makes("gives up", (value) => has(value, NEEDS_RESET)), target: "broken" }]
        : []),
    ];
    if (scope.common === "trapped") {
      return { "driver.asksForStatus": { target: state }, "hypervisor.answersStatus": outcomes };
    }
    if (scope.transport !== "ccw") return { "driver.readsStatus": outcomes };
    const isDone = ({ event }: Step): boolean => event.outcome === "done";
    const ends = (what: string, done: boolean, target: string) => ({
      guard: (step: Step) => step.event.driver === what && isDone(step) === done,
      target,
    });
    return {
      "driver.readsStatus": outcomes,
      "channel.endsCommand": [
        ends("waits", true, state),
        ends("goes on", true, goesOn),
        ends(refused === state ? "waits" : "goes on", false, refused),
        ends(BELIEVES, false, goesOn),
      ],
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
  return { left, stays, idle, reads, reset, configReading, dataPath };
}

export type DriverKit = ReturnType<typeof driverKit>;

/** Where the driver has set SUSPEND, and its device does not run yet. */
const hasSetSuspend = ["suspendRequested", "suspended", "resumeRequested"];

type DriverStates = Readonly<
  Record<string, { readonly on: object; readonly tags?: readonly string[] }>
>;

/** What every state has: the guest's PCI code, which goes by what the driver knows; while
 *  it runs its device, the freedom to break on an interrupt; and, once SUSPEND is set, the
 *  freedom not to clear the interrupt status. */
export const inEveryState = (states: DriverStates): DriverStates =>
  Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      {
        ...state,
        on: {
          ...state.on,
          "driver.setsBusMaster": { target: name },
          "driver.mishandlesInterrupt": name === "running" ? { target: "broken" } : blocked(),
          "driver.leavesInterrupt": hasSetSuspend.includes(name) ? { target: name } : blocked(),
        },
      },
    ]),
  );

/** Where the function is in D3hot, or frozen, the driver's accesses find nobody; and
 *  on CCW a command may end in any state. */
export function reachesNobody({ common, transport }: Scope, states: DriverStates): DriverStates {
  const ends = (name: string) =>
    transport === "ccw" ? { "channel.endsCommand": { ...makes("goes on"), target: name } } : {};
  const lost = (on: Readonly<Record<string, unknown>>) =>
    common === "direct"
      ? {
          "power.answersAllOnes": on["driver.readsStatus"] ?? blocked(),
          "power.losesWrite": on["driver.writesStatus"] ?? blocked(),
          "mode.losesWrite": on["driver.writesStatus"] ?? blocked(),
          "mode.losesQueueReset": on["driver.writesQueueReset"] ?? blocked(),
        }
      : {};
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      { ...state, on: { ...ends(name), ...state.on, ...lost({ ...state.on }) } },
    ]),
  );
}

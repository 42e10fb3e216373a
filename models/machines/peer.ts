/**
 * Two devices of one guest. Device B writes to the doorbell of device A, peer to
 * peer: what A holds of it is part of A's state. Neither can be stopped at the same
 * instant as the other.
 *
 * A stopped device takes note of a doorbell, or ignores it.
 *
 *   device A: running -> stopped (-> frozen) -> running; the doorbell held or not
 *   device B: running -> (quiet) -> stopped -> running; an answer awaited or not
 *
 * Not modelled: what the two exchange, doorbells in the other direction, and the
 * guest's driver, which is paused or does not take part.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { blocked, onEach, type Seen, says, set } from "../words.ts";

interface Target {
  /** A doorbell was noted and not yet acted on. */
  readonly held: boolean;
}

const ofDevice =
  (name: string) =>
  ({ event }: Seen<unknown>): boolean =>
    event.d === name;

const deviceA = (): MachineDeclaration => ({
  name: "deviceA",
  kind: "device",
  actor: "device",
  key: "",
  build: () => {
    const notes = (state: string) => ({
      "doorbell.arrives": {
        target: state,
        actions: set<Target>(() => ({ held: true })),
        ...says("takes note of it"),
      },
    });
    const ignores = (state: string) => ({
      "doorbell.isIgnored": { target: state, ...says("ignores it") },
    });
    const moves = (state: string) => ({
      "hypervisor.quietsDevice": { guard: ofDevice("A"), target: state },
      "hypervisor.stopsDevice": {
        guard: ofDevice("A"),
        target: "stopped",
        ...says("is stopped"),
      },
      "hypervisor.freezesDevice": { guard: ofDevice("A"), target: "frozen" },
      "hypervisor.savesDevice": { guard: ofDevice("A"), target: state },
      "hypervisor.startsDevice": { guard: ofDevice("A"), target: "running", ...says("runs") },
    });
    return createMachine({
      types: {} as { context: Target; events: Happening },
      id: "deviceA",
      context: { held: false },
      initial: "running",
      states: {
        running: {
          tags: ["rest"],
          on: {
            ...moves("running"),
            ...notes("running"),
            "doorbell.isIgnored": blocked(),
            "peer.answers": {
              guard: ({ context }) => context.held,
              target: "running",
              actions: set<Target>(() => ({ held: false })),
            },
          },
        },
        stopped: {
          tags: ["rest"],
          on: { ...moves("stopped"), ...notes("stopped"), ...ignores("stopped") },
        },
        frozen: {
          tags: ["rest"],
          on: { ...moves("frozen"), ...notes("frozen"), ...ignores("frozen") },
        },
      },
    });
  },
});

interface Ringer {
  /** It has rung, and A has not done what it was rung for. */
  readonly waits: boolean;
}

const deviceB = (): MachineDeclaration => ({
  name: "deviceB",
  kind: "device",
  actor: "device",
  key: "",
  build: () => {
    const answered = (state: string) => ({
      "peer.answers": { target: state, actions: set<Ringer>(() => ({ waits: false })) },
    });
    const moves = (state: string) => ({
      ...answered(state),
      "hypervisor.quietsDevice": { guard: ofDevice("B"), target: "quiet" },
      "hypervisor.stopsDevice": {
        guard: ofDevice("B"),
        target: "stopped",
        ...says("is stopped"),
      },
      "hypervisor.freezesDevice": { guard: ofDevice("B"), target: "stopped" },
      "hypervisor.savesDevice": { guard: ofDevice("B"), target: state },
      "hypervisor.startsDevice": { guard: ofDevice("B"), target: "running", ...says("runs") },
    });
    return createMachine({
      types: {} as { context: Ringer; events: Happening },
      id: "deviceB",
      context: { waits: false },
      initial: "running",
      states: {
        running: {
          tags: ["rest"],
          on: {
            ...moves("running"),
            "peer.ringsDoorbell": {
              guard: ({ context }) => !context.waits,
              target: "running",
              actions: set<Ringer>(() => ({ waits: true })),
            },
          },
        },
        quiet: { tags: ["rest"], on: moves("quiet") },
        stopped: { tags: ["rest"], on: moves("stopped") },
      },
    });
  },
});

/** A doorbell of B on its way to A. To keep B quiet is to have it landed. */
const doorbell = (): MachineDeclaration => ({
  name: "doorbell",
  kind: "doorbell",
  actor: "device",
  key: "",
  build: () => {
    const ends = ["hypervisor.quietsDevice", "hypervisor.stopsDevice"];
    return createMachine({
      types: {} as { events: Happening },
      id: "doorbell",
      initial: "none",
      states: {
        none: {
          tags: ["rest"],
          on: {
            "peer.ringsDoorbell": { target: "underWay" },
            ...onEach(ends, { target: "none" }),
          },
        },
        underWay: {
          on: {
            "doorbell.arrives": { target: "none" },
            "doorbell.isIgnored": { target: "none" },
            "hypervisor.quietsDevice": { guard: ofDevice("A"), target: "underWay" },
            "hypervisor.stopsDevice": { target: "underWay" },
          },
        },
      },
    });
  },
});

export const peerDevices = (): readonly MachineDeclaration[] => [deviceA(), deviceB(), doorbell()];

/**
 * One virtqueue as it lies in guest memory: two indices, the entries of the
 * available and the used ring, and who owns each buffer.
 *
 * Models split-ring.tex, The Virtqueue Available Ring and The Virtqueue Used
 * Ring, at virtio-v1.4-cs01 15f488c. Memory permits every access: who may make
 * it is the business of the driver's and the device's machines. A ring that is
 * empty, or an index that is not the one read, blocks.
 *
 * Indices are kept modulo twice the ring size, so that full and empty differ.
 *
 * Not modelled: payload bytes, descriptor tables (both are on the ring kernel).
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { countOf, DISABLED } from "../saved-position.ts";
import type { Scope } from "../scope.ts";
import { upTo } from "../scope.ts";
import { type Seen, set } from "../words.ts";

interface Indices {
  readonly availIdx: number;
  readonly usedIdx: number;
}

/** The two indices in memory. */
const ring = (scope: Scope, q: number): MachineDeclaration => {
  const after = (index: number): number => (index + 1) % (2 * scope.ring);
  return {
    name: `ring${q}`,
    kind: "ring",
    actor: "memory",
    key: `${scope.ring}`,
    build: () => {
      /** A device that is told no index can read used.idx, and begins after what is open. */
      const begins = ({ context, event }: Seen<Indices>): boolean =>
        event.from === "saved" ||
        (event.open !== DISABLED &&
          event.at === (context.usedIdx + countOf(event.open)) % (2 * scope.ring));
      return createMachine({
        types: {} as { context: Indices; events: Happening },
        id: "ring",
        context: { availIdx: 0, usedIdx: 0 },
        initial: "memory",
        states: {
          memory: {
            tags: ["rest"],
            on: {
              "driver.makesAvailable": {
                guard: ({ context, event }) => event.at === context.availIdx,
                target: "memory",
                actions: set<Indices>(({ context }) => ({ availIdx: after(context.availIdx) })),
              },
              "device.fetches": {
                guard: ({ context, event }) => event.at !== context.availIdx,
                target: "memory",
              },
              "device.findsNothing": {
                guard: ({ context, event }) => event.at === context.availIdx,
                target: "memory",
              },
              "device.mishandlesKick": {
                guard: ({ context, event }) => event.at === context.availIdx,
                target: "memory",
              },
              "driver.mishandlesInterrupt": {
                guard: ({ context, event }) => event.at === context.usedIdx,
                target: "memory",
              },
              "device.uses": {
                target: "memory",
                actions: set<Indices>(({ event }) => ({ usedIdx: after(event.at) })),
              },
              "driver.reaps": {
                guard: ({ context, event }) => event.at !== context.usedIdx,
                target: "memory",
              },
              "driver.enablesQueue": {
                target: "memory",
                actions: set<Indices>(() => ({ availIdx: 0, usedIdx: 0 })),
              },
              "hypervisor.restoresQueue": { guard: begins, target: "memory" },
            },
          },
        },
      });
    },
  };
};

interface Entry {
  /** The buffer that the entry names; -1 before it is first written. */
  readonly names: number;
}

const namesEvent = ({ context, event }: Seen<Entry>): boolean => event.b === context.names;
const write = set<Entry>(({ event }) => ({ names: event.b }));

/** One entry of a ring: one event writes it, another reads what it names. */
const slot = (
  kind: "availSlot" | "usedSlot",
  place: string,
  written: string,
  read: string,
): MachineDeclaration => ({
  name: `${kind}${place}`,
  kind,
  actor: "memory",
  key: "",
  build: () =>
    createMachine({
      types: {} as { context: Entry; events: Happening },
      id: kind,
      context: { names: -1 },
      initial: "memory",
      states: {
        memory: {
          tags: ["rest"],
          on: {
            [written]: { target: "memory", actions: write },
            [read]: { guard: namesEvent, target: "memory" },
          },
        },
      },
    }),
});

/** Entry `i` of the available ring: the driver writes it, the device reads it. */
const availSlot = (q: number, i: number): MachineDeclaration =>
  slot("availSlot", `${q}.${i}`, "driver.makesAvailable", "device.fetches");

/** Entry `i` of the used ring: the device writes it, the driver reads it. */
const usedSlot = (q: number, i: number): MachineDeclaration =>
  slot("usedSlot", `${q}.${i}`, "device.uses", "driver.reaps");

/**
 * Who has a buffer: the driver, the available ring, the device, the used ring.
 *
 * A device that reads released memory, or that was restored at a position that is
 * not true, may fetch or use a buffer that is not its to use; that changes no
 * owner, and a property speaks about it.
 */
const buffer = (scope: Scope, q: number, b: number): MachineDeclaration => {
  const observed = (state: string) => ({
    "device.fetches": { target: state },
    "device.uses": { target: state },
  });
  /** A used entry names the buffer once more than it was made available. */
  const takenTwice = (state: string) => ({ "driver.reaps": { target: state } });
  const taken = {
    "driver.releasesQueue": { target: "driver" },
    "driver.enablesQueue": { target: "driver" },
  };
  return {
    name: `buffer${q}.${b}`,
    kind: `buffer${q}.`,
    actor: "memory",
    key: scope.starts,
    build: () =>
      createMachine({
        types: {} as { events: Happening },
        id: "buffer",
        initial: "driver",
        states: {
          driver: {
            tags: ["rest"],
            on: {
              ...observed("driver"),
              ...taken,
              ...takenTwice("driver"),
              "driver.makesAvailable": { target: "available" },
            },
          },
          available: {
            on: {
              ...observed("available"),
              ...taken,
              ...takenTwice("available"),
              "device.uses": { target: "used" },
              "driver.makesAvailable": {},
              "device.fetches": { target: "inFlight" },
              "driver.timesOut": { target: "available" },
            },
          },
          inFlight: {
            on: {
              ...observed("inFlight"),
              ...taken,
              ...takenTwice("inFlight"),
              "driver.makesAvailable": {},
              "device.uses": { target: "used" },
              "driver.timesOut": { target: "inFlight" },
            },
          },
          used: {
            tags: ["rest"],
            on: {
              ...observed("used"),
              ...taken,
              "driver.makesAvailable": {},
              "driver.reaps": { target: "driver" },
            },
          },
        },
      }),
  };
};

/** The memory of one virtqueue. With one buffer the entries need no machines. */
export const ringMemory = (scope: Scope, q: number): readonly MachineDeclaration[] => [
  ring(scope, q),
  ...(scope.buffers > 1 ? upTo(scope.ring).flatMap((i) => [availSlot(q, i), usedSlot(q, i)]) : []),
  ...upTo(scope.buffers).map((b) => buffer(scope, q, b)),
];

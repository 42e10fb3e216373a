/**
 * What a migration needs around the hypervisor: the accesses that it has trapped
 * and not yet performed, the parts of the saved state, and the dirty log.
 *
 * Not modelled: pages one by one, a dirty log that is read and cleared in rounds.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { DISABLED, NOTHING_OPEN } from "../saved-position.ts";
import { NO_POSITION, type Scope } from "../scope.ts";
import { RESET } from "../status-values.ts";
import { blocked, onEach, type Seen, set } from "../words.ts";

interface Trapped {
  readonly value: number;
}

/** A guest access to the status register that waits for the hypervisor. */
export const trap = (): MachineDeclaration => ({
  name: "trap",
  kind: "trap",
  actor: "hypervisor",
  key: "",
  build: () =>
    createMachine({
      types: {} as { context: Trapped; events: Happening },
      id: "trap",
      context: { value: RESET },
      initial: "empty",
      states: {
        empty: {
          tags: ["rest"],
          on: {
            "driver.writesStatus": {
              target: "write",
              actions: set<Trapped>(({ event }) => ({ value: event.value })),
            },
            "driver.asksForStatus": { target: "read" },
            "hypervisor.flushes": { target: "empty" },
          },
        },
        write: {
          on: {
            "hypervisor.performsWrite": {
              guard: ({ context, event }) => event.value === context.value,
              target: "empty",
              actions: set<Trapped>(() => ({ value: RESET })),
            },
            "hypervisor.flushes": blocked(),
          },
        },
        read: {
          on: {
            "hypervisor.answersStatus": { target: "empty" },
            "hypervisor.flushes": blocked(),
          },
        },
      },
    }),
});

/** A function level reset that the guest has asked for and that waits. */
export const functionTrap = (): MachineDeclaration => ({
  name: "functionTrap",
  kind: "functionTrap",
  actor: "hypervisor",
  key: "",
  build: () =>
    createMachine({
      types: {} as { events: Happening },
      id: "functionTrap",
      initial: "empty",
      states: {
        empty: { tags: ["rest"], on: { "driver.resetsFunction": { target: "asked" } } },
        asked: { on: { "hypervisor.performsFunctionReset": { target: "empty" } } },
      },
    }),
});

interface SavedValue {
  readonly value: number;
}

/** The part of the saved state that holds the device status. */
export const savedStatus = (): MachineDeclaration => ({
  name: "savedStatus",
  kind: "savedStatus",
  actor: "hypervisor",
  key: "",
  build: () => {
    const save = {
      target: "saved",
      actions: set<SavedValue>(({ event }) => ({ value: event.value })),
    };
    return createMachine({
      types: {} as { context: SavedValue; events: Happening },
      id: "savedStatus",
      context: { value: RESET },
      initial: "empty",
      states: {
        empty: { tags: ["rest"], on: { "hypervisor.savesStatus": save } },
        saved: {
          tags: ["rest"],
          on: {
            "hypervisor.savesStatus": save,
            "hypervisor.restoresStatus": {
              guard: ({ context, event }: Seen<SavedValue>) => event.value === context.value,
              target: "saved",
            },
          },
        },
      },
    });
  },
});

interface SavedPosition {
  /** The next index to fetch; NO_POSITION where disabled, or where no part holds it. */
  readonly at: number;
  readonly open: string;
}

/**
 * The part of the saved state that belongs to one virtqueue. Where it holds no
 * indices, a destination can take them from memory, as the ring says.
 */
export const savedQueue = (scope: Scope, q: number): MachineDeclaration => ({
  name: `savedQueue${q}`,
  kind: "savedQueue",
  actor: "hypervisor",
  key: `${scope.restores}`,
  build: () => {
    const save = {
      target: "saved",
      // What is open matters to a destination only.
      actions: set<SavedPosition>(({ event }) => ({
        at: event.at,
        open: scope.restores > 0 ? event.open : NOTHING_OPEN,
      })),
    };
    const begins = ({ at }: SavedPosition, { from, at: index, open }: Happening): boolean =>
      from === "saved" ? index === at : index !== NO_POSITION && open !== DISABLED;
    const saves = onEach(["hypervisor.savesQueue", "hypervisor.stopsRing"], save);
    return createMachine({
      types: {} as { context: SavedPosition; events: Happening },
      id: "savedQueue",
      context: { at: NO_POSITION, open: NOTHING_OPEN },
      initial: "empty",
      states: {
        empty: { tags: ["rest"], on: saves },
        saved: {
          tags: ["rest"],
          on: {
            ...saves,
            "hypervisor.restoresQueue": {
              guard: ({ context, event }: Seen<SavedPosition>) =>
                event.open === context.open && begins(context, event),
              target: "saved",
            },
          },
        },
      },
    });
  },
});

/** Whether guest memory was written since the hypervisor last copied it. */
export const dirtyLog = (): MachineDeclaration => ({
  name: "dirtyLog",
  kind: "dirtyLog",
  actor: "hypervisor",
  key: "",
  build: () => {
    const writes = ["driver.makesAvailable", "device.uses", "driver.enablesQueue"];
    const written = onEach(writes, { target: "written" });
    return createMachine({
      types: {} as { events: Happening },
      id: "dirtyLog",
      initial: "written",
      states: {
        written: {
          tags: ["rest"],
          on: { ...written, "hypervisor.copiesMemory": { target: "copied" } },
        },
        copied: {
          tags: ["rest"],
          on: { ...written, "hypervisor.copiesMemory": { target: "copied" } },
        },
      },
    });
  },
});

/** A guest read of the device configuration that waits for the hypervisor. */
export const configTrap = (): MachineDeclaration => ({
  name: "configTrap",
  kind: "configTrap",
  actor: "hypervisor",
  key: "",
  build: () =>
    createMachine({
      types: {} as { events: Happening },
      id: "configTrap",
      initial: "empty",
      states: {
        empty: {
          tags: ["rest"],
          on: {
            "driver.asksForConfig": [
              { guard: ({ event }) => event.field === "generation", target: "generation" },
              { guard: ({ event }) => event.field === "fields", target: "fields" },
            ],
          },
        },
        generation: { on: { "hypervisor.answersGeneration": { target: "empty" } } },
        fields: { on: { "hypervisor.answersConfig": { target: "empty" } } },
      },
    }),
});

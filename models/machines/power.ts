/**
 * The power state of a PCI function: D0 or D3hot.
 *
 * Models what PCI says of power states, as far as it is known here (clauses PM-*,
 * recalled): the text of virtio has no sentence about them but P-9 and P-13c.
 *
 *   D0 -- set D3hot --> D3hot -- set D0 --> D0           with No_Soft_Reset
 *                       D3hot -- set D0 --> waking -- lose state --> D0   without
 *
 * In D3hot only configuration requests are answered. A function level reset leads
 * back to D0.
 *
 * Not modelled: D1, D2 and D3cold, PME, delays after a change of state, a hypervisor
 * that defers a guest's change of power state or answers for a device in D3hot,
 * device configuration read in D3hot. Bus mastering stands in `bus-master.ts`.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import { guestWrites } from "../events/bus-master.ts";
import type { Happening } from "../events/happening.ts";
import { accesses, functionResets, mastered } from "../events/power.ts";
import type { Scope } from "../scope.ts";
import { blocked, by, onEach, packets, type Seen } from "../words.ts";

/** Whether the event sets this power state. */
export const sets =
  (state: string) =>
  ({ event }: Seen<unknown>): boolean =>
    (event as Happening & { readonly state: string }).state === state;

export const power = (scope: Scope): MachineDeclaration => ({
  name: "power",
  kind: "power",
  actor: "device",
  key: `${scope.common} ${scope.deviceConfig} ${scope.pciConfig}`,
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const keeps = reading.choice("no-soft-reset") === "yes";
  // Where the guest's accesses are trapped, the hypervisor answers them.
  const registers = ["power.answersAllOnes", "power.losesWrite"];
  const direct = scope.common === "direct";
  const unanswered = [...(direct ? registers : []), "power.losesKick"];
  /** What does not happen outside of D0, unless no clause in force says so. */
  const not = (state: string, clause: string, events: readonly string[]) =>
    reading.inForce(clause)
      ? onEach(events, blocked(clause))
      : onEach(events, { target: state, ...by("") });
  const moves = (up: string, words: string) =>
    onEach(
      ["driver.setsPower", "hypervisor.setsPower"],
      [
        { guard: sets("D0"), target: up, ...by("PM-1", words) },
        { guard: sets("D3hot"), target: "D3hot", ...by("PM-1") },
      ],
    );
  const off = (state: string, up: string, words: string) => ({
    ...not(state, "PM-9d", mastered),
    ...not(state, "PM-9a", accesses(scope)),
    ...packets(reading, state, true),
    ...onEach(unanswered, { target: state, ...by("PM-9b PM-9c") }),
    ...(direct ? {} : onEach(registers, blocked())),
    ...onEach(functionResets(scope), { target: "D0", ...by("PM-9f") }),
    ...moves(up, words),
  });
  return createMachine({
    types: {} as { events: Happening },
    id: "power",
    initial: "D0",
    states: {
      D0: {
        tags: ["rest"],
        on: {
          ...onEach([...mastered, ...accesses(scope), ...functionResets(scope)], { target: "D0" }),
          ...onEach([...registers, "power.losesKick", "device.losesState"], blocked()),
          ...onEach(guestWrites, { target: "D0" }),
          ...packets(reading, "D0", false),
          ...moves("D0", "is in D0 already"),
        },
      },
      D3hot: {
        tags: ["rest"],
        on: {
          ...off("D3hot", keeps ? "D0" : "waking", keeps ? "has kept its state" : "wakes up"),
          "device.losesState": blocked(),
          ...onEach(guestWrites, { target: "D3hot" }),
        },
      },
      ...(keeps
        ? {}
        : {
            waking: {
              on: {
                ...off("waking", "waking", "wakes up"),
                // The guest waits until the function has woken up.
                ...onEach(guestWrites, blocked()),
                "device.losesState": { target: "D0", ...by("PM-8a", "has lost its state") },
              },
            },
          }),
    },
  });
}

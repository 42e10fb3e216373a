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
import type { MachineDeclaration } from "../../checker/types/index.ts";
import { guestWrites } from "../events/bus-master.ts";
import type { Happening } from "../events/happening.ts";
import { accesses, functionResets, mastered } from "../events/power.ts";
import type { Scope } from "../scope.ts";
import { blocked, onEach, packets, type Seen, says } from "../words.ts";

/** Whether the event sets this power state. */
export const sets =
  (state: string) =>
  ({ event }: Seen<unknown>): boolean =>
    (event as Happening).state === state;

/** The same, and what becomes of the device's own state. */
const moves =
  (state: string, own: string) =>
  (seen: Seen<unknown>): boolean =>
    sets(state)(seen) && (seen.event as Happening).own === own;

export const power = (scope: Scope): MachineDeclaration => ({
  name: "power",
  kind: "power",
  actor: "device",
  key: `${scope.common} ${scope.deviceConfig} ${scope.pciConfig}`,
  build: () => build(scope),
});

function build(scope: Scope) {
  // Where the guest's accesses are trapped, the hypervisor answers them.
  const registers = ["power.answersAllOnes", "power.losesWrite"];
  const direct = scope.common === "direct";
  const setsPower = ["driver.setsPower", "hypervisor.setsPower"];
  // What happens in D0, and in D3hot if nothing forbids it; the owner answers in both.
  const works = [...mastered, ...accesses(scope), "device.completesCommand"];
  const goesToSleep = { guard: moves("D3hot", "kept"), target: "D3hot" };
  const wakesUp = { guard: moves("D0", "lost"), target: "waking", ...says("wakes up") };
  const asleep = (state: string) => ({
    ...onEach(works, { target: state }),
    ...packets(state, true),
    ...onEach(registers, direct ? { target: state } : blocked()),
    "power.losesKick": { target: state },
    ...onEach(functionResets(scope), { target: "D0" }),
  });
  return createMachine({
    types: {} as { events: Happening },
    id: "power",
    initial: "D0",
    states: {
      D0: {
        tags: ["rest"],
        on: {
          ...onEach([...works, ...functionResets(scope), ...guestWrites], { target: "D0" }),
          ...onEach([...registers, "power.losesKick", "device.losesState"], blocked()),
          ...packets("D0", false),
          ...onEach(setsPower, [
            { guard: moves("D0", "kept"), target: "D0", ...says("is in D0 already") },
            goesToSleep,
          ]),
        },
      },
      D3hot: {
        tags: ["rest"],
        on: {
          ...asleep("D3hot"),
          "device.losesState": blocked(),
          ...onEach(guestWrites, { target: "D3hot" }),
          ...onEach(setsPower, [
            { guard: moves("D0", "kept"), target: "D0", ...says("has kept its state") },
            wakesUp,
            goesToSleep,
          ]),
        },
      },
      waking: {
        on: {
          ...asleep("waking"),
          // The guest waits until the function has woken up.
          ...onEach(guestWrites, blocked()),
          ...onEach(setsPower, [wakesUp, goesToSleep]),
          "device.losesState": { target: "D0", ...says("has lost its state") },
        },
      },
    },
  });
}

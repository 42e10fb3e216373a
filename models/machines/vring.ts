/**
 * Whether one ring runs, as a vhost-user front end has it: to ask for the position
 * of a ring stops it, and a device all of whose rings are stopped is suspended
 * (VU-1). Only the front end starts it again; a reset of the guest's device does not.
 *
 * Not modelled: the messages themselves, a back end that fails.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import { blocked, by, onEach, packets } from "../words.ts";
import { consuming, finishing } from "./status-kit.ts";

export const vring = (q: number): MachineDeclaration => ({
  name: `vring${q}`,
  kind: "vring",
  actor: "device",
  key: "",
  build: (reading) => {
    const events = [...consuming, ...finishing];
    const works = (state: string) => onEach(events, { target: state });
    const byRings = reading.choice("stopped-by") === "ring-stop";
    const stop = { target: "stopped", ...by("VU-1a", "ring is stopped") };
    return createMachine({
      types: {} as { events: Happening },
      id: "vring",
      initial: "running",
      states: {
        running: {
          tags: ["rest"],
          on: {
            ...works("running"),
            ...packets("running", false),
            "hypervisor.stopsRing": stop,
            "hypervisor.startsRing": { target: "running" },
            // The other back end starts no ring before it is told its position.
            "hypervisor.switches": { target: byRings ? "stopped" : "running" },
          },
        },
        stopped: {
          tags: ["rest"],
          on: {
            ...(reading.inForce("VU-1b") ? onEach(events, blocked("VU-1b")) : works("stopped")),
            ...packets("stopped", true),
            "hypervisor.stopsRing": stop,
            "hypervisor.startsRing": { target: "running", ...by("", "ring runs") },
            "hypervisor.switches": { target: "stopped" },
          },
        },
      },
    });
  },
});

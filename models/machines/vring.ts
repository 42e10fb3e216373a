/**
 * Whether one ring runs, as a vhost-user front end has it: to ask for the position
 * of a ring stops it, and a device all of whose rings are stopped is suspended
 * (VU-1). Only the front end starts it again; a reset of the guest's device does not.
 *
 * Not modelled: the messages themselves, a back end that fails.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import { consuming, finishing } from "../events/device-acts.ts";
import type { Happening } from "../events/happening.ts";
import { onEach, packets, type Seen, says } from "../words.ts";

export const vring = (q: number): MachineDeclaration => ({
  name: `vring${q}`,
  kind: "vring",
  actor: "device",
  key: "",
  build: () => {
    const works = (state: string) => onEach([...consuming, ...finishing], { target: state });
    const stop = { target: "stopped", ...says("ring is stopped") };
    const starts = (rings: string) => ({
      guard: ({ event }: Seen<object>) => event.rings === rings,
      target: rings,
    });
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
            // Another back end stands there.
            "hypervisor.switches": [starts("running"), starts("stopped")],
          },
        },
        stopped: {
          tags: ["rest"],
          on: {
            ...works("stopped"),
            ...packets("stopped", true),
            "hypervisor.stopsRing": stop,
            "hypervisor.startsRing": { target: "running", ...says("ring runs") },
            "hypervisor.switches": { target: "stopped" },
          },
        },
      },
    });
  },
});

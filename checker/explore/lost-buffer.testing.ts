/**
 * A family of readings with a choice. The buffer is lost when the kick is dropped,
 * unless the device rescans (A) or the driver kicks again (B) or the kick is kept. C
 * changes nothing.
 */
import type { Switch } from "../compile/presence.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../compile/tiny.testing.ts";
import type { Property, ReadingView } from "../types/index.ts";

export const device = machineOf("device", (reading: ReadingView) => ({
  initial: "kicked",
  states: {
    kicked: {
      on: { suspends: { target: reading.choice("kick") === "kept" ? "safe" : "dropped" } },
    },
    dropped: {
      on: {
        rescans: reading.inForce("A") ? { target: "safe" } : {},
        again: reading.inForce("B") ? { target: "safe" } : {},
        gives: reading.inForce("A") || reading.inForce("B") ? {} : { target: "lost" },
      },
    },
    safe: { tags: ["rest"] },
    lost: { tags: ["rest"], on: reading.inForce("C") ? { gives: {} } : {} },
  },
}));

export const declaration = systemOf([device], {
  suspends: eventOf("device"),
  rescans: eventOf("device"),
  again: eventOf("device"),
  gives: eventOf("device"),
});

export const noBufferIsLost = {
  name: "noBufferIsLost",
  claim: "no buffer is lost",
  restsOn: [],
  witness: { event: ({ type }) => type === "suspends" },
  memory: { cannotShow: "a test" },
  kind: "invariant",
  holds: { is: "local", machine: "device", test: ({ value }) => value !== "lost" },
} as const satisfies Property;

export const clause = (id: string): Switch => ({ kind: "clause", id, values: ["out", "in"] });
export const kick: Switch = { kind: "choice", id: "kick", values: ["dropped", "kept"] };
export const base = readingWith({ choices: { kick: "dropped" } });

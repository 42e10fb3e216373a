/**
 * D8. Suspend, then look at the state: does looking change what is seen? One
 * side would reuse the bit to inspect a device; the reply is that suspending has
 * already changed the state (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>).
 */
import type { Scenario } from "../../../checker/types/index.ts";
import {
  askingToSuspendChangesNothing,
  beingSuspendedChangesNothing,
} from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const cures = (text: readonly string[], device: readonly string[]) => ({
  text,
  device,
  driver: ["none: the driver may not take part once it has set SUSPEND"],
  vmm: ["none: no VMM takes part"],
});
/** S-16b and S-16c ask for the drain; a device that freezes cannot follow them. */
const freeze = "-S-16b,-S-16c,until-suspended=freezes";

export const d8: Scenario<Scope> = {
  name: "disputes/d8-suspend-as-debugging-aid",
  question: "Does suspending a device preserve the state that one wants to look at?",
  story: "Used entries and used notifications, from the request to suspend to the resume.",
  leavesOut: ["kicks", "configuration changes", "reset", "migration"],
  scope: { ...smallScope, suspends: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("d8", scope, ["control", "dataPath", "interrupts"]),
  properties: () => [askingToSuspendChangesNothing, beingSuspendedChangesNothing],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "draining",
      states: 29150,
      depth: 36,
      pins: {
        ...sound,
        askingToSuspendChangesNothing: violated(
          5,
          "disputes/d8-draining",
          cures([freeze], [freeze]),
        ),
        beingSuspendedChangesNothing: holds,
      },
    },
    {
      reading: `v1.4-as-written,${freeze}`,
      says: "not draining: the device freezes",
      states: 35722,
      depth: 34,
      pins: { ...sound, askingToSuspendChangesNothing: holds, beingSuspendedChangesNothing: holds },
    },
    {
      reading: "v1.4-musts-only",
      says: "no SHOULD is followed",
      states: 41408,
      depth: 34,
      pins: {
        ...sound,
        askingToSuspendChangesNothing: violated(
          5,
          "disputes/d8-musts-only",
          cures(["until-suspended=freezes"], ["until-suspended=freezes"]),
        ),
        beingSuspendedChangesNothing: holds,
      },
    },
    {
      reading: "v1.4-as-written,-S-11b",
      says: "1.4 without S-11b: one sentence less",
      states: 33688,
      depth: 36,
      pins: {
        ...sound,
        askingToSuspendChangesNothing: violated(
          5,
          "disputes/d8-draining-without-s-11b",
          cures([freeze], [freeze]),
        ),
        noContradiction: violated(
          8,
          "disputes/d8-used-and-never-told",
          cures(["+S-11b", "-S-11a"], ["+S-11b"]),
        ),
        beingSuspendedChangesNothing: violated(
          6,
          "disputes/d8-without-s-11b",
          cures(["+S-11b"], ["+S-11b"]),
        ),
      },
    },
    {
      reading: "contender-v2",
      scope: { buffers: 1 },
      says: "V2: draining",
      states: 1128,
      depth: 32,
      pins: {
        ...sound,
        askingToSuspendChangesNothing: violated(
          5,
          "disputes/d8-v2-draining",
          cures(
            ["-V2-8b,-V2-8c,until-suspended=freezes"],
            ["-V2-8b,-V2-8c,until-suspended=freezes"],
          ),
        ),
        beingSuspendedChangesNothing: holds,
      },
    },
  ],
};

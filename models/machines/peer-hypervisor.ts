/**
 * A hypervisor that stops two devices for a snapshot, saves both and lets them go.
 *
 *   one after another  stop A -> save A -> stop B -> save B
 *   all first          stop A -> stop B -> (freeze both) -> save A -> save B
 *   quiet first        quiet A -> quiet B -> stop A -> stop B -> (freeze both) -> save both
 *
 * The order is an interpretation: only VFIO's own text asks for one (VF-3).
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { type Seen, set } from "../words.ts";
import { stoppedBy } from "./hypervisor-kit.ts";

interface Context {
  readonly migrations: number;
}

/** What is done to which device, in order: `stop A`. */
function plan(reading: ReadingView): readonly (readonly [string, string])[] {
  const freezes = stoppedBy(reading) === "mode-command" && reading.choice("stop-mode") === "freeze";
  const each = (verb: string) => ["A", "B"].map((device) => [verb, device] as const);
  const freeze = freezes ? each("freezes") : [];
  const order = reading.choice("peer-order");
  if (order === "one-after-another") {
    return ["A", "B"].flatMap((device) => [
      ["stops", device] as const,
      ...(freezes ? [["freezes", device] as const] : []),
      ["saves", device] as const,
    ]);
  }
  const quiet = order === "quiet-first" ? each("quiets") : [];
  return [...quiet, ...each("stops"), ...freeze, ...each("saves")];
}

export const peerHypervisor = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "peerHypervisor",
  actor: "hypervisor",
  key: `${scope.migrations}`,
  build: (reading) => {
    const steps = [...plan(reading), ["starts", "A"] as const, ["starts", "B"] as const];
    const savesA = steps.findIndex(([verb, device]) => verb === "saves" && device === "A");
    const startsA = steps.findIndex(([verb]) => verb === "starts");
    const nameOf = (index: number): string => (index === steps.length ? "idle" : `step${index}`);
    /** From its state being saved until A is let go, what A holds is to stay. */
    const tags = (index: number): string[] => (index > savesA && index <= startsA ? ["saved"] : []);
    return createMachine({
      types: {} as { context: Context; events: Happening },
      id: "peerHypervisor",
      context: { migrations: 0 },
      initial: "idle",
      states: {
        idle: {
          tags: ["rest"],
          on: {
            "hypervisor.begins": {
              guard: ({ context }) => context.migrations < scope.migrations,
              target: nameOf(0),
              actions: set<Context>(({ context }) => ({ migrations: context.migrations + 1 })),
            },
          },
        },
        ...Object.fromEntries(
          steps.map(([verb, device], index) => [
            nameOf(index),
            {
              tags: tags(index),
              on: {
                [`hypervisor.${verb}Device`]: {
                  guard: ({ event }: Seen<Context>) => event.d === device,
                  target: nameOf(index + 1),
                },
              },
            },
          ]),
        ),
      },
    });
  },
});

/**
 * A hypervisor that stops two devices for a snapshot, saves both and lets them go.
 *
 *   each device: runs (-> quiet) -> stopped (-> frozen) -> saved -> let go
 *
 * In which order it does so is its own conduct: one device after the other, or both
 * step by step. Only VFIO's own text asks for an order (VF-3).
 *
 * Not modelled: a snapshot that is given up.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { type Seen, set } from "../words.ts";

interface Context {
  readonly migrations: number;
  /** How far it is with each device. */
  readonly A: string;
  readonly B: string;
}

type Step = Seen<Context>;

/** What can be done next to a device, and how far it is then. */
const steps: Readonly<Record<string, { readonly from: readonly string[]; readonly to: string }>> = {
  quiets: { from: ["runs"], to: "quiet" },
  stops: { from: ["runs", "quiet"], to: "stopped" },
  freezes: { from: ["stopped"], to: "frozen" },
  saves: { from: ["stopped", "frozen"], to: "saved" },
  starts: { from: ["saved"], to: "let go" },
};

/** Where it is once it has saved A, and once it has let A go. */
const afterA: Readonly<Record<string, string>> = { saves: "saved", starts: "lettingGo" };

const devices = ["A", "B"] as const;
const other = (d: "A" | "B"): "A" | "B" => (d === "A" ? "B" : "A");

/** One step with one device; when both are let go it has done. */
const step = (verb: string, d: "A" | "B", here: string) => {
  const { from, to } = steps[verb]!;
  const isNext = ({ context, event }: Step): boolean => event.d === d && from.includes(context[d]);
  const isLast = ({ context }: Step): boolean => to === "let go" && context[other(d)] === to;
  return [
    {
      guard: (seen: Step) => isNext(seen) && !isLast(seen),
      target: d === "A" ? (afterA[verb] ?? here) : here,
      actions: set<Context>(() => ({ [d]: to })),
    },
    {
      guard: (seen: Step) => isNext(seen) && isLast(seen),
      target: "idle",
      actions: set<Context>(() => ({ A: "runs", B: "runs" })),
    },
  ];
};

const goesOn = (here: string) =>
  Object.fromEntries(
    Object.keys(steps).map((verb) => [
      `hypervisor.${verb}Device`,
      devices.flatMap((d) => step(verb, d, here)),
    ]),
  );

export const peerHypervisor = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "peerHypervisor",
  actor: "hypervisor",
  key: `${scope.migrations}`,
  build: () =>
    createMachine({
      types: {} as { context: Context; events: Happening },
      id: "peerHypervisor",
      context: { migrations: 0, A: "runs", B: "runs" },
      initial: "idle",
      states: {
        idle: {
          tags: ["rest"],
          on: {
            "hypervisor.begins": {
              guard: ({ context }) => context.migrations < scope.migrations,
              target: "stopping",
              actions: set<Context>(({ context }) => ({ migrations: context.migrations + 1 })),
            },
          },
        },
        stopping: { on: goesOn("stopping") },
        // From its state being saved until A is let go, what A holds is to stay.
        saved: { tags: ["saved"], on: goesOn("saved") },
        lettingGo: { on: goesOn("lettingGo") },
      },
    }),
});

/**
 * The contest, part "queue reset": may the driver reuse the memory of a virtqueue
 * that it has reset around a stop, for each way to stop a device?
 *
 * A reset of a virtqueue begins while the device runs or while it is stopped; the
 * driver reads queue_reset, releases the memory (B25), and lets the device go on.
 * The device performs the reset (B26a); what becomes of one that reads S-10 broadly
 * is asked in disputes/d1 and holes/h3.
 */
import type { Case, Scenario } from "../../../checker/types/index.ts";
import { queueResetWaitEnds } from "../../properties/liveness.ts";
import { noAccessAfterRelease } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const everythingHolds = { ...sound, noAccessAfterRelease: holds, queueResetWaitEnds: holds };

/** The owner stops the device and lets it go on; the guest knows nothing of it. */
const byOwner: Partial<Scope> = { suspends: 0, buffers: 1, migrations: 1 };

const of = (name: string, states: number, depth: number, scope?: Partial<Scope>): Case<Scope> => ({
  reading: `contender-${name}`,
  ...(scope === undefined ? {} : { scope }),
  says: `a virtqueue is reset around ${scope === undefined ? "a" : "the owner's"} stop: ${name}`,
  states,
  depth,
  pins: everythingHolds,
});

/** A frozen device ignores the write, and queue_reset reads 0 at once, as in H3. */
const frozenAnd = (trace: string) => ({
  ...everythingHolds,
  noAccessAfterRelease: violated(21, trace, {
    text: ["none: that it ignores writes is what tells freeze from stop (AC-4c)"],
    device: ["none: a frozen device does not take the write"],
    driver: ["queue-reset-check=both"],
    vmm: ["stop-mode=stop"],
  }),
});

export const queueReset: Scenario<Scope> = {
  name: "contest/queue-reset",
  question: "Is the memory of a virtqueue left alone that was reset around a stop?",
  story:
    "The driver resets a virtqueue, waits until queue_reset reads 0 and releases the memory; " +
    "before, while or after it stops its device by the means that each contender gives it.",
  leavesOut: ["kicks", "used notifications", "re-enabling the queue", "EVENT_IDX"],
  scope: { ...smallScope, suspends: 1, queueResets: 1 },
  baseline: { suspends: 0 },
  system: (scope) =>
    compose("queue-reset", scope, [
      ...(["control", "dataPath", "queueRegisters", "power"] as const),
      ...(scope.migrations > 0 ? (["cpus", "migration", "ownerStops"] as const) : []),
    ]),
  properties: (scope) => [...noAccessAfterRelease(scope), queueResetWaitEnds],
  cases: [
    of("v2", 13764, 36),
    of("v2-musts-only", 18882, 35),
    of("pm", 9423, 31),
    of("pm-musts-only", 9423, 31),
    of("suspend", 15700, 36),
    of("suspend-musts-only", 18882, 35),
    of("parts", 15700, 36),
    of("parts-musts-only", 18882, 35),
    of("vfio", 15700, 36),
    of("vfio-musts-only", 18882, 35),
    { ...of("admin", 3144, 47, byOwner), pins: frozenAnd("contest/safe-8-admin") },
    {
      ...of("admin-musts-only", 3144, 47, byOwner),
      pins: frozenAnd("contest/safe-8-admin-musts"),
    },
    of("vdpa", 2048, 44, byOwner),
    of("vdpa-musts-only", 2048, 44, byOwner),
    of("vhost-user", 1968, 38, byOwner),
    of("vhost-user-musts-only", 1968, 38, byOwner),
    of("parts", 1584, 33, byOwner),
    of("parts-musts-only", 1584, 33, byOwner),
    of("vfio", 1584, 33, byOwner),
    of("vfio-musts-only", 1584, 33, byOwner),
  ],
};

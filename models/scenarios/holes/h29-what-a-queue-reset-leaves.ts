/**
 * H29. What is left of a virtqueue that its driver has reset while the
 * device runs.
 *
 * The text asks three things of the device: that it notifies no more (B22b), that it
 * brings every state of the virtqueue back to its default (B23), and that the registers
 * read 0 (B26c). A driver that lays the virtqueue out in fresh memory and enables it
 * again rests on the second one: nothing else says that both sides begin anew.
 */
import type { Property, Scenario } from "../../../checker/types/index.ts";
import { queueResetWaitEnds } from "../../properties/liveness.ts";
import { differ, event, is } from "../../properties/predicates.ts";
import { noAccessAfterRelease } from "../../properties/safety.ts";
import { type Scope, smallScope, upTo } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const one = (name: string, scope: Scope, q: number): string =>
  scope.queues === 1 ? name : `${name}.q${q}`;

/** SAFE-8, for notifications: a driver that has reset a virtqueue expects none of it. */
const resetQueueIsQuiet = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name: one("resetQueueIsQuiet", scope, q),
    id: "SAFE-8",
    claim: `no notification is sent of virtqueue ${q} once its reset has begun`,
    restsOn: ["B22b"],
    kind: "step" as const,
    never: {
      before: is(`queue${q}`, "resetting", "reset", "usedAfterReset"),
      event: event(["device.interrupts"], { q }),
    },
    witness: { before: is(`queue${q}`, "resetting"), event: event(["device.completesQueueReset"]) },
    memory: { cannotShow: "an interrupt is not in guest memory" },
  }));

/** Of both cursors of the device, seen by what memory holds. */
const bothBeginAnew = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name: one("bothBeginAnew", scope, q),
    claim: `the device takes virtqueue ${q} up where its driver does`,
    restsOn: ["B23"],
    kind: "step" as const,
    never: {
      event: event(["driver.enablesQueue"], { q }),
      after: differ([`queue${q}`, "nextUsed"], [`ring${q}`, "usedIdx"]),
    },
    witness: { event: event(["driver.enablesQueue"], { q }) },
    memory: { cannotShow: "where a device stands is private to it" },
  }));

const everythingHolds = {
  ...sound,
  noAccessAfterRelease: holds,
  resetQueueIsQuiet: holds,
  bothBeginAnew: holds,
  queueResetWaitEnds: holds,
};
const cures = (clause: string, driver: string) => ({
  text: [`+${clause}`],
  device: [`+${clause}`],
  driver: [`none: ${driver}`],
  vmm: ["none: no VMM takes part"],
});

export const h29: Scenario<Scope> = {
  name: "holes/h29-what-a-queue-reset-leaves",
  question: "What is left of a virtqueue once its driver has reset it?",
  story:
    "The driver resets a virtqueue of a running device, waits until both registers read 0, and " +
    "releases the memory, or lays the virtqueue out anew and enables it.",
  leavesOut: [
    "kicks",
    "EVENT_IDX",
    "suspend",
    "migration",
    "what a device that stands where it did reads in the new ring",
  ],
  scope: { ...smallScope, buffers: 1, queueResets: 1, queueEnables: 1 },
  baseline: { queueResets: 0 },
  system: (scope) => compose("h29", scope, ["control", "dataPath", "interrupts", "queueRegisters"]),
  properties: (scope) => [
    ...noAccessAfterRelease(scope),
    ...resetQueueIsQuiet(scope),
    ...bothBeginAnew(scope),
    queueResetWaitEnds,
  ],
  cases: [
    {
      reading: "v1.4-as-written,queue-reset-check=both",
      says: "as the text has it",
      states: 824,
      depth: 32,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,queue-reset-check=both,-B22b",
      says: "without B22b: what was owed may be told",
      states: 824,
      depth: 32,
      pins: {
        ...everythingHolds,
        resetQueueIsQuiet: violated(
          7,
          "holes/h29-reset-queue-tells",
          cures("B22b", "a notification may be on its way before it asks"),
        ),
      },
    },
    {
      reading: "v1.4-as-written,queue-reset-check=both,-B23",
      says: "without B23: the device may stand where it did",
      states: 1034,
      depth: 28,
      pins: {
        ...everythingHolds,
        noDeadlock: violated(
          10,
          "holes/h29-what-is-owed-stays-so",
          cures("B23", "what is owed it does not know"),
        ),
        bothBeginAnew: violated(
          10,
          "holes/h29-position-outlives-reset",
          cures("B23", "where a device stands it cannot read"),
        ),
      },
    },
    {
      reading: "v1.4-as-written,queue-reset-check=both,-B26c",
      says: "without B26c: the registers may never read 0",
      states: 824,
      depth: 32,
      pins: {
        ...everythingHolds,
        noSilence: violated(
          3,
          "holes/h29-read-is-open",
          cures("B26c", "what a register reads is the device's to say"),
        ),
        queueResetWaitEnds: violated(
          3,
          "holes/h29-queue-reset-reads-1-for-ever",
          cures("B26c", "it may not take 1 for the end of the reset (B27)"),
        ),
      },
    },
  ],
};

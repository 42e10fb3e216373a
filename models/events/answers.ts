/**
 * Answers that a machine gives to an event which is declared for others: what it chooses
 * is a parameter only where the machine is in the system.
 */
import type { EventDeclaration, EventDeclarations, Value } from "../../checker/types/index.ts";
import type { Scope } from "../scope.ts";
import type { Happening } from "./happening.ts";

interface Answer {
  readonly events: readonly string[];
  readonly parameter: string;
  readonly values: readonly Value[];
  /** Whether the phrase, and the sentence, end with the value. */
  readonly isSaid?: boolean;
}

/** What a reset on MMIO leaves as it was, as the phrase ends: nothing, QueueReady, the bits
 *  of InterruptStatus, or both. */
export const KEEPS_READY = " keeps ready";
export const KEEPS_BITS = " keeps bits";
export const KEEPS_BOTH = " keeps both";
export const keepsReady = ({ keeps }: Happening): boolean =>
  [KEEPS_READY, KEEPS_BOTH].includes(keeps);
export const keepsBits = ({ keeps }: Happening): boolean =>
  [KEEPS_BITS, KEEPS_BOTH].includes(keeps);

/** How the phrase ends where a suspended device holds its line low, whatever bits are set. */
export const HELD_LOW = " low";

/** How the phrases of an acknowledgement, and of a read of the ISR status, end where a
 *  suspended device leaves the bits as they are. */
export const IGNORED = ", ignored";
export const KEPT = ", kept";

/** How the phrase of a reset ends that leaves the vector of the configuration mapped. */
export const KEEPS_VECTOR = " keeps vector";

/** How the phrase of a completed virtqueue reset ends where the device stands where it did,
 *  and where it still owes a notification. */
export const STANDS = ", stands as before";
export const STILL_OWES = ", still owes";

/** How the phrase of a notification ends whose line is asserted with no bit behind it. */
export const NO_BIT = ", no bit";

/** How the phrases of a stop end after which the device does not know where it stood. */
export const FORGETS = ", forgets where it stood";

/** What sets a bit, whether the line follows, and what a destination has of either. */
const ofLevels: readonly Answer[] = [
  {
    events: ["device.uses", "environment.changesConfig"],
    parameter: "bit",
    values: ["later", "at once"],
  },
  {
    events: ["device.presentsSuspended", "hypervisor.restoresStatus"],
    parameter: "line",
    values: ["", HELD_LOW],
    isSaid: true,
  },
  { events: ["hypervisor.notifiesConfig"], parameter: "by", values: ["bit", "line"] },
  {
    events: ["device.interrupts", "device.notifiesConfig", "device.notifiesConfigLate"],
    parameter: "sets",
    values: ["", NO_BIT],
    isSaid: true,
  },
  {
    events: ["hypervisor.switches"],
    parameter: "isr",
    values: ["zero", "line alone", "restored"],
  },
];

function answers(scope: Scope, has: (kind: string) => boolean): readonly Answer[] {
  const given = (kind: string, answer: Answer): readonly Answer[] => (has(kind) ? [answer] : []);
  const keeps = [
    "",
    ...(has("ready") ? [KEEPS_READY] : []),
    ...(has("interruptStatus") ? [KEEPS_BITS] : []),
    ...(has("ready") && has("interruptStatus") ? [KEEPS_BOTH] : []),
  ];
  return [
    ...given("queue", {
      events: ["device.presentsResumed", "device.completesCommand"],
      parameter: "rescan",
      values: ["no", "yes"],
    }),
    ...given("queue", {
      events: ["device.presentsSuspended", "device.completesCommand"],
      parameter: "position",
      values: ["", FORGETS],
      isSaid: true,
    }),
    ...given("queue", {
      events: ["device.completesQueueReset"],
      parameter: "stands",
      values: ["", STANDS],
      isSaid: true,
    }),
    ...given("interrupt", {
      events: ["device.completesQueueReset"],
      parameter: "owes",
      values: ["", STILL_OWES],
      isSaid: true,
    }),
    ...given("kick", {
      events: ["device.presentsResumed"],
      parameter: "kicks",
      values: ["as owed", "once more"],
    }),
    ...given("interrupt", {
      events: ["hypervisor.switches"],
      parameter: "owed",
      values: ["lost", "carried", "sent"],
    }),
    ...(scope.interrupts === "levels"
      ? []
      : given("interrupt", {
          events: ["hypervisor.switches"],
          parameter: "arrived",
          values: ["kept", "lost"],
        })),
    ...given("config", {
      events: ["hypervisor.switches"],
      parameter: "pending",
      values: ["lost", "carried"],
    }),
    ...given("vector", {
      events: ["hypervisor.restoresStatus"],
      parameter: "vector",
      values: ["none", "mapped"],
    }),
    ...given("vector", {
      events: ["device.completesReset"],
      parameter: "mapping",
      values: ["", KEEPS_VECTOR],
      isSaid: true,
    }),
    ...(has("interruptStatus") ? ofLevels : []),
    // Whether the back end at the destination starts its rings unasked.
    ...given("vring", {
      events: ["hypervisor.switches"],
      parameter: "rings",
      values: ["running", "stopped"],
    }),
    ...(scope.transport === "mmio" && keeps.length > 1
      ? [{ events: ["device.completesReset"], parameter: "keeps", values: keeps, isSaid: true }]
      : []),
  ];
}

/** The events of a system with machines of these kinds. */
export function withAnswers(
  scope: Scope,
  kinds: ReadonlySet<string>,
  declarations: EventDeclarations,
): EventDeclarations {
  const all = answers(scope, (kind) => kinds.has(kind));
  const answered = (type: string, event: EventDeclaration): EventDeclaration => {
    const own = all.filter(({ events }) => events.includes(type));
    if (own.length === 0) return event;
    const values = Object.fromEntries(own.map((answer) => [answer.parameter, answer.values]));
    const said = own
      .flatMap(({ parameter, isSaid }) => (isSaid ? [`{${parameter}}`] : []))
      .join("");
    return {
      ...event,
      parameters: { ...event.parameters, ...values },
      answers: [...(event.answers ?? []), ...Object.keys(values)],
      sentence: event.sentence.replace(/\.$/, `${said}.`),
      phrase: event.phrase + said,
    };
  };
  return Object.fromEntries(
    Object.entries(declarations).map(([type, event]) => [type, answered(type, event)]),
  );
}

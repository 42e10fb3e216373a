/**
 * What must hold of rings and buffers, over a source and a destination together.
 *
 * The owner of a buffer (`buffer0.1`) is what has been done in memory: it is right
 * whatever a device believes that was restored.
 */
import type { Predicate, Property } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import { both, deviceRuns, differ, either, event, has, is, not } from "./predicates.ts";

const eachBuffer = (
  scope: Scope,
  name: string,
  of: (q: number, b: number) => Omit<Extract<Property, { kind: "step" }>, "name" | "kind">,
): readonly Property[] =>
  upTo(scope.queues).flatMap((q) =>
    upTo(scope.buffers).map((b) => ({
      name: scope.queues * scope.buffers === 1 ? name : `${name}.q${q}b${b}`,
      kind: "step" as const,
      ...of(q, b),
    })),
  );

const inUse = (q: number): Predicate => not(is(`driverQueue${q}`, "released"));

/** The device writes its next used entry where the driver will look for it. */
const usesInTurn = (q: number): Predicate =>
  not(differ([`queue${q}`, "nextUsed"], [`ring${q}`, "usedIdx"]));

/** SAFE-4. Used at most once; that it is used at all is LIVE-4. */
export const noBufferIsUsedTwice = (scope: Scope): readonly Property[] =>
  eachBuffer(scope, "noBufferIsUsedTwice", (q, b) => ({
    id: "SAFE-4",
    claim: `no device uses buffer ${b} of virtqueue ${q} unless it is the device's to use`,
    restsOn: ["B51"],
    never: {
      before: both(inUse(q), usesInTurn(q), is(`buffer${q}.${b}`, "driver", "available", "used")),
      event: event(["device.uses"], { q, b }),
    },
    witness: { event: event(["device.uses"], { q, b }) },
    memory: { invariant: "usedOnce" },
  }));

/** SAFE-4, for a request that must not be carried out twice. */
export const noBufferIsFetchedTwice = (scope: Scope): readonly Property[] =>
  eachBuffer(scope, "noBufferIsFetchedTwice", (q, b) => ({
    id: "SAFE-4",
    claim: `no device fetches buffer ${b} of virtqueue ${q} once more than it was made available`,
    restsOn: [],
    never: {
      before: both(inUse(q), not(is(`buffer${q}.${b}`, "available"))),
      event: event(["device.fetches"], { q, b }),
    },
    witness: { event: event(["device.fetches"], { q, b }) },
    memory: { cannotShow: "a fetch only reads, and may read what was available once" },
  }));

/** Exactly `count` of the virtqueue's buffers have been fetched and not used. */
const outstanding = (scope: Scope, q: number, count: number): Predicate => {
  const sets = upTo(2 ** scope.buffers).map((set) =>
    upTo(scope.buffers).map((b) => ((set >> b) & 1) === 1),
  );
  const inFlight = (b: number): Predicate => is(`buffer${q}.${b}`, "inFlight");
  return either(
    ...sets
      .filter((set) => set.filter(Boolean).length === count)
      .map((set) => both(...set.map((has, b) => (has ? inFlight(b) : not(inFlight(b)))))),
  );
};

/** SAFE-4. A device that stands behind what was fetched holds it. */
export const noBufferIsLost = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).flatMap((q) =>
    upTo(scope.buffers).map((b) => ({
      name: scope.queues * scope.buffers === 1 ? "noBufferIsLost" : `noBufferIsLost.q${q}b${b}`,
      id: "SAFE-4",
      claim: `buffer ${b} of virtqueue ${q}, once fetched, is held by the device that goes on`,
      restsOn: [],
      kind: "invariant" as const,
      holds: not(
        both(
          deviceRuns,
          is(`queue${q}`, "live"),
          is(`buffer${q}.${b}`, "inFlight"),
          has(`queue${q}`, "inFlight", (list) => Array.isArray(list) && !list.includes(b)),
          either(
            ...upTo(scope.buffers + 1).map((count) =>
              both(outstanding(scope, q, count), standsAhead(scope, q, count)),
            ),
          ),
        ),
      ),
      witness: { event: event(["device.fetches"], { q, b }) },
      memory: { cannotShow: "what a device holds is private to it" },
    })),
  );

const someInFlight = (scope: Scope): Predicate =>
  either(
    ...upTo(scope.queues).flatMap((q) =>
      upTo(scope.buffers).map((b) => is(`buffer${q}.${b}`, "inFlight")),
    ),
  );

/** SAFE-2. Asked when the hypervisor has stopped the device and begins to save. */
export const nothingIsInFlightWhenStopped = (scope: Scope): Property => ({
  name: "nothingIsInFlightWhenStopped",
  id: "SAFE-2",
  claim: "a device that was stopped for a migration has used all that it had fetched",
  restsOn: ["S-16b", "V2-8b", "P-7a", "AC-6", "VD-6"],
  kind: "step",
  never: {
    before: someInFlight(scope),
    event: event(["hypervisor.savesStatus"]),
  },
  witness: { event: event(["hypervisor.savesStatus"]) },
  memory: { cannotShow: "what a device holds is private to it" },
});

/** SAFE-2, for a suspend that the guest asks for. */
export const nothingIsInFlightWhenSuspended = (scope: Scope): Property => ({
  ...nothingIsInFlightWhenStopped(scope),
  name: "nothingIsInFlightWhenSuspended",
  claim: "a device that presents SUSPEND has used all that it had fetched",
  restsOn: ["S-16b", "V2-8b"],
  kind: "step",
  never: { before: someInFlight(scope), event: event(["device.presentsSuspended"]) },
  witness: { event: event(["device.presentsSuspended"]) },
});

/** SAFE-3. The same for used notifications. */
export const noInterruptIsOwedWhenStopped = (scope: Scope): Property => ({
  name: "noInterruptIsOwedWhenStopped",
  id: "SAFE-3",
  claim: "a device that was stopped for a migration has notified of all that it had used",
  restsOn: ["S-16c", "V2-8c"],
  kind: "step",
  never: { before: owesInterrupt(scope), event: event(["hypervisor.savesStatus"]) },
  witness: { event: event(["hypervisor.savesStatus"]) },
  memory: { cannotShow: "what a device owes is private to it" },
});

/** SAFE-3, after it: what was owed at the stop is still owed at the destination. */
export const noInterruptIsLost = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name: scope.queues === 1 ? "noInterruptIsLost" : `noInterruptIsLost.q${q}`,
    id: "SAFE-3",
    claim: `no used notification of virtqueue ${q} is forgotten when its device migrates`,
    restsOn: [],
    kind: "step" as const,
    never: {
      before: not(is(`interrupt${q}`, "none")),
      event: event(["hypervisor.switches"]),
      after: is(`interrupt${q}`, "none"),
    },
    witness: { event: event(["hypervisor.switches"]) },
    memory: { cannotShow: "a notification is in no guest memory" },
  }));

const owesInterrupt = (scope: Scope): Predicate =>
  either(
    ...upTo(scope.queues).map((q) =>
      is(`interrupt${q}`, "owed", "underWayAndOwed", "atCpuAndOwed"),
    ),
  );

/** How far one index is ahead of another, modulo twice the ring size. */
const ahead = (scope: Scope, from: unknown, to: unknown): number =>
  (Number(to) - Number(from) + 2 * scope.ring) % (2 * scope.ring);

/** SAFE-5. Available, fetched, used and taken back follow each other within the ring. */
export const indicesStayInRange = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name: scope.queues === 1 ? "indicesStayInRange" : `indicesStayInRange.q${q}`,
    id: "SAFE-5",
    claim: `in virtqueue ${q} no index is more than the ring size ahead of the one it follows`,
    restsOn: ["B44", "B50a"],
    kind: "invariant" as const,
    holds: not(
      either(
        both(is(`queue${q}`, "live"), {
          is: "relation",
          machines: [`queue${q}`, `ring${q}`],
          test: ({ context: device }, { context: memory }) =>
            ahead(scope, device.nextAvail, memory.availIdx) > scope.ring ||
            ahead(scope, memory.usedIdx, device.nextAvail) > scope.ring,
        }),
        both(is(`driverQueue${q}`, "inUse"), {
          is: "relation",
          machines: [`driverQueue${q}`, `ring${q}`],
          test: ({ context: driver }, { context: memory }) =>
            ahead(scope, driver.lastUsed, memory.availIdx) > scope.ring,
        }),
      ),
    ),
    witness: { event: event(["device.uses"], { q }) },
    memory: { cannotShow: "where a device stands is private to it" },
  }));

/** SAFE-6. The device reads an entry after it was written, and before it is used. */
export const onlyWhatIsAvailableIsFetched = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name:
      scope.queues === 1 ? "onlyWhatIsAvailableIsFetched" : `onlyWhatIsAvailableIsFetched.q${q}`,
    id: "SAFE-6",
    claim: `in virtqueue ${q} the device reads no entry but one that is available and not used yet`,
    restsOn: ["B45", "B54a"],
    kind: "step" as const,
    never: {
      before: both(inUse(q), {
        is: "relation",
        machines: [`queue${q}`, `ring${q}`],
        test: ({ context: device }, { context: memory }) =>
          ahead(scope, memory.usedIdx, device.nextAvail) % scope.ring >=
          ahead(scope, memory.usedIdx, memory.availIdx),
      }),
      event: event(["device.fetches"], { q }),
    },
    witness: { event: event(["device.fetches"], { q }) },
    memory: { invariant: "fetchOnlyAvailable" },
  }));

/** SAFE-7. Both cursors, held against the used ring and against who has what. */
export const theDeviceStandsWhereItStood = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name: scope.queues === 1 ? "theDeviceStandsWhereItStood" : `theDeviceStandsWhereItStood.q${q}`,
    id: "SAFE-7",
    claim: `in virtqueue ${q} a device that runs stands after all that was fetched and used`,
    restsOn: [],
    kind: "invariant" as const,
    holds: not(
      both(
        deviceRuns,
        is(`queue${q}`, "live", "unplaced", "misplaced"),
        either(
          is(`queue${q}`, "unplaced", "misplaced"),
          ...upTo(scope.buffers + 1).map((count) =>
            both(outstanding(scope, q, count), not(standsAhead(scope, q, count))),
          ),
        ),
      ),
    ),
    witness: { event: event(["device.uses"], { q }) },
    memory: { cannotShow: "where a device stands is private to it" },
  }));

/** nextUsed is the used index in memory, and nextAvail so many entries ahead of it. */
const standsAhead = (scope: Scope, q: number, count: number): Predicate => ({
  is: "relation",
  machines: [`queue${q}`, `ring${q}`],
  test: (device, memory) => {
    const { usedIdx } = memory.context;
    const { nextUsed, nextAvail } = device.context;
    return nextUsed === usedIdx && ahead(scope, usedIdx, nextAvail) === count;
  },
});

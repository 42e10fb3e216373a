/**
 * What must hold of rings and buffers, over a source and a destination together.
 *
 * The owner of a buffer (`buffer0.1`) is what has been done in memory: it is right
 * whatever a device believes that was restored.
 */
import type { Predicate, Property } from "../../checker/types.ts";
import { type Scope, upTo } from "../scope.ts";
import { both, deviceRuns, either, event, is, not } from "./predicates.ts";

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

/** SAFE-4. Used at most once; that it is used at all is LIVE-4. */
export const noBufferIsUsedTwice = (scope: Scope): readonly Property[] =>
  eachBuffer(scope, "noBufferIsUsedTwice", (q, b) => ({
    id: "SAFE-4",
    claim: `no device uses buffer ${b} of virtqueue ${q} unless it is the device's to use`,
    restsOn: ["B51"],
    never: {
      before: both(inUse(q), is(`buffer${q}.${b}`, "driver", "available", "used")),
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
        is(`queue${q}`, "live", "unplaced"),
        either(
          is(`queue${q}`, "unplaced"),
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
    const usedIdx = Number(memory.context.usedIdx);
    const ahead = (usedIdx + count) % (2 * scope.ring);
    return device.context.nextUsed === usedIdx && device.context.nextAvail === ahead;
  },
});

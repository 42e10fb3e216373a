/**
 * A behaviour as what it does to rings, whatever their shape: one operation a
 * step, the gate and the rules that it breaks, and what is true after it.
 *
 * It is read off a replay on the plain kernel, which has been held against the
 * model at each step, so that a shape need only be held against the script.
 */

import { localStates } from "../../../trace/walk.ts";
import type { ModelEvent } from "../../../types/index.ts";
import { availIdxAt, usedIdxAt } from "../../ring/layout.ts";
import type { Gate } from "../../ring/memory.ts";
import { expectedFindings, isAdrift } from "../expected.ts";
import type { Kernel, ReplayScope } from "../kernel.ts";
import { NO_POSITION } from "../placement.ts";
import { knows, type Mismatch, type OnKernel, Session } from "../replay.ts";
import type { RingQueue } from "../ring-queue.ts";

/** What a step does to rings. */
export type Operation =
  | "nothing"
  | "makeAvailable"
  | "kick"
  | "fetch"
  | "findNothing"
  | "use"
  | "interrupt"
  | "reap"
  | "layOut"
  | "resetQueue"
  | "release"
  | "save"
  | "restore"
  | "resetDevice"
  | "switchHosts"
  | "copy"
  | "handOver";

const OPERATIONS: Readonly<Record<string, Operation>> = {
  "driver.makesAvailable": "makeAvailable",
  "driver.kicks": "kick",
  "device.fetches": "fetch",
  "device.findsNothing": "findNothing",
  "device.mishandlesKick": "findNothing",
  "device.uses": "use",
  "device.interrupts": "interrupt",
  "driver.reaps": "reap",
  "driver.enablesQueue": "layOut",
  "device.completesQueueReset": "resetQueue",
  "driver.releasesQueue": "release",
  "hypervisor.savesQueue": "save",
  "hypervisor.stopsRing": "save",
  "hypervisor.restoresQueue": "restore",
  "device.completesReset": "resetDevice",
  "hypervisor.performsFunctionReset": "resetDevice",
  "device.losesState": "resetDevice",
  "hypervisor.switches": "switchHosts",
  "hypervisor.copiesMemory": "copy",
  "hypervisor.finishes": "handOver",
};

/** Who has a buffer. */
export type Owner = ReturnType<RingQueue["buffers"]["ownerOf"]>;

/** What is true of one virtqueue, indices modulo twice the ring size of the scope. */
export interface QueueFacts {
  readonly availIdx: number;
  readonly usedIdx: number;
  /** -1 while the device has the queue disabled. */
  readonly nextAvail: number;
  readonly nextUsed: number;
  readonly lastUsed: number;
  readonly enabled: boolean;
  readonly released: boolean;
  /** Who has buffer 0, 1, ... */
  readonly owners: readonly Owner[];
  /** Buffers that the device holds, lowest first. */
  readonly inFlight: readonly number[];
  /** Undefined where it is not compared: a side does not use the queue. */
  readonly owesKick: boolean | undefined;
  readonly owesInterrupt: boolean | undefined;
  /** Where the device stood when it was saved last; undefined before. */
  readonly saved: number | undefined;
  /** Which buffer the entries of both rings name: `avail 0=1`. */
  readonly entries: string;
}

export interface Step {
  /** `device.uses {q: 0, b: 1, at: 0}`. */
  readonly event: string;
  readonly operation: Operation;
  readonly q: number;
  readonly b: number;
  /** What is known of the device's life before the step. */
  readonly gate: Gate;
  /** Invariants of the kernel that the step breaks, as the model says. */
  readonly breaks: readonly string[];
  readonly facts: readonly QueueFacts[];
  /** Whether memory was written since the last copy. */
  readonly written: boolean;
}

/** A behaviour without a shape. */
export interface Script {
  readonly queues: number;
  /** Ring size of the scope: what indices are counted by, twice over. */
  readonly ring: number;
  readonly buffers: number;
  /** Before the first step queues are not laid out ("reset"), in use ("running"), or
   *  saved at a source, for a device that is not given them yet ("destination"). */
  readonly starts: ReplayScope["starts"];
  readonly copies: boolean;
  readonly kicksOnceMore: boolean;
  readonly steps: readonly Step[];
  /** Whether buffers are used in the order in which they were made available. */
  readonly usesInOrder: boolean;
  /** Gate after the last step. */
  readonly lastGate: Gate;
  /** Steps left out at the end: because a restored device stands where it does not
   *  belong, or takes over more or less than the position that was saved, and what it
   *  does then depends on format and size; or because memory is written and copied in
   *  parts. */
  readonly cut: number;
}

/** The script of a behaviour, null where there are no virtqueues, or why it has none. */
export function scriptOf(of: OnKernel): Script | Mismatch | null {
  if (!knows(of.system)) return null;
  const { system, trace } = of;
  const session = new Session(system, of.scope);
  const { kernel } = session;
  if (kernel.queues.length === 0) return null;
  const scope = of.scope as ReplayScope;
  const taken = trace.last === "taken" ? trace.events : trace.events.slice(0, -1);
  const all = [...taken, ...(trace.loop === null ? [] : taken.slice(trace.loop))];
  const steps: Step[] = [];
  for (const id of all) {
    const { event, name } = system.events[id]!;
    if (isLeftOut(event)) break;
    const { gate } = kernel.life;
    const enabled = kernel.queues.filter((queue) => queue.enabled);
    const breaks = expectedFindings(event, localStates(system, session.state));
    const { mismatch } = session.take(system.events[id]!);
    if (mismatch !== null) return mismatch;
    // A queue that is stopped by its register, now or when the device resumes.
    const stopped = enabled.filter((queue) => !queue.enabled);
    const stops = operationOf(event, scope) === "nothing" && stopped.length > 0;
    if (stops && stopped.length > 1) break;
    const q = stops ? stopped[0]!.shape.number : Number(event.q ?? 0);
    const operation = stops ? "resetQueue" : operationOf(event, scope);
    if (operation === "restore" && !isPlain(event, kernel.queues[q]!)) break;
    if (operation === "restore" && isAdrift(q, localStates(system, session.state))) break;
    const facts = kernel.queues.map((queue) => factsOf(kernel, queue));
    const b = Number(event.b ?? 0);
    const written = kernel.writtenSinceCopy;
    steps.push({ event: name, operation, q, b, gate, breaks, facts, written });
  }
  return {
    queues: scope.queues,
    ring: scope.ring,
    buffers: scope.buffers,
    starts: scope.starts,
    copies: kernel.copies,
    kicksOnceMore: kernel.kicksOnceMore,
    steps,
    usesInOrder: usesInOrder(steps, scope.queues),
    lastGate: kernel.life.gate,
    cut: all.length - steps.length,
  };
}

/** A shape writes a buffer when it returns it, copies its memory as a whole, and loses
 *  no kick; its device knows where it stands, and not after a reset. */
export const isLeftOut = ({ type, position, stands, owes }: ModelEvent): boolean =>
  ["payload.lands", "hypervisor.readsLog", "power.losesKick"].includes(type) ||
  [position, stands, owes].some(Boolean);

/** A shape restores the position that was saved, with nothing in flight. */
const isPlain = ({ at, open }: ModelEvent, { saved }: RingQueue): boolean =>
  open === "disabled" || (open === "none" && at !== NO_POSITION && at === saved?.at);

function operationOf(event: ModelEvent, scope: ReplayScope): Operation {
  if (event.type === "driver.resetsFunction" && scope.pciConfig === "direct") return "resetDevice";
  return OPERATIONS[event.type] ?? "nothing";
}

function factsOf({ memory }: Kernel, queue: RingQueue): QueueFacts {
  const { layout, enabled, released, device } = queue;
  const idx = (at: (config: NonNullable<typeof layout>["config"]) => number): number =>
    layout === undefined ? 0 : queue.count(memory.peek16(at(layout.config)));
  const isInUse = enabled && !released;
  const { buffers } = queue.shape;
  return {
    availIdx: idx(availIdxAt),
    usedIdx: idx(usedIdxAt),
    nextAvail: enabled ? queue.count(device!.nextAvail) : NO_POSITION,
    nextUsed: enabled ? queue.count(device!.nextUsed) : NO_POSITION,
    lastUsed: queue.lastUsed,
    enabled,
    released,
    owners: Array.from({ length: buffers }, (_, b) => queue.buffers.ownerOf(b)),
    inFlight: queue.inFlight,
    owesKick: isInUse ? queue.owesKick : undefined,
    owesInterrupt: isInUse ? queue.owesInterrupt : undefined,
    saved: queue.stoodAt,
    entries: entriesInWords(queue.entries),
  };
}

/** `avail 0=1, used 0=1`. */
const entriesInWords = (entries: ReadonlyMap<string, number>): string =>
  [...entries]
    .map(([key, names]) => `${key}=${names}`)
    .sort()
    .join(", ");

function usesInOrder(steps: readonly Step[], queues: number): boolean {
  const order = Array.from({ length: queues }, (): number[] => []);
  for (const { operation, q, b } of steps) {
    const posted = order[q]!;
    if (operation === "layOut") posted.length = 0;
    if (operation === "makeAvailable") posted.push(b);
    if (operation === "use" && posted.shift() !== b) return false;
  }
  return true;
}

/**
 * Replays a script in one shape, the readable way: on the kernel's own memory,
 * sides and watches. The fast way must come to the same answers.
 */

import type { Shape } from "../../../trace/shape.ts";
import { type Actor, GuestMemory } from "../../ring/memory.ts";
import { memoryBytes, PAGE } from "./placing.ts";
import type { QueueFacts, Script, Step } from "./script.ts";
import { ShapedQueue } from "./shaped-queue.ts";

/** What stands in memory before the story: it has had another use. */
const USED_BEFORE = 0x5a;

/** Where a shape does not do what its script says. */
export interface ShapeFailure {
  /** Counted from 1; one more than the steps for what comes after the last. */
  readonly step: number;
  readonly event: string;
  readonly says: string;
}

/** How a replay in a shape went. */
export interface ShapeRun {
  readonly failure: ShapeFailure | null;
  /** Guest memory afterwards. */
  readonly bytes: Uint8Array;
}

/** Runs every step and compares after each; ends at the first that differs. */
export function runInShape(script: Script, shape: Shape): ShapeRun {
  const world = new World(script, shape);
  const failure = world.run();
  return { failure, bytes: world.bytes };
}

class World {
  readonly #script: Script;
  readonly #shape: Shape;
  readonly #memory: GuestMemory;
  readonly #copy: GuestMemory;
  readonly #device: Actor = { name: "device", side: "device", gate: "live" };
  readonly #hypervisor: Actor = { name: "hypervisor", side: "hypervisor", gate: "live" };
  readonly #queues: readonly ShapedQueue[];
  readonly #written = new Set<number>();
  #copied = false;
  /** Whether a byte was changed since the last copy. Bytes of a packed ring may come
   *  back to what they were; whether they do is the luck of the shape. */
  #changed = true;

  constructor(script: Script, shape: Shape) {
    const size = memoryBytes(script, shape.size);
    this.#script = script;
    this.#shape = shape;
    this.#memory = new GuestMemory({ size, pageSize: PAGE, record: script.copies });
    this.#copy = new GuestMemory({ size, pageSize: PAGE });
    this.#memory.writeBytes(this.#hypervisor, 0, new Uint8Array(size).fill(USED_BEFORE));
    const driver: Actor = { name: "driver", side: "driver", gate: "live" };
    this.#queues = Array.from(
      { length: script.queues },
      (_, q) => new ShapedQueue(this.#memory, [driver, this.#device], [script, shape], q),
    );
    if (script.starts !== "reset") for (const queue of this.#queues) queue.layOut(true);
    if (script.starts === "destination") {
      for (const queue of this.#queues) {
        queue.save();
        queue.moves();
      }
    }
    this.#memory.takeLog();
  }

  get bytes(): Uint8Array {
    return this.#memory.peekBytes(0, this.#memory.size);
  }

  run(): ShapeFailure | null {
    for (const [i, step] of this.#script.steps.entries()) {
      const says = this.#take(step);
      if (says !== null) return { step: i + 1, event: step.event, says };
    }
    const says = this.#drain();
    const step = this.#script.steps.length + 1;
    return says === null ? null : { step, event: "after the last event", says };
  }

  #take(step: Step): string | null {
    this.#device.gate = step.gate;
    const problem = this.#perform(step);
    this.#noteWrites();
    const broken = new Set<string>(this.#memory.findings.take().map((one) => one.invariant));
    const missing = step.breaks.find((one) => !broken.has(one));
    const extra = [...broken].find((one) => !step.breaks.includes(one));
    if (problem !== null) return problem;
    if (missing !== undefined) return `it is to break the kernel's ${missing}, and does not`;
    if (extra !== undefined) return `it breaks the kernel's ${extra}, which the model does not say`;
    return this.#difference(step);
  }

  #perform({ operation, q, b }: Step): string | null {
    const queue = this.#queues[q]!;
    switch (operation) {
      case "makeAvailable":
        return queue.makeAvailable(b);
      case "kick":
        return queue.kick(this.#script.kicksOnceMore);
      case "fetch":
        return queue.fetch(b);
      case "findNothing":
        return queue.findNothing();
      case "use":
        return queue.use(b);
      case "interrupt":
        return queue.interrupt();
      case "reap":
        return queue.reap(b);
      case "layOut":
        return queue.layOut();
      case "resetQueue":
        return queue.reset();
      case "release":
        return queue.release();
      case "save":
        return queue.save();
      case "restore":
        return queue.restore();
      default:
        this.#performOnAll(operation);
        return null;
    }
  }

  #performOnAll(operation: Step["operation"]): void {
    if (operation === "resetDevice") for (const queue of this.#queues) queue.reset();
    if (operation === "handOver" || operation === "switchHosts")
      if (this.#script.copies) this.#handOver();
    if (operation === "switchHosts") for (const queue of this.#queues) queue.moves();
    if (operation === "copy" && this.#script.copies) this.#copyMemory();
  }

  /** The hypervisor claims that its copy holds all that was written. */
  #handOver(): void {
    if (!this.#changed) this.#memory.checkLastCopy(this.#copy);
    else
      this.#memory.findings.add(
        "lastCopyIsComplete",
        () => "the copy",
        () => "memory was written since",
      );
  }

  /** Pages that the guest's CPUs have written: their own dirty log. */
  #noteWrites(): void {
    for (const { kind, side, address, length, before, after } of this.#memory.takeLog()) {
      if (kind !== "write") continue;
      if (Buffer.compare(before, after) !== 0) this.#changed = true;
      if (side !== "driver") continue;
      const last = Math.floor((address + length - 1) / PAGE);
      for (let page = Math.floor(address / PAGE); page <= last; page++) this.#written.add(page);
    }
  }

  #copyMemory(): void {
    const dirty = [...this.#memory.takeDirtyPages(), ...this.#written];
    const all = Array.from({ length: this.#memory.size / PAGE }, (_, page) => page);
    for (const page of this.#copied ? dirty : all)
      this.#copy.writeBytes(
        this.#hypervisor,
        PAGE * page,
        this.#memory.peekBytes(PAGE * page, PAGE),
      );
    this.#written.clear();
    this.#copied = true;
    this.#changed = false;
  }

  #difference({ facts, written }: Step): string | null {
    for (const [q, queue] of this.#queues.entries()) {
      const name = differingFact(queue.facts, facts[q]!);
      if (name !== null)
        return `queue${q} ${name} is ${String(queue.facts[name])} in this shape, ${String(facts[q]![name])} in the script`;
      const owner = queue.wrongOwner();
      if (owner !== null) return owner;
    }
    if (!this.#script.copies) return null;
    if (this.#changed !== written)
      return `memory was written since its copy: ${this.#changed}, not ${written}`;
    const { size } = this.#memory;
    const isSame =
      Buffer.compare(this.#memory.peekBytes(0, size), this.#copy.peekBytes(0, size)) === 0;
    return written || isSame ? null : "memory differs from its copy, and nobody wrote it";
  }

  /** What the script leaves open: who comes first among the buffers that are left. */
  #drain(): string | null {
    const { drain } = this.#shape;
    if (drain === "none" || this.#script.lastGate !== "live" || this.#script.cut > 0) return null;
    this.#device.gate = "live";
    for (const queue of this.#queues) {
      const problem = queue.drain(drain === "oldest");
      const [found] = this.#memory.findings.take();
      if (problem !== null) return problem;
      if (found !== undefined) return `it breaks the kernel's ${found.invariant}`;
    }
    return null;
  }
}

function differingFact(one: QueueFacts, other: QueueFacts): keyof QueueFacts | null {
  for (const name of Object.keys(one) as (keyof QueueFacts)[])
    if (String(one[name]) !== String(other[name])) return name;
  return null;
}

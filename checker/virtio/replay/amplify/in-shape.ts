/**
 * Replays a script in one shape after another, on the kernel's memory, sides and watches.
 *
 * They are made once for each format, size and features: rings come round again, and so
 * do memories. A replay begins in a memory of which nothing is shared or known.
 */

import type { Shape } from "../../../trace/shape.ts";
import { type Actor, GuestMemory } from "../../ring/memory.ts";
import { differenceInWords, FACT_WORDS, wordsOf } from "./facts.ts";
import { memoryBytes, PAGE } from "./placing.ts";
import type { Script, Step } from "./script.ts";
import { ShapedQueue } from "./shaped-queue.ts";

/** What stands in memory before the story: it has had another use. */
const USED_BEFORE = 0x5a;
/** Memories that are kept. */
const KEPT = 64;

/** Where a shape does not do what its script says. */
export interface ShapeFailure {
  /** Counted from 1; one more than the steps for what comes after the last. */
  readonly step: number;
  readonly event: string;
  readonly says: string;
}

/** One script, in any shape that fits it. */
export class ShapeReplay {
  readonly #script: Script;
  /** FACT_WORDS for each queue of each step. */
  readonly #facts: Int32Array;
  readonly #worlds = new Map<number, World>();
  #last: World | undefined;

  constructor(script: Script) {
    this.#script = script;
    this.#facts = Int32Array.from(
      script.steps.flatMap(({ facts }) => facts.flatMap((one) => wordsOf(one))),
    );
  }

  /** Guest memory after the last replay. */
  get bytes(): Uint8Array {
    return this.#last?.bytes ?? new Uint8Array(0);
  }

  /** Runs every step and compares after each; ends at the first that differs. */
  run(shape: Shape): ShapeFailure | null {
    const key = keyOf(shape);
    let world = this.#worlds.get(key);
    if (world === undefined) {
      if (this.#worlds.size === KEPT) this.#worlds.clear();
      world = new World(this.#script, this.#facts, shape);
      this.#worlds.set(key, world);
    }
    this.#last = world;
    return world.run(shape);
  }
}

/** A number for what rings are made with. */
const keyOf = ({ format, size, indirect, inOrder, suppression }: Shape): number =>
  16 * size +
  (format === "split" ? 8 : 0) +
  (indirect ? 4 : 0) +
  (inOrder ? 2 : 0) +
  (suppression === "eventIdx" ? 1 : 0);

class World {
  readonly #script: Script;
  readonly #facts: Int32Array;
  readonly #memory: GuestMemory;
  /** The hypervisor's copy, where it makes one. */
  readonly #copy: GuestMemory | undefined;
  readonly #device: Actor = { name: "device", side: "device", gate: "live" };
  readonly #hypervisor: Actor = { name: "hypervisor", side: "hypervisor", gate: "live" };
  readonly #queues: readonly ShapedQueue[];
  readonly #written = new Set<number>();
  readonly #now = new Int32Array(FACT_WORDS);
  #copied = false;
  /** Whether a byte was changed since the last copy. Bytes of a packed ring may come
   *  back to what they were; whether they do is the luck of the shape. */
  #changed = true;

  constructor(script: Script, facts: Int32Array, shape: Shape) {
    const size = memoryBytes(script, shape.size);
    this.#script = script;
    this.#facts = facts;
    this.#memory = new GuestMemory({ size, pageSize: PAGE, record: script.copies });
    this.#copy = script.copies ? new GuestMemory({ size, pageSize: PAGE }) : undefined;
    const driver: Actor = { name: "driver", side: "driver", gate: "live" };
    this.#queues = Array.from(
      { length: script.queues },
      (_, q) => new ShapedQueue(this.#memory, [driver, this.#device], [script, shape], q),
    );
  }

  get bytes(): Uint8Array {
    return this.#memory.peekBytes(0, this.#memory.size);
  }

  run(shape: Shape): ShapeFailure | null {
    this.#begin(shape);
    const { steps } = this.#script;
    for (let i = 0; i < steps.length; i++) {
      const says = this.#take(steps[i]!, i);
      if (says !== null) return { step: i + 1, event: steps[i]!.event, says };
    }
    const says = this.#drain(shape);
    const step = steps.length + 1;
    return says === null ? null : { step, event: "after the last event", says };
  }

  #begin(shape: Shape): void {
    const { starts } = this.#script;
    this.#memory.renew(USED_BEFORE);
    this.#device.gate = "live";
    if (this.#copy !== undefined) this.#written.clear();
    this.#copied = false;
    this.#changed = true;
    for (const queue of this.#queues) {
      queue.begin(shape);
      if (starts !== "reset") queue.layOut(true);
      if (starts !== "destination") continue;
      queue.save();
      queue.moves();
    }
    this.#memory.log.length = 0;
    this.#memory.findings.take();
  }

  #take(step: Step, i: number): string | null {
    this.#device.gate = step.gate;
    const problem = this.#perform(step);
    if (this.#copy !== undefined) this.#noteWrites();
    const finding = this.#wrongFinding(step.breaks);
    return problem ?? finding ?? this.#difference(step, i);
  }

  /** The rules that a step breaks are those of the script, no more and no less. */
  #wrongFinding(breaks: Step["breaks"]): string | null {
    const { findings } = this.#memory;
    if (findings.kept.length === 0 && breaks.length === 0) return null;
    const broken = new Set<string>(findings.take().map((one) => one.invariant));
    const missing = breaks.find((one) => !broken.has(one));
    const extra = [...broken].find((one) => !breaks.includes(one));
    if (missing !== undefined) return `it is to break the kernel's ${missing}, and does not`;
    if (extra !== undefined) return `it breaks the kernel's ${extra}, which the model does not say`;
    return null;
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
    if (this.#copy !== undefined) {
      if (operation === "handOver" || operation === "switchHosts") this.#handOver(this.#copy);
      if (operation === "copy") this.#copyMemory(this.#copy);
    }
    if (operation === "switchHosts") for (const queue of this.#queues) queue.moves();
  }

  /** The hypervisor claims that its copy holds all that was written. */
  #handOver(copy: GuestMemory): void {
    if (!this.#changed) this.#memory.checkLastCopy(copy);
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

  #copyMemory(copy: GuestMemory): void {
    const dirty = [...this.#memory.dirty.takeAll(), ...this.#written];
    const all = Array.from({ length: this.#memory.size / PAGE }, (_, page) => page);
    for (const page of this.#copied ? dirty : all)
      copy.writeBytes(this.#hypervisor, PAGE * page, this.#memory.peekBytes(PAGE * page, PAGE));
    this.#written.clear();
    this.#copied = true;
    this.#changed = false;
  }

  #difference({ written }: Step, i: number): string | null {
    for (let q = 0; q < this.#queues.length; q++) {
      const queue = this.#queues[q]!;
      const from = FACT_WORDS * (i * this.#queues.length + q);
      queue.state(this.#now);
      for (let at = 0; at < FACT_WORDS; at++)
        if (this.#now[at] !== this.#facts[from + at])
          return `queue${q} ${differenceInWords(at, this.#now[at]!, this.#facts[from + at]!)}`;
      const owner = queue.wrongOwner();
      if (owner !== null) return owner;
    }
    return this.#copy === undefined ? null : this.#differenceInCopy(this.#copy, written);
  }

  #differenceInCopy(copy: GuestMemory, written: boolean): string | null {
    if (this.#changed !== written)
      return `memory was written since its copy: ${this.#changed}, not ${written}`;
    const { size } = this.#memory;
    const isSame = Buffer.compare(this.bytes, copy.peekBytes(0, size)) === 0;
    return written || isSame ? null : "memory differs from its copy, and nobody wrote it";
  }

  /** What the script leaves open: who comes first among the buffers that are left. */
  #drain({ drain }: Shape): string | null {
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

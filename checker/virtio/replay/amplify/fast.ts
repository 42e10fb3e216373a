/**
 * Replays a script in one shape after another, fast: the memory and every record
 * is made once, a replay puts back only what the last one touched and allocates
 * nothing. It says where a replay fails, and leaves the words to the readable way.
 */
import { PATTERNS, type Shape } from "../../../trace/shape.ts";
import { PLACES } from "../placement.ts";
import type { FastShape } from "./fast-buffers.ts";
import { FastMemory } from "./fast-memory.ts";
import { FastPackedQueue } from "./fast-packed.ts";
import type { FastQueue } from "./fast-queue.ts";
import { FACT_WORDS, fastScript, OPERATIONS, RULE, STEP_WORDS } from "./fast-script.ts";
import { FastSplitQueue } from "./fast-split.ts";
import { buffersOffset, layoutAt, MAX_SIZE, memoryBytes } from "./placing.ts";
import type { Operation, Script } from "./script.ts";

const number = (operation: Operation): number => OPERATIONS.indexOf(operation);
const MAKE_AVAILABLE = number("makeAvailable");
const KICK = number("kick");
const FETCH = number("fetch");
const FIND_NOTHING = number("findNothing");
const USE = number("use");
const INTERRUPT = number("interrupt");
const REAP = number("reap");
const LAY_OUT = number("layOut");
const RESET_QUEUE = number("resetQueue");
const RELEASE = number("release");
const SAVE = number("save");
const RESTORE = number("restore");
const RESET_DEVICE = number("resetDevice");
const SWITCH_HOSTS = number("switchHosts");
const COPY = number("copy");
const HAND_OVER = number("handOver");

const WRITABLES: Readonly<Record<string, number>> = Object.fromEntries(
  PATTERNS.map((pattern) => [
    pattern,
    [...pattern].reduce((word, kind, i) => word | (kind === "W" ? 1 << i : 0), 0),
  ]),
);

/** Typed arrays have the byte order of the host, rings are little-endian. */
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** One script, in any shape of at most 256 entries that fits it. */
export class FastReplay {
  readonly #script: Script;
  readonly #steps: Int32Array;
  readonly #facts: Int32Array;
  readonly #memory: FastMemory;
  readonly #shape: FastShape;
  readonly #split: readonly FastQueue[];
  readonly #packed: readonly FastQueue[];
  readonly #layouts: Uint32Array;
  #queues: readonly FastQueue[];

  /** @throws RangeError on a big-endian host, where the readable way must do. */
  constructor(script: Script) {
    if (!isLittleEndian) throw new RangeError("the fast path needs a little-endian host");
    const { steps, facts } = fastScript(script);
    this.#script = script;
    this.#steps = steps;
    this.#facts = facts;
    this.#memory = new FastMemory(memoryBytes(script, MAX_SIZE));
    this.#shape = {
      size: 1,
      start: 0,
      lengths: new Uint8Array(script.buffers),
      writables: new Uint8Array(script.buffers),
      indirect: false,
      inOrder: false,
      eventIdx: false,
      flags: false,
    };
    const each = (make: () => FastQueue): readonly FastQueue[] =>
      Array.from({ length: script.queues }, make);
    const { ring, buffers } = script;
    this.#split = each(() => new FastSplitQueue(this.#memory, this.#shape, ring, buffers));
    this.#packed = each(() => new FastPackedQueue(this.#memory, this.#shape, ring, buffers));
    this.#queues = this.#split;
    this.#layouts = new Uint32Array(script.queues);
  }

  /** Guest memory after the last replay, of a shape of `size` entries. */
  bytes(size: number): Uint8Array {
    return this.#memory.bytes.slice(0, memoryBytes(this.#script, size));
  }

  /** 0, or the step that fails, counted from 1; one more for what comes after the last. */
  run(shape: Shape): number {
    this.#take(shape);
    this.#memory.clear();
    for (let q = 0; q < this.#queues.length; q++) {
      this.#layouts[q] = 0;
      this.#queues[q]!.clear();
      if (this.#script.starts === "reset") continue;
      this.#layOut(q, true);
      if (this.#script.starts !== "destination") continue;
      this.#queues[q]!.save();
      this.#queues[q]!.moves();
    }
    const count = this.#script.steps.length;
    for (let i = 0; i < count; i++) if (!this.#step(i)) return i + 1;
    return this.#drains(shape.drain) ? 0 : count + 1;
  }

  #take(shape: Shape): void {
    const own = this.#shape;
    own.size = shape.size;
    own.start = shape.start;
    own.indirect = shape.indirect;
    own.inOrder = shape.inOrder;
    own.eventIdx = shape.suppression === "eventIdx";
    own.flags = shape.suppression === "flags";
    for (let b = 0; b < own.lengths.length; b++) {
      const pattern = shape.chains[b % shape.chains.length]!;
      own.lengths[b] = pattern.length;
      own.writables[b] = WRITABLES[pattern]!;
    }
    this.#queues = shape.format === "split" ? this.#split : this.#packed;
  }

  #layOut(q: number, running: boolean): void {
    const { size } = this.#shape;
    const layouts = this.#layouts[q]!;
    this.#layouts[q] = layouts + 1;
    const base = layoutAt(this.#script, size, q, layouts);
    const end = layoutAt(this.#script, size, q, 1) - layoutAt(this.#script, size, q, 0);
    if (layouts < PLACES) this.#memory.touch(base, base + end);
    this.#queues[q]!.layOut(base, base + buffersOffset(size), running);
  }

  #step(i: number): boolean {
    const memory = this.#memory;
    const at = STEP_WORDS * i;
    memory.gate = this.#steps[at + 3]!;
    memory.found = 0;
    if (!this.#perform(this.#steps[at]!, this.#steps[at + 1]!, this.#steps[at + 2]!)) return false;
    if (memory.found !== this.#steps[at + 4]!) return false;
    const queues = this.#queues.length;
    for (let q = 0; q < queues; q++)
      if (!this.#agrees(this.#queues[q]!, FACT_WORDS * (i * queues + q))) return false;
    return !this.#script.copies || memory.changed === (this.#steps[at + 5] === 1);
  }

  #perform(operation: number, q: number, b: number): boolean {
    const queue = this.#queues[q]!;
    switch (operation) {
      case MAKE_AVAILABLE:
        return queue.makeAvailable(b);
      case KICK:
        return queue.kick();
      case FETCH:
        return queue.fetch() === b;
      case FIND_NOTHING:
        return !queue.finds();
      case USE:
        return queue.use(b);
      case INTERRUPT:
        return queue.interrupt();
      case REAP:
        return queue.reap() === b;
      case LAY_OUT:
        this.#layOut(q, false);
        return true;
      case RESET_QUEUE:
        queue.reset();
        return true;
      case RELEASE:
        queue.release();
        return true;
      case SAVE:
        queue.save();
        return true;
      case RESTORE:
        queue.restore();
        return true;
      default:
        this.#performOnAll(operation);
        return true;
    }
  }

  #performOnAll(operation: number): void {
    const memory = this.#memory;
    if (operation === RESET_DEVICE) for (const queue of this.#queues) queue.reset();
    if ((operation === HAND_OVER || operation === SWITCH_HOSTS) && this.#script.copies)
      if (memory.changed) memory.found |= RULE.lastCopyIsComplete;
    if (operation === SWITCH_HOSTS) for (const queue of this.#queues) queue.moves();
    if (operation === COPY) memory.changed = false;
  }

  #agrees(queue: FastQueue, at: number): boolean {
    const facts = this.#facts;
    const isInUse = queue.enabled && !queue.released;
    const flags =
      (queue.enabled ? 1 : 0) |
      (queue.released ? 2 : 0) |
      (isInUse ? (queue.owesKick() << 2) | (queue.owesInterrupt() << 4) : 0);
    return (
      queue.availCount() === facts[at] &&
      queue.usedCount() === facts[at + 1] &&
      (queue.enabled ? queue.nextAvailCount() : -1) === facts[at + 2] &&
      (queue.enabled ? queue.nextUsedCount() : -1) === facts[at + 3] &&
      (queue.released ? 0 : queue.lastUsedCount()) === facts[at + 4] &&
      flags === facts[at + 5] &&
      queue.owners === facts[at + 6] &&
      queue.heldMask() === facts[at + 7] &&
      queue.savedAt === facts[at + 8] &&
      queue.availEntries === facts[at + 9] &&
      queue.usedEntries === facts[at + 10] &&
      queue.ownersAgree()
    );
  }

  #drains(order: Shape["drain"]): boolean {
    if (order === "none" || this.#script.lastGate !== "live" || this.#script.cut > 0) return true;
    this.#memory.gate = 0;
    this.#memory.found = 0;
    for (const queue of this.#queues) if (!queue.drain(order === "oldest")) return false;
    return this.#memory.found === 0;
  }
}

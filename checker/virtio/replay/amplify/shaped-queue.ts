/** One virtqueue of a shape: who has which buffer, and the facts that a script states. */

import { PATTERNS, type Shape } from "../../../trace/shape.ts";
import type { Chain } from "../../ring/chain.ts";
import type { Segment } from "../../ring/layout.ts";
import type { Actor, GuestMemory } from "../../ring/memory.ts";
import { BUFFER_BYTES, NO_POSITION, PLACES, payload } from "../placement.ts";
import { NEVER_SAVED, OWNERS, toldOf, withEntry } from "./facts.ts";
import { PackedRings } from "./packed-rings.ts";
import {
  BUFFER_STRIDE,
  buffersOffset,
  layoutAt,
  patternOf,
  segmentsOf,
  TABLE_OFFSET,
} from "./placing.ts";
import type { Rings } from "./rings.ts";
import type { Script } from "./script.ts";
import { SplitRings } from "./split-rings.ts";

/** Null, or why a step cannot be done on these bytes. */
type Problem = string | null;

const [DRIVER, AVAILABLE, IN_FLIGHT, USED] = OWNERS.keys();
/** In place of the head of a buffer that has none. */
const NONE = -1;
/** More bytes than a buffer has. */
const LONGEST = 4 * BUFFER_BYTES;

export class ShapedQueue {
  readonly #memory: GuestMemory;
  readonly #actors: readonly [Actor, Actor];
  readonly #script: Script;
  readonly #number: number;
  #shape: Shape;
  /** What stands at each place that the queue was laid out in, in this shape or one before. */
  readonly #places: Rings[] = [];
  #rings: Rings | undefined;
  #base = 0;
  #layouts = 0;
  #released = true;
  #enabled = false;
  /** What a hypervisor has saved, as the rings say it, and counted. */
  #savedPosition = NO_POSITION;
  #saved = NEVER_SAVED;
  /** Who has each buffer, and the heads that the driver posted it under and the device
   *  fetched it as. */
  readonly #owners: Uint8Array;
  readonly #postedAs: Int32Array;
  readonly #fetchedAs: Int32Array;
  #availEntries = 0;
  #usedEntries = 0;
  /** Of each buffer in this shape, where `#base` is: its segments, the bytes that the
   *  device writes into it, and how many. */
  readonly #segments: (readonly Segment[])[];
  readonly #payloads: readonly Uint8Array[];
  readonly #due: Int32Array;
  /** Segments by pattern and address: shapes have most in common. */
  readonly #known = new Map<number, readonly Segment[]>();

  constructor(
    memory: GuestMemory,
    actors: readonly [driver: Actor, device: Actor],
    [script, shape]: readonly [Script, Shape],
    number: number,
  ) {
    const { buffers } = script;
    this.#memory = memory;
    this.#actors = actors;
    this.#script = script;
    this.#shape = shape;
    this.#number = number;
    this.#owners = new Uint8Array(buffers);
    this.#postedAs = new Int32Array(buffers);
    this.#fetchedAs = new Int32Array(buffers);
    this.#due = new Int32Array(buffers);
    this.#segments = this.#each(() => []);
    this.#payloads = this.#each((b) => new Uint8Array(LONGEST).fill(payload(b)[0]!));
  }

  /** Before the story, in a shape of the same format, size and features. */
  begin(shape: Shape): void {
    for (const rings of this.#places) rings.enabled = false;
    this.#shape = shape;
    this.#rings = undefined;
    this.#layouts = 0;
    this.#released = true;
    this.#enabled = false;
    this.#saved = NEVER_SAVED;
    this.#forget();
  }

  /** The driver lays the queue out; `running`: it has been in use before the story. */
  layOut(running = false): Problem {
    if (!this.#released) this.release();
    if (this.#rings !== undefined) this.#rings.enabled = false;
    const { size, format } = this.#shape;
    const place = this.#layouts++ % PLACES;
    const base = layoutAt(this.#script, size, this.#number, place);
    const Format = format === "split" ? SplitRings : PackedRings;
    this.#places[place] ??= new Format(this.#memory, this.#actors, this.#shape, [
      this.#number,
      base,
    ]);
    this.#rings = this.#places[place];
    this.#rings.begin(this.#shape, running);
    this.#takeBase(base + buffersOffset(size));
    this.#released = false;
    this.#enabled = true;
    this.#forget();
    return null;
  }

  #takeBase(base: number): void {
    this.#base = base;
    for (let b = 0; b < this.#segments.length; b++) {
      const segments = this.#segmentsAt(patternOf(this.#shape, b), base + BUFFER_STRIDE * b);
      let due = 0;
      for (const { writable } of segments) if (writable) due += BUFFER_BYTES;
      this.#segments[b] = segments;
      this.#due[b] = due;
    }
  }

  #segmentsAt(pattern: Shape["chains"][number], address: number): readonly Segment[] {
    const key = PATTERNS.length * address + PATTERNS.indexOf(pattern);
    const segments = this.#known.get(key) ?? segmentsOf(pattern, address);
    this.#known.set(key, segments);
    return segments;
  }

  #each<T>(of: (b: number) => T): T[] {
    return Array.from({ length: this.#script.buffers }, (_, b) => of(b));
  }

  #forget(): void {
    this.#driverForgets();
    this.#fetchedAs.fill(NONE);
    this.#availEntries = 0;
    this.#usedEntries = 0;
  }

  #driverForgets(): void {
    this.#owners.fill(DRIVER!);
    this.#postedAs.fill(NONE);
  }

  makeAvailable(buffer: number): Problem {
    const rings = this.#rings!;
    const address = this.#base + BUFFER_STRIDE * buffer;
    const table = this.#shape.indirect ? { address: address + TABLE_OFFSET } : undefined;
    const slot = rings.availIdx % this.#script.ring;
    const head = rings.makeAvailable(this.#segments[buffer]!, table);
    if (head === undefined) return "the driver has no free descriptor";
    this.#postedAs[buffer] = head;
    this.#owners[buffer] = AVAILABLE!;
    this.#availEntries = withEntry(this.#availEntries, slot, buffer);
    return null;
  }

  fetch(buffer: number): Problem {
    const chain = this.#rings!.fetch();
    if (chain === undefined) return "the device finds nothing to fetch";
    const b = this.#fetches(chain);
    if (b === buffer) return null;
    return `the bytes give buffer ${b}, not ${buffer}, or not its ${patternOf(this.#shape, buffer)}`;
  }

  #fetches(chain: Chain): number {
    const b = this.#bufferOf(chain);
    if (b === NO_POSITION) return b;
    this.#fetchedAs[b] = chain.head;
    if (this.#owners[b] === AVAILABLE) this.#owners[b] = IN_FLIGHT!;
    return b;
  }

  findNothing(): Problem {
    return this.#rings!.finds() ? "the device finds a buffer" : null;
  }

  use(buffer: number): Problem {
    const rings = this.#rings!;
    const head = this.#holds(buffer) ? this.#fetchedAs[buffer]! : NONE;
    if (head === NONE) return `the device does not hold buffer ${buffer}`;
    const slot = rings.nextUsed % this.#script.ring;
    const due = this.#due[buffer]!;
    const bytes = BUFFER_BYTES * this.#segments[buffer]!.length;
    if (bytes > due) rings.readPayload(head, bytes);
    rings.writePayload(head, this.#payloads[buffer]!);
    rings.use(head, due);
    this.#fetchedAs[buffer] = NONE;
    if (this.#owners[buffer] !== DRIVER) this.#owners[buffer] = USED!;
    this.#usedEntries = withEntry(this.#usedEntries, slot, buffer);
    return null;
  }

  reap(buffer: number): Problem {
    const reaped = this.#rings!.reap();
    if (reaped === undefined) return "the driver finds nothing used";
    const b = this.#reaps(reaped.head);
    if (b !== buffer) return `the bytes give buffer ${b}, not ${buffer}`;
    const due = this.#due[b]!;
    return reaped.length === due
      ? null
      : `the driver reads a length of ${reaped.length}, due is ${due}`;
  }

  #reaps(head: number): number {
    const b = this.#postedAs.indexOf(head);
    if (b < 0) return NO_POSITION;
    this.#postedAs[b] = NONE;
    this.#owners[b] = DRIVER!;
    return b;
  }

  /** A kick that the other side has asked not to send is not sent. */
  kick(onceMore: boolean): Problem {
    const rings = this.#rings!;
    const owed = rings.owesKick;
    const needed = rings.needsKick();
    if (needed || (onceMore && !owed)) rings.kick();
    const isAsked = this.#shape.suppression === "none" && owed;
    return isAsked && !needed ? "the bytes ask for no kick" : null;
  }

  interrupt(): Problem {
    const rings = this.#rings!;
    const owed = rings.owesInterrupt;
    const needed = rings.needsInterrupt();
    if (needed) rings.interrupt();
    const isAsked = this.#shape.suppression === "none" && owed !== false;
    return isAsked && !needed ? "the bytes ask for no interrupt" : null;
  }

  release(): Problem {
    this.#rings?.release();
    this.#released = true;
    this.#driverForgets();
    return null;
  }

  /** Reset, of the queue or of the device. */
  reset(): Problem {
    if (this.#rings !== undefined) this.#rings.enabled = false;
    this.moves();
    return null;
  }

  /** Another device stands here; memory and driver are the same. */
  moves(): void {
    this.#rings?.resetDevice();
    this.#enabled = false;
    this.#fetchedAs.fill(NONE);
  }

  save(): Problem {
    const rings = this.#enabled ? this.#rings : undefined;
    this.#savedPosition = rings?.savePosition() ?? NO_POSITION;
    this.#saved = rings === undefined ? NO_POSITION : this.#count(rings.nextAvail);
    return null;
  }

  restore(): Problem {
    this.reset();
    if (this.#saved < 0) return null;
    this.#rings!.restorePosition(this.#savedPosition);
    this.#rings!.enabled = true;
    this.#enabled = true;
    return null;
  }

  /** The device takes and uses all that is left, and the driver takes it back. */
  drain(oldestFirst: boolean): Problem {
    if (!this.#enabled || this.#released) return null;
    const rings = this.#rings!;
    const held: number[] = [];
    for (let b = 0; b < this.#script.buffers; b++) if (this.#holds(b)) held.push(b);
    for (let chain = rings.fetch(); chain !== undefined; chain = rings.fetch())
      held.push(this.#fetches(chain));
    for (const buffer of oldestFirst ? held : held.toReversed()) {
      const problem = this.use(buffer);
      if (problem !== null) return problem;
    }
    const due = this.#owners.filter((owner) => owner === USED).length;
    for (let i = 0; i < due; i++) {
      const reaped = rings.reap();
      if (reaped === undefined) return `the driver takes ${i} of ${due} buffers back`;
      this.#reaps(reaped.head);
    }
    const left = held.find((b) => this.#owners[b] !== DRIVER);
    return left === undefined ? null : `buffer ${left} does not come back`;
  }

  /** Writes the numbers of the facts from a place on, in the order of `FACTS`. */
  state(into: Int32Array): void {
    const rings = this.#rings;
    const isInUse = this.#enabled && !this.#released;
    const isKnown = rings !== undefined;
    into[0] = isKnown ? this.#count(rings.availIdx) : 0;
    into[1] = isKnown ? this.#count(rings.usedIdx) : 0;
    into[2] = this.#enabled ? this.#count(rings!.nextAvail) : NO_POSITION;
    into[3] = this.#enabled ? this.#count(rings!.nextUsed) : NO_POSITION;
    into[4] = this.#released ? 0 : this.#count(rings!.lastUsed);
    into[5] = toldOf(this.#enabled);
    into[6] = toldOf(this.#released);
    into[7] = isInUse ? toldOf(rings!.owesKick) : 0;
    into[8] = isInUse ? toldOf(rings!.owesInterrupt) : 0;
    let owners = 0;
    let inFlight = 0;
    for (let b = 0; b < this.#owners.length; b++) {
      owners |= this.#owners[b]! << (2 * b);
      if (this.#holds(b)) inFlight |= 1 << b;
    }
    into[9] = owners;
    into[10] = inFlight;
    into[11] = this.#saved;
    into[12] = this.#availEntries;
    into[13] = this.#usedEntries;
  }

  /** As the model counts. */
  #count(position: number): number {
    return position % (2 * this.#script.ring);
  }

  #holds(buffer: number): boolean {
    const head = this.#fetchedAs[buffer]!;
    return head !== NONE && this.#rings!.holds(head);
  }

  /** What the shadow says of the bytes; null where they are as the facts have it. */
  wrongOwner(): string | null {
    if (this.#rings === undefined) return null;
    const memory = this.#memory;
    const { desc } = this.#rings.config;
    if ((memory.ownerOf(desc) === "released") !== this.#released)
      return `${memory.nameOf(desc)} is ${memory.ownerOf(desc)}`;
    if (this.#released || !this.#enabled) return null;
    for (let b = 0; b < this.#segments.length; b++) {
      const owner = this.#owners[b]!;
      const isShared = owner === AVAILABLE || owner === IN_FLIGHT;
      const segments = this.#segments[b]!;
      for (let i = 0; i < segments.length; i++) {
        const { address, writable } = segments[i]!;
        const is = memory.ownerOf(address);
        if ((is === (writable ? "bufferWritable" : "bufferReadable")) !== isShared)
          return `buffer ${b} is ${OWNERS[owner]}, its bytes are ${is}`;
      }
    }
    return null;
  }

  /** The buffer whose segments a device has read; NO_POSITION where they are no buffer's. */
  #bufferOf(chain: Chain): number {
    const b = (chain.addressOf(0) - this.#base) / BUFFER_STRIDE;
    const segments = this.#segments[b];
    if (segments?.length !== chain.elements) return NO_POSITION;
    for (let i = 0; i < segments.length; i++) {
      const { address, writable } = segments[i]!;
      if (chain.addressOf(i) !== address || chain.isWritable(i) !== writable) return NO_POSITION;
    }
    return b;
  }
}

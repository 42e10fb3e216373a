/** One virtqueue of a shape: who has which buffer, and the facts that a script states. */

import type { Shape } from "../../../trace/shape.ts";
import type { Actor, GuestMemory } from "../../ring/memory.ts";
import { Buffers } from "../buffers.ts";
import { NO_POSITION, payload } from "../placement.ts";
import { PackedRings } from "./packed-rings.ts";
import {
  BUFFER_STRIDE,
  buffersOffset,
  layoutAt,
  patternOf,
  segmentsOf,
  TABLE_OFFSET,
} from "./placing.ts";
import type { Held, Rings } from "./rings.ts";
import { entriesInWords, type QueueFacts, type Script } from "./script.ts";
import { SplitRings } from "./split-rings.ts";

/** Null, or why a step cannot be done on these bytes. */
type Problem = string | null;

export class ShapedQueue {
  readonly #memory: GuestMemory;
  readonly #actors: readonly [Actor, Actor];
  readonly #script: Script;
  readonly #shape: Shape;
  readonly #number: number;
  readonly #buffers = new Buffers();
  readonly #entries = new Map<string, number>();
  #rings: Rings | undefined;
  #base = 0;
  #layouts = 0;
  #released = true;
  #enabled = false;
  #saved: { readonly position: number; readonly at: number } | undefined;

  constructor(
    memory: GuestMemory,
    actors: readonly [driver: Actor, device: Actor],
    [script, shape]: readonly [Script, Shape],
    number: number,
  ) {
    this.#memory = memory;
    this.#actors = actors;
    this.#script = script;
    this.#shape = shape;
    this.#number = number;
  }

  /** The driver lays the queue out; `running`: it has been in use before the story. */
  layOut(running = false): Problem {
    if (!this.#released) this.release();
    this.#rings?.retire();
    const { size, format } = this.#shape;
    const base = layoutAt(this.#script, size, this.#number, this.#layouts++);
    const Format = format === "split" ? SplitRings : PackedRings;
    this.#base = base + buffersOffset(size);
    this.#rings = new Format(this.#memory, this.#actors, this.#shape, [this.#number, base]);
    this.#rings.begin(running);
    this.#released = false;
    this.#enabled = true;
    this.#buffers.driverForgets();
    this.#buffers.deviceForgets();
    this.#entries.clear();
    return null;
  }

  makeAvailable(buffer: number): Problem {
    const rings = this.#rings!;
    const address = this.#base + BUFFER_STRIDE * buffer;
    const table = this.#shape.indirect ? { address: address + TABLE_OFFSET } : undefined;
    const slot = rings.availIdx % this.#script.ring;
    const head = rings.makeAvailable(segmentsOf(this.#shape, buffer, address), table);
    if (head === undefined) return "the driver has no free descriptor";
    this.#buffers.posts(head, buffer);
    this.#entries.set(`avail ${slot}`, buffer);
    return null;
  }

  fetch(buffer: number): Problem {
    const held = this.#rings!.fetch();
    if (held === undefined) return "the device finds nothing to fetch";
    const b = this.#bufferOf(held);
    this.#buffers.fetches(held.head, b);
    if (b === buffer) return null;
    return `the bytes give buffer ${b}, not ${buffer}, or not its ${patternOf(this.#shape, buffer)}`;
  }

  findNothing(): Problem {
    return this.#rings!.finds() ? "the device finds a buffer" : null;
  }

  use(buffer: number): Problem {
    const rings = this.#rings!;
    const head = rings.inFlight.find((one) => this.#buffers.fetchedAs(one) === buffer);
    if (head === undefined) return `the device does not hold buffer ${buffer}`;
    const slot = rings.nextUsed % this.#script.ring;
    const bytes = writableBytes(patternOf(this.#shape, buffer));
    rings.readPayload(head, 8 * patternOf(this.#shape, buffer).length);
    rings.writePayload(head, new Uint8Array(bytes).fill(payload(buffer)[0]!));
    rings.use(head, bytes);
    this.#buffers.uses(head, buffer);
    this.#entries.set(`used ${slot}`, buffer);
    return null;
  }

  reap(buffer: number): Problem {
    const reaped = this.#rings!.reap();
    if (reaped === undefined) return "the driver finds nothing used";
    const b = this.#buffers.reaps(reaped.head);
    if (b !== buffer) return `the bytes give buffer ${b}, not ${buffer}`;
    const due = writableBytes(patternOf(this.#shape, b));
    return reaped.length === due
      ? null
      : `the driver reads a length of ${reaped.length}, due is ${due}`;
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
    this.#buffers.driverForgets();
    return null;
  }

  /** Reset, of the queue or of the device. */
  reset(): Problem {
    if (this.#rings !== undefined) this.#rings.enabled = false;
    this.#enabled = false;
    this.#rings?.resetDevice();
    this.#buffers.deviceForgets();
    return null;
  }

  /** Another device stands here; memory and driver are the same. */
  moves(): void {
    if (this.#rings === undefined) return;
    this.#enabled = false;
    this.#buffers.deviceForgets();
    this.#rings.replaceDevice();
  }

  save(): Problem {
    const rings = this.#rings;
    this.#saved =
      this.#enabled && rings !== undefined
        ? { position: rings.savePosition(), at: rings.nextAvail % (2 * this.#script.ring) }
        : { position: NO_POSITION, at: NO_POSITION };
    return null;
  }

  restore(): Problem {
    this.reset();
    const { position, at } = this.#saved ?? { position: NO_POSITION, at: NO_POSITION };
    if (at === NO_POSITION) return null;
    this.#rings!.restorePosition(position);
    this.#rings!.enabled = true;
    this.#enabled = true;
    return null;
  }

  /** The device takes and uses all that is left, and the driver takes it back. */
  drain(oldestFirst: boolean): Problem {
    if (!this.#enabled || this.#released) return null;
    const rings = this.#rings!;
    for (;;) {
      const held = rings.fetch();
      if (held === undefined) break;
      this.#buffers.fetches(held.head, this.#bufferOf(held));
    }
    const held = rings.inFlight.map((head) => this.#buffers.fetchedAs(head));
    for (const buffer of oldestFirst ? held : held.toReversed()) {
      const problem = this.use(buffer);
      if (problem !== null) return problem;
    }
    const due = this.#owners().filter((owner) => owner === "used").length;
    for (let i = 0; i < due; i++) {
      const reaped = rings.reap();
      if (reaped === undefined) return `the driver takes ${i} of ${due} buffers back`;
      this.#buffers.reaps(reaped.head);
    }
    const left = this.#owners().findIndex((owner, b) => owner !== "driver" && held.includes(b));
    return left < 0 ? null : `buffer ${left} does not come back`;
  }

  get facts(): QueueFacts {
    const rings = this.#rings;
    const count = (position: number | undefined): number =>
      position === undefined ? 0 : position % (2 * this.#script.ring);
    const isInUse = this.#enabled && !this.#released;
    return {
      availIdx: count(rings?.availIdx),
      usedIdx: count(rings?.usedIdx),
      nextAvail: this.#enabled ? count(rings?.nextAvail) : NO_POSITION,
      nextUsed: this.#enabled ? count(rings?.nextUsed) : NO_POSITION,
      lastUsed: this.#released ? 0 : count(rings?.lastUsed),
      enabled: this.#enabled,
      released: this.#released,
      owners: this.#owners(),
      inFlight: (rings?.inFlight ?? [])
        .map((head) => this.#buffers.fetchedAs(head))
        .sort((a, b) => a - b),
      owesKick: isInUse ? rings?.owesKick : undefined,
      owesInterrupt: isInUse ? rings?.owesInterrupt : undefined,
      saved: this.#saved?.at,
      entries: entriesInWords(this.#entries),
    };
  }

  /** What the shadow says of the bytes; null where they are as the facts have it. */
  wrongOwner(): string | null {
    if (this.#rings === undefined) return null;
    const { desc } = this.#rings.config;
    if ((this.#memory.ownerOf(desc) === "released") !== this.#released)
      return `${this.#memory.nameOf(desc)} is ${this.#memory.ownerOf(desc)}`;
    if (this.#released || !this.#enabled) return null;
    for (const [b, owner] of this.#owners().entries()) {
      const address = this.#base + BUFFER_STRIDE * b;
      const isShared = owner === "available" || owner === "inFlight";
      for (const segment of segmentsOf(this.#shape, b, address)) {
        const shared = segment.writable ? "bufferWritable" : "bufferReadable";
        if ((this.#memory.ownerOf(segment.address) === shared) === isShared) continue;
        return `buffer ${b} is ${owner}, its bytes are ${this.#memory.ownerOf(segment.address)}`;
      }
    }
    return null;
  }

  #owners(): QueueFacts["owners"] {
    return Array.from({ length: this.#script.buffers }, (_, b) => this.#buffers.ownerOf(b));
  }

  /** The buffer whose segments a device has read; NO_POSITION where they are no buffer's. */
  #bufferOf({ segments }: Held): number {
    const b = (segments[0]!.address - this.#base) / BUFFER_STRIDE;
    if (!Number.isInteger(b) || b < 0 || b >= this.#script.buffers) return NO_POSITION;
    const due = segmentsOf(this.#shape, b, this.#base + BUFFER_STRIDE * b);
    const isSame = due.every((one, i) => {
      const other = segments[i];
      return other?.address === one.address && other.writable === one.writable;
    });
    return isSame && due.length === segments.length ? b : NO_POSITION;
  }
}

const writableBytes = (pattern: string): number => 8 * pattern.replaceAll("R", "").length;

/**
 * A packed virtqueue of a shape. Its positions are slots and not buffers, so the
 * n-th list and the n-th used descriptor are remembered by where they begin.
 */

import type { Shape } from "../../../trace/shape.ts";
import { descAt, type QueueConfig, type Segment } from "../../ring/layout.ts";
import type { Actor, GuestMemory } from "../../ring/memory.ts";
import { PackedDevice } from "../../ring/packed-device.ts";
import { PackedDriver } from "../../ring/packed-driver.ts";
import {
  advance,
  EVENT_DESC,
  EVENT_DISABLE,
  type Position,
  packPosition,
  placePacked,
  START,
  usedBits,
} from "../../ring/packed-layout.ts";
import { PackedWatch } from "../../ring/packed-watch.ts";
import type { IndirectTable } from "../../ring/posted.ts";
import { NO_POSITION } from "../placement.ts";
import type { Rings } from "./rings.ts";
import { TwoSides } from "./two-sides.ts";

export class PackedRings extends TwoSides<Position> implements Rings {
  readonly config: QueueConfig;
  readonly watch: PackedWatch;
  readonly driver: PackedDriver;
  device: PackedDevice;
  /** Position -> how many lists begin before it. */
  readonly #lists = new Map<number, number>();
  /** Position -> how many used descriptors stand before it. */
  readonly #returns = new Map<number, number>();
  /** Slots that each posted buffer takes, by id. */
  readonly #slots = new Map<number, number>();
  /** Where the lists that were made available end, and the used descriptors: in place
   *  of the two indices that a split queue has in memory. */
  #availTo: Position = START;
  #usedTo: Position = START;

  constructor(
    memory: GuestMemory,
    [guest, vdev]: readonly [Actor, Actor],
    shape: Shape,
    [queue, base]: readonly [number, number],
  ) {
    super(memory, [guest, vdev], shape);
    const { size, indirect, inOrder, suppression } = shape;
    const features = { eventIdx: suppression === "eventIdx", indirect, inOrder };
    this.config = placePacked(queue, size, base, features);
    this.watch = new PackedWatch(memory, this.config);
    this.driver = new PackedDriver(memory, guest, this.config);
    this.device = new PackedDevice(memory, vdev, this.config);
  }

  begin(running: boolean): void {
    this.driver.initialise();
    if (running) this.#goRound();
    else this.driverAsks();
    this.watch.enable();
    const { size, start } = this.shape;
    const at = { slot: start % size, wrap: start < size ? 1 : 0 };
    if (running) {
      this.watch.load({ ...this.watch.save(), exposeAt: at, publishAt: at });
      this.driver.load({ ...this.driver.save(), next: at, lastUsed: at });
      this.device.restore({ ...this.device.save(), nextAvail: at, nextUsed: at });
    }
    this.#availTo = this.driver.next;
    this.#usedTo = this.driver.next;
    this.#lists.set(this.#linear(this.#availTo), 0);
    this.#returns.set(this.#linear(this.#usedTo), 0);
  }

  /** What earlier rounds with buffers of one descriptor have left in memory. */
  #goRound(): void {
    const { config } = this;
    const { size, start, suppression } = this.shape;
    const slot = start % size;
    const wrap = start < size ? 1 : 0;
    const write = (at: number, value: number): void => this.memory.write16(this.guest, at, value);
    for (let i = 0; i < size; i++)
      write(descAt(config, i) + 14, usedBits(i < slot ? wrap : wrap ^ 1));
    for (const area of [config.driverArea, config.deviceArea]) {
      if (suppression === "flags") write(area + 2, EVENT_DISABLE);
      if (suppression === "eventIdx") {
        write(area, packPosition({ slot, wrap }));
        write(area + 2, EVENT_DESC);
      }
    }
  }

  replaceDevice(): void {
    this.device = new PackedDevice(this.memory, this.vdev, this.config);
  }

  savePosition(): number {
    return this.#linear(this.device.nextAvail);
  }

  restorePosition(position: number): void {
    const { size } = this.config;
    const at = { slot: position % size, wrap: position < size ? 1 : 0 };
    const nothing = { unpublished: [], inFlight: [], undoable: 0, usedSinceInterrupt: undefined };
    this.device.restore({ nextAvail: at, nextUsed: at, ...nothing });
  }

  makeAvailable(
    segments: readonly Segment[],
    table: IndirectTable | undefined,
  ): number | undefined {
    this.driverAsks();
    const before = this.availIdx;
    const id = this.driver.add(segments, table);
    if (id === undefined) return undefined;
    this.#slots.set(id, table === undefined ? segments.length : 1);
    this.#availTo = this.driver.next;
    this.#lists.set(this.#linear(this.#availTo), before + 1);
    return id;
  }

  finds(): boolean {
    return this.device.pollAvail();
  }

  override use(head: number, length: number): void {
    const before = this.usedIdx;
    const slots = this.#slots.get(head) ?? 1;
    this.#usedTo = advance(this.#usedTo, slots, this.config.size);
    this.#returns.set(this.#linear(this.#usedTo), before + 1);
    super.use(head, length);
  }

  needsKick(): boolean {
    const { next, exposedSinceKick } = this.driver;
    const needed = this.driver.needsKick();
    this.watch.declareDecision(this.guest, next, exposedSinceKick, needed);
    return needed;
  }

  needsInterrupt(): boolean {
    const { nextUsed, usedSinceInterrupt } = this.device;
    const needed = this.device.needsInterrupt();
    if (usedSinceInterrupt !== undefined)
      this.watch.declareDecision(this.vdev, nextUsed, usedSinceInterrupt, needed);
    return needed;
  }

  get owesKick(): boolean {
    return this.driver.exposedSinceKick > 0;
  }

  get owesInterrupt(): boolean | undefined {
    const { usedSinceInterrupt } = this.device;
    return usedSinceInterrupt === undefined ? undefined : usedSinceInterrupt > 0;
  }

  get availIdx(): number {
    return this.#count(this.#lists, this.#availTo);
  }

  get usedIdx(): number {
    return this.#count(this.#returns, this.#usedTo);
  }

  get nextAvail(): number {
    return this.#count(this.#lists, this.device.nextAvail);
  }

  get nextUsed(): number {
    return this.#count(this.#returns, this.device.nextUsed);
  }

  get lastUsed(): number {
    return this.#count(this.#returns, this.driver.lastUsed);
  }

  #count(counted: ReadonlyMap<number, number>, position: Position): number {
    return counted.get(this.#linear(position)) ?? NO_POSITION;
  }

  #linear({ slot, wrap }: Position): number {
    return wrap === 1 ? slot : this.config.size + slot;
  }
}

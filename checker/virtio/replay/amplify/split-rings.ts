/** A split virtqueue of a shape. */

import type { Shape } from "../../../trace/shape.ts";
import { distance16 } from "../../ring/arithmetic.ts";
import {
  availEventAt,
  availFlagsAt,
  availIdxAt,
  placeSplit,
  type QueueConfig,
  type Segment,
  usedEventAt,
  usedFlagsAt,
  usedIdxAt,
} from "../../ring/layout.ts";
import type { Actor, GuestMemory } from "../../ring/memory.ts";
import type { IndirectTable } from "../../ring/posted.ts";
import { SplitDevice } from "../../ring/split-device.ts";
import { SplitDriver } from "../../ring/split-driver.ts";
import { SplitWatch } from "../../ring/split-watch.ts";
import type { Rings } from "./rings.ts";
import { TwoSides } from "./two-sides.ts";

export class SplitRings extends TwoSides<number> implements Rings {
  readonly config: QueueConfig;
  readonly watch: SplitWatch;
  readonly driver: SplitDriver;
  readonly device: SplitDevice;
  #start = 0;

  constructor(
    memory: GuestMemory,
    actors: readonly [Actor, Actor],
    { size, suppression, indirect, inOrder }: Shape,
    [queue, base]: readonly [number, number],
  ) {
    super(memory, actors);
    const features = { eventIdx: suppression === "eventIdx", indirect, inOrder };
    this.config = placeSplit(queue, size, base, features);
    this.watch = new SplitWatch(memory, this.config);
    this.driver = new SplitDriver(memory, this.guest, this.config);
    this.device = new SplitDevice(memory, this.vdev, this.config);
  }

  begin({ start, suppression }: Shape, running: boolean): void {
    this.suppression = suppression;
    this.#start = running ? start : 0;
    this.driver.initialise();
    this.device.reset();
    if (running) this.#goRound(start);
    else this.driverAsks();
    this.watch.enable();
    if (!running) return;
    this.watch.standAt(start);
    this.driver.standAt(start);
    this.device.standAt(start);
  }

  /** What earlier rounds have left in memory. */
  #goRound(start: number): void {
    const { config, suppression } = this;
    this.#write(availIdxAt(config), start);
    this.#write(usedIdxAt(config), start);
    if (suppression === "flags") {
      this.#write(availFlagsAt(config), 1);
      this.#write(usedFlagsAt(config), 1);
    }
    if (suppression === "eventIdx") {
      this.#write(usedEventAt(config), start);
      this.#write(availEventAt(config), start);
    }
  }

  #write(at: number, value: number): void {
    this.memory.write16(this.guest, at, value);
  }

  savePosition(): number {
    return this.device.nextAvail;
  }

  restorePosition(position: number): void {
    this.device.standAt(position, false);
  }

  makeAvailable(
    segments: readonly Segment[],
    table: IndirectTable | undefined,
  ): number | undefined {
    this.driverAsks();
    return this.driver.add(segments, table);
  }

  finds(): boolean {
    return this.device.pollAvailIdx() > 0;
  }

  needsKick(): boolean {
    const { kickedAt, availIdx } = this.driver;
    const needed = this.driver.needsKick();
    this.watch.declareDecision(this.guest, kickedAt, availIdx, needed);
    return needed;
  }

  needsInterrupt(): boolean {
    const { signalledAt, nextUsed } = this.device;
    const needed = this.device.needsInterrupt();
    if (signalledAt !== undefined)
      this.watch.declareDecision(this.vdev, signalledAt, nextUsed, needed);
    return needed;
  }

  get owesKick(): boolean {
    const { availIdx, kickedAt } = this.driver;
    return availIdx !== kickedAt;
  }

  get owesInterrupt(): boolean | undefined {
    const { signalledAt, nextUsed } = this.device;
    return signalledAt === undefined ? undefined : signalledAt !== nextUsed;
  }

  get availIdx(): number {
    return this.#count(this.memory.peek16(availIdxAt(this.config)));
  }

  get usedIdx(): number {
    return this.#count(this.memory.peek16(usedIdxAt(this.config)));
  }

  get nextAvail(): number {
    return this.#count(this.device.nextAvail);
  }

  get nextUsed(): number {
    return this.#count(this.device.nextUsed);
  }

  get lastUsed(): number {
    return this.#count(this.driver.lastUsed);
  }

  #count(index: number): number {
    return distance16(this.#start, index);
  }
}

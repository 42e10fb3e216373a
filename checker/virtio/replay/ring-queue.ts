/**
 * One virtqueue on the kernel: memory, both sides, and what each side knows of
 * the buffers that it has. Nothing here is told where an index should stand.
 */
import { add16, distance16 } from "../ring/arithmetic.ts";
import { availIdxAt, placeSplit, type QueueConfig, usedIdxAt } from "../ring/layout.ts";
import type { Actor, GuestMemory } from "../ring/memory.ts";
import { SplitDevice } from "../ring/split-device.ts";
import { SplitDriver } from "../ring/split-driver.ts";
import { SplitWatch } from "../ring/split-watch.ts";
import { Buffers } from "./buffers.ts";
import { type KeptByReset, leftByReset, nothingKept } from "./left-by-reset.ts";
import type { Outcome } from "./outcome.ts";
import {
  BUFFER_BYTES,
  layoutBytes,
  NO_POSITION,
  PLACES,
  payload,
  type QueueShape,
  ringBytes,
} from "./placement.ts";
import type { SavedQueue, SavesOf } from "./saved-queue.ts";

/** Both sides of one queue as laid out at one place. */
interface Layout {
  readonly config: QueueConfig;
  readonly watch: SplitWatch;
  readonly driver: SplitDriver;
  /** The index at which this queue's story begins. */
  readonly start: number;
}

export class RingQueue {
  readonly shape: QueueShape;
  readonly buffers = new Buffers();
  readonly #memory: GuestMemory;
  readonly #driverActor: Actor;
  readonly #deviceActor: Actor;
  #layouts = 0;
  /** How often the device has written into buffers. */
  #writes = 0;
  #layout: Layout | undefined;
  #device: SplitDevice | undefined;
  /** Whether the driver has released the memory, or never had any. */
  #released = true;
  /** Whether the device has the queue enabled. */
  #enabled = false;
  readonly #saves: SavesOf;
  /** Whether the device was told where it stands. */
  #placed = true;
  #saved: SavedQueue | undefined;
  /** What the last reset has left, until the queue is laid out anew. */
  #kept: KeptByReset = nothingKept;
  /** What each ring entry named when it was written: `avail 0` -> buffer. */
  readonly #entries = new Map<string, number>();

  constructor(
    memory: GuestMemory,
    [driver, device]: readonly [Actor, Actor],
    shape: QueueShape,
    saves: SavesOf,
  ) {
    this.#memory = memory;
    this.#driverActor = driver;
    this.#deviceActor = device;
    this.#saves = saves;
    this.shape = shape;
  }

  get layout(): Layout | undefined {
    return this.#layout;
  }

  get released(): boolean {
    return this.#released;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  /** The device, where it stands somewhere. */
  get device(): SplitDevice | undefined {
    return this.#placed ? this.#device : undefined;
  }

  get entries(): ReadonlyMap<string, number> {
    return this.#entries;
  }

  /** What was saved last, as the model counts. */
  get saved(): { readonly at: number; readonly open: string } | undefined {
    return this.#saved;
  }

  /** Where the device stood when it was saved, whatever was written down of it. */
  get stoodAt(): number | undefined {
    if (this.#saved === undefined) return undefined;
    return this.#saved.held === null ? NO_POSITION : this.count(this.#saved.held.nextAvail);
  }

  /** Buffers that the device holds, lowest first. */
  get inFlight(): readonly number[] {
    const heads = this.#device?.inFlight ?? [];
    return heads.map((head) => this.buffers.fetchedAs(head)).sort((a, b) => a - b);
  }

  /** A 16-bit index as the model counts: from 0 on, modulo twice the ring size. */
  count(index: number): number {
    return distance16(this.#layout?.start ?? 0, index) % (2 * this.shape.size);
  }

  /** As `count`; a driver that has released the queue counts from 0 again. */
  get lastUsed(): number {
    return this.#released ? 0 : this.count(this.#layout!.driver.lastUsed);
  }

  addressOf(buffer: number): number {
    const { desc, size } = this.#layout!.config;
    return desc + ringBytes(size) + 2 * BUFFER_BYTES * buffer;
  }

  bufferAt(address: number): number {
    const place = (address - this.addressOf(0)) / (2 * BUFFER_BYTES);
    const isOne = Number.isInteger(place) && place >= 0 && place < this.shape.buffers;
    return isOne ? place : NO_POSITION;
  }

  /** Whether a kick is owed since the driver last decided. */
  get owesKick(): boolean {
    const driver = this.#layout?.driver;
    return driver !== undefined && driver.availIdx !== driver.kickedAt;
  }

  /** Whether an interrupt is owed; undefined when a restored device cannot know. */
  get owesInterrupt(): boolean | undefined {
    const device = this.#device;
    if (device?.signalledAt === undefined) return undefined;
    return device.signalledAt !== device.nextUsed;
  }

  /** The driver lays the queue out in fresh memory and enables it. */
  layOut(): Outcome {
    if (!this.#released) this.release();
    const { nextAvail = 0, nextUsed = 0 } = this.#device ?? {};
    const at = { nextAvail: this.count(nextAvail), nextUsed: this.count(nextUsed) };
    this.#place(0).watch.enable();
    this.#device!.restore({ ...this.#device!.save(), ...leftByReset(at, this.#kept) });
    this.#kept = nothingKept;
    this.#enabled = true;
    this.#placed = true;
    return { queue: this, found: {} };
  }

  /** Before the story: the queue has gone round until its indices are `start`. */
  layOutBefore(start: number): void {
    const { config, watch, driver } = this.#place(start);
    for (const at of [availIdxAt(config), usedIdxAt(config)])
      this.#memory.write16(this.#driverActor, at, start);
    driver.standAt(start);
    this.#device!.standAt(start);
    watch.enable();
    watch.standAt(start);
    this.#enabled = true;
  }

  #place(start: number): Layout {
    const { number, size, buffers, base } = this.shape;
    if (this.#layout !== undefined) this.#memory.removeWatch(this.#layout.watch);
    const place = this.#layouts++ % PLACES;
    const config = placeSplit(number, size, base + layoutBytes(size, buffers) * place);
    const watch = new SplitWatch(this.#memory, config);
    const driver = new SplitDriver(this.#memory, this.#driverActor, config);
    this.#layout = { config, watch, driver, start };
    this.#device = new SplitDevice(this.#memory, this.#deviceActor, config);
    this.#released = false;
    this.buffers.driverForgets();
    this.buffers.deviceForgets();
    this.#entries.clear();
    driver.initialise();
    return this.#layout;
  }

  makeAvailable(buffer: number): Outcome {
    const { driver } = this.#layout!;
    const position = driver.availIdx;
    const address = this.addressOf(buffer);
    const segment = { address, length: BUFFER_BYTES, writable: true };
    const head = driver.writeDescriptors([segment]);
    const found = { at: this.count(position) };
    if (head === undefined)
      return { queue: this, found, problem: "the driver has no free descriptor" };
    driver.writeAvailEntry(head);
    driver.barrier();
    driver.publishAvailIdx();
    this.buffers.posts(head, buffer);
    this.#note("avail", position, head);
    return { queue: this, found, head, position, buffer: address };
  }

  fetch(): Outcome {
    const device = this.#device!;
    const position = device.nextAvail;
    const at = this.count(position);
    const fetched = device.fetch();
    if (fetched === undefined) {
      const problem = `the device finds nothing to fetch${device.fault ? ` (${device.fault})` : ""}`;
      return { queue: this, found: { at }, position, problem };
    }
    const { head, writable, segments } = fetched;
    const address = segments[0]!.address;
    const b = this.bufferAt(address);
    this.buffers.fetches(head, b);
    const problem = `the device reads a length of ${writable}, due is ${BUFFER_BYTES}`;
    const wrong = segments.length !== 1 || writable !== BUFFER_BYTES ? { problem } : {};
    return { queue: this, found: { at, b }, head, position, buffer: address, ...wrong };
  }

  findNothing(): Outcome {
    const device = this.#device!;
    const position = device.nextAvail;
    const waiting = device.pollAvailIdx();
    const problem = `the device finds ${waiting} buffers`;
    const found = { at: this.count(position) };
    return { queue: this, found, position, ...(waiting === 0 ? {} : { problem }) };
  }

  use(buffer: number): Outcome {
    const device = this.#device!;
    const position = device.nextUsed;
    const found = { at: this.count(position) };
    const head = device.inFlight.find((one) => this.buffers.fetchedAs(one) === buffer);
    if (head === undefined)
      return { queue: this, found, position, problem: `the device does not hold buffer ${buffer}` };
    const nothingNew = this.buffers.isWritten(buffer);
    const bytes = payload(buffer, this.#writes++);
    if (!nothingNew) device.writePayload(head, bytes);
    device.use(head, BUFFER_BYTES);
    this.buffers.uses(head, buffer);
    this.#note("used", position, head);
    const address = this.addressOf(buffer);
    return { queue: this, found, head, position, buffer: address, bytes, nothingNew };
  }

  /** A write of the device that was under way reaches a buffer. */
  land(buffer: number): Outcome {
    const bytes = payload(buffer, this.#writes++);
    const address = this.addressOf(buffer);
    this.#memory.writeBytes(this.#deviceActor, address, bytes);
    this.buffers.writes(buffer);
    return { queue: this, found: {}, buffer: address, bytes };
  }

  reap(): Outcome {
    const { driver } = this.#layout!;
    const position = driver.lastUsed;
    const at = this.count(position);
    const [reaped] = driver.reap();
    if (reaped === undefined)
      return { queue: this, found: { at }, position, problem: "the driver finds nothing used" };
    const b = this.buffers.reaps(reaped.head);
    const problem = `the driver reads a length of ${reaped.length}, due is ${BUFFER_BYTES}`;
    const wrong = reaped.length === BUFFER_BYTES ? {} : { problem };
    return { queue: this, found: { at, b }, head: reaped.head, position, ...wrong };
  }

  findNothingUsed(): Outcome {
    const { driver } = this.#layout!;
    const position = driver.lastUsed;
    const problem = driver.reap().length > 0 ? { problem: "the driver finds a used buffer" } : {};
    return { queue: this, found: { at: this.count(position) }, position, ...problem };
  }

  /** The driver kicks: because the bytes ask for it, or once more, to be safe. */
  kick(onceMore: boolean): Outcome {
    const { driver } = this.#layout!;
    const nothingNew = !this.owesKick;
    const needed = driver.needsKick();
    driver.kick();
    const problem = "the bytes ask for no kick";
    const wrong = needed || (onceMore && nothingNew) ? {} : { problem };
    return { queue: this, found: {}, nothingNew, ...wrong };
  }

  /** The driver has kicked, as far as it knows. */
  kickIsLost(): void {
    const { driver } = this.#layout!;
    const state = driver.save();
    driver.load({ ...state, kickedAt: state.availIdx });
  }

  interrupt(): Outcome {
    const device = this.#device!;
    const needed = device.needsInterrupt();
    device.interrupt();
    const problem = "the bytes ask for no interrupt";
    return { queue: this, found: {}, ...(needed ? {} : { problem }) };
  }

  /** The device has told of what it has used, without a look at the ring. */
  hasTold(): void {
    const device = this.#device!;
    device.restore({ ...device.save(), signalledAt: device.nextUsed });
  }

  release(): void {
    this.#layout?.driver.release();
    this.#released = true;
    this.buffers.driverForgets();
  }

  /** Reset, of the queue or of the device: nothing private is left but what is kept. */
  reset(keeps: KeptByReset = nothingKept): void {
    this.#layout?.watch.disable();
    this.#enabled = false;
    this.#kept = keeps;
    this.buffers.deviceForgets();
    const was = this.#device?.save();
    if (was) this.#device!.restore({ ...was, inFlight: [], ...leftByReset(was, keeps) });
  }

  /** The device does not know any more where it stands, and what it has. */
  forgetsPosition(): void {
    if (!this.#enabled) return;
    this.#placed = false;
    this.#device?.reset();
    this.buffers.deviceForgets();
  }

  /**
   * Another device stands here, which knows nothing; memory and driver are the
   * same. The watch goes on: what is exposed is a fact about the guest.
   */
  moves(): void {
    if (this.#layout === undefined) return;
    this.#enabled = false;
    this.buffers.deviceForgets();
    this.#device = new SplitDevice(this.#memory, this.#deviceActor, this.#layout.config);
  }

  save(): Outcome {
    const device = this.#device;
    if (!this.#enabled || device === undefined)
      this.#saved = { held: null, at: NO_POSITION, open: "disabled" };
    else {
      const { nextAvail, nextUsed } = device;
      const held = { nextAvail, nextUsed, fetched: device.fetched };
      const isSaved = this.#placed && this.#saves.position === "registers";
      const at = isSaved ? this.count(nextAvail) : NO_POSITION;
      this.#saved = { held, at, open: this.#open() };
    }
    const { at, open } = this.#saved;
    return { queue: this, found: { at, open } };
  }

  /** What the saved state says of the buffers in flight. */
  #open(): string {
    const { inFlight } = this;
    if (inFlight.length === 0) return "none";
    if (this.#saves.inFlight) return inFlight.map((b) => `b${b}`).join(" ");
    return this.#saves.position === "registers" ? `${inFlight.length} unlisted` : "none";
  }

  /** Starts at what was saved, disabled or somewhere, or at what stands in memory, whatever
   *  the guest has set up meanwhile; a buffer in flight that no list names is lost. */
  restore(): Outcome {
    this.reset();
    const { held, open, at = NO_POSITION } = this.#saved ?? { held: null, open: "disabled" };
    if (held === null) return { queue: this, found: { at: NO_POSITION, open } };
    this.#layout!.watch.enabled = true;
    this.#enabled = true;
    const { position } = this.#saves;
    this.#placed = position === "from-memory" || (position === "registers" && at !== NO_POSITION);
    if (!this.#placed) return { queue: this, found: { at: NO_POSITION, open } };
    const device = this.#device!;
    const listed = this.#saves.inFlight ? held.fetched : [];
    const { nextAvail, nextUsed } = this.#startFrom(held, listed.length);
    const nothing = { written: 0, inFlight: [], undoable: 0, signalledAt: undefined };
    device.restore({ nextAvail, nextUsed, ...nothing });
    for (const one of listed) {
      device.adopt(one);
      this.buffers.fetches(one.head, this.bufferAt(one.segments[0]!.address));
    }
    return { queue: this, found: { at: this.count(nextAvail), open } };
  }

  #startFrom(held: NonNullable<SavedQueue["held"]>, listed: number) {
    if (this.#saves.position === "registers") return held;
    const nextUsed = this.#memory.peek16(usedIdxAt(this.#layout!.config));
    return { nextAvail: add16(nextUsed, listed), nextUsed };
  }

  /** Which buffer an entry names, from the descriptor that it points to now. */
  #note(ring: "avail" | "used", position: number, head: number): void {
    const { desc, size } = this.#layout!.config;
    const address = this.#memory.peek64(desc + 16 * head);
    this.#entries.set(`${ring} ${position % size}`, this.bufferAt(address));
  }
}

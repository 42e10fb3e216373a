/** What the device's side of a virtqueue does in either format. */
import type { Chain } from "./chain.ts";
import { type Fetched, Held } from "./held.ts";
import type { InvariantName } from "./invariants.ts";
import type { QueueConfig } from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import { readPayload, writePayload } from "./payload.ts";

export abstract class DeviceSide {
  readonly config: QueueConfig;
  protected readonly memory: GuestMemory;
  protected readonly actor: Actor;
  /** Buffers in flight, by head or buffer id. */
  protected readonly held: Held;
  #fault: InvariantName | undefined;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig) {
    this.memory = memory;
    this.actor = actor;
    this.config = config;
    this.held = new Held(config.size);
  }

  /** Heads or ids fetched and not returned, in the order in which they were fetched. */
  get inFlight(): readonly number[] {
    return this.held.order.all;
  }

  /** Whether a head or id is in flight. */
  holds(id: number): boolean {
    return this.held.has(id);
  }

  /** The buffers in flight as they were read, in the order in which they were fetched. */
  get fetched(): readonly Fetched[] {
    return this.held.all;
  }

  /** What made the device give up on this queue; only a reset clears it. */
  get fault(): InvariantName | undefined {
    return this.#fault;
  }

  /** Reads up to `length` bytes of the device-readable elements. */
  readPayload(id: number, length: number): Uint8Array {
    const chain = this.held.get(id);
    if (chain === undefined) return new Uint8Array(0);
    return readPayload(this.memory, this.actor, chain, length);
  }

  /** Writes into the device-writable elements; returns the bytes that fit. */
  writePayload(id: number, bytes: Uint8Array): number {
    const chain = this.held.get(id);
    return chain === undefined ? 0 : writePayload(this.memory, this.actor, chain, bytes);
  }

  barrier(): void {
    this.memory.barrier(this.actor);
  }

  interrupt(): void {
    this.memory.notify(this.actor, "interrupt", this.config.queue);
  }

  /** Nothing is in flight, and there is no fault. */
  protected forget(): void {
    this.held.clear();
    this.#fault = undefined;
  }

  /** Adds an element to a chain; false where the device gives up. */
  protected addElement(
    at: number,
    chain: Chain,
    address: number,
    length: number,
    writable: boolean,
  ): boolean {
    const breach =
      length === 0
        ? "elementsNotEmpty"
        : !writable && chain.firstWritable < chain.elements
          ? "readableBeforeWritable"
          : !this.memory.inside(address, length)
            ? "accessInMemory"
            : undefined;
    if (breach !== undefined) return this.giveUpElement(breach, at, address, length);
    chain.addElement(address, length, writable);
    return true;
  }

  protected giveUpElement(
    breach: InvariantName,
    at: number,
    address: number,
    bytes: number,
  ): false {
    return this.giveUp(breach, at, `element of ${bytes} bytes at 0x${address.toString(16)}`);
  }

  protected giveUpTable(breach: InvariantName, at: number, address: number, bytes: number): false {
    return this.giveUp(breach, at, `indirect table of ${bytes} bytes at 0x${address.toString(16)}`);
  }

  protected giveUp(breach: InvariantName, address: number, detail: string): false {
    this.fail(breach, address, detail);
    return false;
  }

  protected fail(breach: InvariantName, address: number, detail: string): undefined {
    this.#fault = breach;
    const where = () => `${this.actor.name} finds ${this.memory.nameOf(address)}`;
    this.memory.findings.add(breach, where, () => detail);
    return undefined;
  }
}

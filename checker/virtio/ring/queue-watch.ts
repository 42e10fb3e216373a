/** What the watch of a virtqueue does in either format. */
import { Exposed, Exposures, type Reporter } from "./exposures.ts";
import type { InvariantName } from "./invariants.ts";
import type { QueueConfig } from "./layout.ts";
import type { Actor, GuestMemory, Watch } from "./memory.ts";
import { type Debt, Recheck } from "./recheck.ts";

export abstract class QueueWatch implements Watch, Reporter {
  readonly queue: number;
  readonly config: QueueConfig;
  protected readonly memory: GuestMemory;
  #enabled = false;
  protected readonly exposures: Exposures;
  /** The buffer that is looked at. */
  protected view = new Exposed();
  /** The driver wrote what a barrier is to stand behind. */
  protected unordered = false;
  protected readonly driverRecheck = new Recheck();
  protected readonly deviceRecheck = new Recheck();

  /** @param asksForHolders whether a descriptor keeps its number for as long as its buffer */
  constructor(memory: GuestMemory, config: QueueConfig, asksForHolders: boolean) {
    this.memory = memory;
    this.config = config;
    this.queue = config.queue;
    this.exposures = new Exposures(memory, config.queue, config.size, asksForHolders);
  }

  abstract onRead(actor: Actor, part: string, address: number, length: number): void;
  abstract ignoresReads(actor: Actor, part: string, address: number): boolean;
  abstract onWrite(actor: Actor, part: string, address: number, length: number): void;
  abstract takesReturn(
    actor: Actor,
    part: string,
    address: number,
    lower: number,
    upper: number,
    index: number,
  ): boolean;
  abstract takesDescriptor(actor: Actor, part: string, address: number, isPart: boolean): boolean;
  abstract nameOf(part: string, address: number): string;
  /** Where a side looks again after it has asked for notifications. */
  protected abstract looksAt(side: "driver" | "device"): number;

  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(on: boolean) {
    this.#enabled = on;
    this.memory.enableQueue(this.queue, on);
  }

  /** The queue is reset or the device is: the device may touch nothing of it. */
  disable(): void {
    this.enabled = false;
  }

  /** Heads or buffer ids that the driver exposed and has not got back. */
  get exposedHeads(): readonly number[] {
    return this.exposures.ids;
  }

  onBarrier(actor: Actor): void {
    if (actor.side === "driver") {
      this.unordered = false;
      this.driverRecheck.barrier();
    }
    if (actor.side === "device") this.deviceRecheck.barrier();
  }

  /** A side says that it sleeps until it is notified. */
  declareSleep(actor: Actor): void {
    const side = actor.side === "driver" ? "driver" : "device";
    const { owed } = side === "driver" ? this.driverRecheck : this.deviceRecheck;
    if (owed !== undefined) this.report(actor, "enableThenRecheck", this.looksAt(side), () => owed);
  }

  protected get debts(): readonly [driver: Debt, device: Debt] {
    return [this.driverRecheck.debt, this.deviceRecheck.debt];
  }

  protected set debts([driver, device]) {
    this.driverRecheck.debt = driver;
    this.deviceRecheck.debt = device;
  }

  /** Nothing is exposed, and nobody owes a barrier. */
  protected forget(): void {
    this.exposures.clear();
    this.unordered = false;
    this.debts = ["none", "none"];
  }

  report(actor: Actor, invariant: InvariantName, address: number, detail: () => string): void {
    const where = () => `${actor.name} at ${this.memory.nameOf(address)}`;
    this.memory.findings.add(invariant, where, detail);
  }
}

/**
 * The registers of a device that its interrupts rest on, and QueueReady: what a read of
 * each returns.
 *
 * They are worked out from what sides do and from the values that events carry, never
 * from the local states of the model, so that the two can be compared.
 */

/** Bits of an interrupt status, on MMIO and on PCI alike. */
export const USED_BIT = 1;
export const CONFIG_BIT = 2;

/** What a reading says of them. */
export interface RegisterOptions {
  /** A bit is cleared by a write on MMIO, and by a read on PCI (B39, B37c). */
  readonly mmio: boolean;
  readonly running: boolean;
  /** Whether a bit is set by the event itself, before any notification. */
  readonly atOnce: boolean;
  /** What a restored device holds, and whether the VMM then interrupts once. */
  readonly afterRestore: "zero" | "line-alone" | "restored";
  readonly vmmInterrupts: boolean;
  readonly vectorReturns: boolean;
}

/** What a reset leaves as it was, although it is to clear it. */
export interface Kept {
  readonly bits?: boolean;
  readonly ready?: boolean;
  readonly vector?: boolean;
}

export class Registers {
  readonly #options: RegisterOptions;
  readonly #ready: boolean[];
  #bits = 0;
  #pulled = false;
  #hasVector: boolean;
  #savedVector = false;
  /** Virtqueues that the device leaves alone from when it runs again. */
  readonly #stopsLater = new Set<number>();

  constructor(queues: number, options: RegisterOptions) {
    this.#options = options;
    this.#ready = Array.from({ length: queues }, () => options.running);
    this.#hasVector = options.running;
  }

  /** The interrupt status. */
  get bits(): number {
    return this.#bits;
  }

  /** Whether a VMM asserts the line with no bit behind it. */
  get pulled(): boolean {
    return this.#pulled;
  }

  /** QueueReady of every virtqueue. */
  get ready(): readonly boolean[] {
    return this.#ready;
  }

  /** Whether configuration changes have an MSI-X vector. */
  get hasVector(): boolean {
    return this.#hasVector;
  }

  get atOnce(): boolean {
    return this.#options.atOnce;
  }

  /** The device notifies: the bit is set first. */
  notifies(bit: number): void {
    this.#bits |= bit;
  }

  /** Something takes place that the device will notify of. */
  takesPlace(bit: number): void {
    if (this.#options.atOnce) this.#bits |= bit;
  }

  vmmNotifies(bit: number): void {
    if (this.#options.afterRestore === "restored") this.#bits |= bit;
    else this.isPulled();
  }

  /** The line is asserted, with no bit behind it. */
  isPulled(): void {
    this.#pulled = true;
  }

  /** The guest's CPU takes the interrupt. */
  isTaken(): void {
    this.#pulled = false;
  }

  /** The driver reads the interrupt status, which on PCI clears it. */
  isRead(): number {
    const read = this.#bits;
    if (!this.#options.mmio) this.clears();
    return read;
  }

  isAcknowledged(bits: number): void {
    this.#bits &= ~bits;
  }

  /** The device clears its interrupt status by itself. */
  clears(): void {
    this.#bits = 0;
    if (!this.#options.mmio) this.#pulled = false;
  }

  /** @param keeps what the device leaves as it was: InterruptStatus, QueueReady, its vector. */
  deviceIsReset(keeps: Kept = {}): void {
    if (!keeps.vector) this.#hasVector = false;
    if (!keeps.bits) {
      this.#bits = 0;
      this.#pulled = false;
    }
    if (!keeps.ready) this.#ready.fill(false);
    this.#stopsLater.clear();
  }

  /** Another device stands here: nothing holds but what the VMM brings along. */
  switchHosts(): void {
    const { afterRestore, vmmInterrupts } = this.#options;
    this.#pulled = afterRestore === "line-alone" && this.#bits !== 0;
    if (afterRestore !== "restored") this.#bits = 0;
    if (vmmInterrupts) this.vmmNotifies(USED_BIT);
    this.#savedVector = this.#hasVector;
    this.#hasVector = false;
    this.#ready.fill(false);
    this.#stopsLater.clear();
  }

  /** The device is given its status; the common configuration was before. */
  deviceIsGivenStatus(): void {
    if (this.#options.vectorReturns && this.#savedVector) this.#hasVector = true;
    this.#savedVector = false;
  }

  /** The driver sets virtqueue `q` up; with the first one it maps its vectors. */
  enablesQueue(q: number): void {
    this.#ready[q] = true;
    if (q === 0) this.#hasVector = true;
  }

  queueIs(q: number, ready: boolean): void {
    this.#ready[q] = ready;
  }

  stopsLater(q: number): void {
    if (this.#ready[q]) this.#stopsLater.add(q);
  }

  /** Virtqueues that the device leaves alone now that it runs. */
  stopsNow(): readonly number[] {
    const now = [...this.#stopsLater];
    this.#stopsLater.clear();
    for (const q of now) this.#ready[q] = false;
    return now;
  }
}

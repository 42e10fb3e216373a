/**
 * The registers around the rings of one device, as both sides see them.
 *
 * It carries the life of a device: initialisation, reset, queue set-up and queue
 * reset, suspend and resume, configuration changes. A write and what it leads to
 * are separate steps: `writeStatus(0)` then `finishReset`, `writeStatus(0x1f)`
 * then `presentSuspended`. Watches see all of it.
 */
import { LifeWatch, STATUS } from "./life-watch.ts";
import type { Actor, GuestMemory, Watch } from "./memory.ts";

/** What the shell needs of a queue's device side. */
export interface ShellQueue {
  readonly watch: Watch & { enable(): void; disable(): void };
  readonly device: { reset(): void };
}

interface QueueRegisters {
  queue: ShellQueue | undefined;
  enabled: boolean;
  /** What reading queue_reset gives. */
  resetting: boolean;
}

export class DeviceShell {
  readonly watch: LifeWatch;
  readonly #memory: GuestMemory;
  readonly #actor: Actor;
  readonly #offered: bigint;
  readonly #queues: QueueRegisters[];
  readonly #pendingKicks = new Set<number>();
  #status = 0;
  #features = 0n;
  #generation = 0;
  #configPending = false;
  #notifications = 0;

  /** @param queues how many queues exist: numbers 0 to queues - 1. */
  constructor(memory: GuestMemory, actor: Actor, queues: number, offered: bigint) {
    this.#memory = memory;
    this.#actor = actor;
    this.#offered = offered;
    this.watch = new LifeWatch(memory, queues);
    this.#queues = Array.from({ length: queues }, () => ({
      queue: undefined,
      enabled: false,
      resetting: false,
    }));
    actor.gate = "reset";
  }

  /** The status byte that a read gives now. */
  get status(): number {
    return this.#status;
  }

  /** Features that the driver has accepted; all 0 after a reset. */
  get features(): bigint {
    return this.#features;
  }

  /** config_generation, 8 bits. */
  get generation(): number {
    return this.#generation;
  }

  /** Configuration change notifications sent so far. */
  get configNotifications(): number {
    return this.#notifications;
  }

  writeFeatures(features: bigint): void {
    this.#features = features;
  }

  /** The driver writes the status byte; 0 asks for a reset, which `finishReset` completes. */
  writeStatus(value: number): void {
    this.watch.statusWritten(value);
    if (value === 0) return;
    const kept = this.#memory.profile === "strict" ? this.#status | value : value;
    const grants = this.acceptsFeatures() ? kept : kept & ~STATUS.FEATURES_OK;
    // SUSPEND, and DRIVER_OK while suspended, are requests: a later step presents them.
    const asksSuspend = (value & STATUS.SUSPEND) !== 0 && (this.#status & STATUS.SUSPEND) === 0;
    const suspended = (this.#status & STATUS.SUSPEND) !== 0;
    this.#present(
      (asksSuspend ? grants & ~STATUS.SUSPEND : grants) & (suspended ? ~STATUS.DRIVER_OK : ~0),
    );
  }

  /** Whether FEATURES_OK may be presented. */
  protected acceptsFeatures(): boolean {
    return (this.#features & ~this.#offered) === 0n;
  }

  /** The reset is complete: every queue forgotten, features cleared, status reads 0. */
  finishReset(): void {
    for (const registers of this.#queues) this.#stopQueue(registers);
    this.#features = 0n;
    this.#pendingKicks.clear();
    this.#configPending = false;
    this.#present(0, true);
  }

  /** The device has stopped: SUSPEND reads 1, DRIVER_OK reads 0. */
  presentSuspended(): void {
    this.#present((this.#status | STATUS.SUSPEND) & ~STATUS.DRIVER_OK);
  }

  /**
   * The device runs again.
   *
   * @returns the queues that were kicked in the meantime and must be looked at.
   */
  presentRunning(): readonly number[] {
    this.#present((this.#status | STATUS.DRIVER_OK) & ~STATUS.SUSPEND);
    if (this.#configPending) this.#notifyConfig();
    return this.takePendingKicks();
  }

  /** Kicks that arrived while the device did not run; empty afterwards. */
  takePendingKicks(): readonly number[] {
    const kicks = [...this.#pendingKicks];
    this.#pendingKicks.clear();
    return kicks;
  }

  /** The owner stops the device or lets it go on. */
  setStopped(stopped: boolean): readonly number[] {
    this.#actor.gate = stopped ? "stopped" : this.#gateOf(this.#status);
    return stopped ? [] : this.takePendingKicks();
  }

  /** Unrecoverable trouble: NEEDS_RESET until reset, with a notification if live. */
  needsReset(): void {
    const live = (this.#status & STATUS.DRIVER_OK) !== 0;
    this.#present(this.#status | STATUS.NEEDS_RESET);
    if (live) this.#notifyConfig();
  }

  /** Writes a queue's size and addresses. An enabled queue keeps what it has. */
  configureQueue(number: number, queue: ShellQueue): void {
    const registers = this.#queues[number];
    if (registers?.enabled) this.watch.queueChangedWhileEnabled(number);
    else if (registers) registers.queue = queue;
  }

  enableQueue(number: number): void {
    const registers = this.#queues[number];
    if (!registers?.queue) return;
    registers.enabled = true;
    registers.queue.watch.enable();
  }

  /** The driver writes 1 to queue_reset; `finishQueueReset` completes it. */
  writeQueueReset(number: number): void {
    const registers = this.#queues[number];
    if (registers?.enabled) registers.resetting = true;
  }

  finishQueueReset(number: number): void {
    const registers = this.#queues[number];
    if (!registers?.resetting) return;
    this.#stopQueue(registers);
    registers.resetting = false;
  }

  /** What reads of queue_enable and queue_reset give. */
  readQueue(number: number): { readonly enable: boolean; readonly reset: boolean } {
    const registers = this.#queues[number];
    return { enable: registers?.enabled ?? false, reset: registers?.resetting ?? false };
  }

  /** A kick arrives. @returns whether the device should look at the queue now. */
  kick(number: number): boolean {
    if (this.#queues[number] === undefined) return false;
    this.watch.kicked(number);
    const early = this.#actor.gate === "beforeDriverOk" && this.#memory.profile === "as-deployed";
    if (this.#actor.gate === "live" || early) return true;
    this.#pendingKicks.add(number);
    return false;
  }

  /** Device-specific configuration changes: a new generation, and a notification
   *  now or, when the device does not run, as soon as it does. */
  changeConfig(): void {
    this.watch.configChanged();
    this.#generation = (this.#generation + 1) & 0xff;
    this.watch.generationChanged();
    if (this.#actor.gate === "live") this.#notifyConfig();
    else this.#configPending = true;
  }

  #notifyConfig(): void {
    this.#configPending = false;
    this.#notifications++;
    this.watch.configNotified();
  }

  #stopQueue(registers: QueueRegisters): void {
    registers.queue?.watch.disable();
    registers.queue?.device.reset();
    registers.enabled = false;
    registers.resetting = false;
    registers.queue = undefined;
  }

  #present(status: number, resetDone = false): void {
    this.#status = status;
    this.#actor.gate = this.#gateOf(status);
    this.watch.statusPresented(status, this.#offered, this.#features, resetDone);
  }

  #gateOf(status: number): Actor["gate"] {
    if (status === 0) return "reset";
    if (status & STATUS.SUSPEND) return "suspended";
    return status & STATUS.DRIVER_OK ? "live" : "beforeDriverOk";
  }
}

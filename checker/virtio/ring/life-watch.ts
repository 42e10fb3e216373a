/**
 * Watches the registers around the rings: status, features, queue set-up,
 * configuration generation and kicks.
 */
import type { InvariantName } from "./invariants.ts";
import type { GuestMemory } from "./memory.ts";

/** Bits of the device status byte (content.tex, Device Status Field). */
export const STATUS = {
  ACKNOWLEDGE: 1,
  DRIVER: 2,
  DRIVER_OK: 4,
  FEATURES_OK: 8,
  SUSPEND: 16,
  NEEDS_RESET: 64,
  FAILED: 128,
} as const;

/** Each bit with the bits that initialisation sets before it. */
const BEFORE: readonly (readonly [bit: number, needs: number])[] = [
  [STATUS.DRIVER, STATUS.ACKNOWLEDGE],
  [STATUS.FEATURES_OK, STATUS.DRIVER],
  [STATUS.DRIVER_OK, STATUS.FEATURES_OK],
];

export class LifeWatch {
  readonly #memory: GuestMemory;
  #presented = 0;
  /** A configuration change that the generation, or a notification, has not shown. */
  #configOwes = { generation: false, notification: false };
  /** Queues that were kicked and not looked at since. */
  readonly #kicked = new Set<number>();

  readonly #queues: number;

  /** @param queues how many queues the device has. */
  constructor(memory: GuestMemory, queues: number) {
    this.#memory = memory;
    this.#queues = queues;
  }

  /** The driver writes the status register. */
  statusWritten(value: number): void {
    if (value === 0) return;
    const cleared = this.#presented & ~value & ~STATUS.NEEDS_RESET;
    // While suspended DRIVER_OK is clear in what is presented, so nothing is cleared here.
    if (cleared !== 0)
      this.#report(
        "statusOnlyGrows",
        "driver writes status",
        `0x${value.toString(16)} clears 0x${cleared.toString(16)}`,
      );
    const added = value & ~this.#presented;
    for (const [bit, needs] of BEFORE)
      if (added & bit && (value & needs) !== needs)
        this.#report(
          "statusOnlyGrows",
          "driver writes status",
          `0x${value.toString(16)} has 0x${bit.toString(16)} without 0x${needs.toString(16)}`,
        );
  }

  /** The status register shows a value; `resetDone` when a reset led to it. */
  statusPresented(value: number, offered: bigint, accepted: bigint, resetDone = false): void {
    const before = this.#presented;
    this.#presented = value;
    if (
      value & STATUS.FEATURES_OK &&
      !(before & STATUS.FEATURES_OK) &&
      (accepted & ~offered) !== 0n
    )
      this.#report(
        "featuresWithinOffer",
        "device presents FEATURES_OK",
        `not offered: 0x${(accepted & ~offered).toString(16)}`,
      );
    const lost = before & ~value;
    const suspends = lost === STATUS.DRIVER_OK && (value & STATUS.SUSPEND) !== 0;
    const resumes = lost === STATUS.SUSPEND && (value & STATUS.DRIVER_OK) !== 0;
    if (lost !== 0 && !resetDone && !suspends && !resumes)
      this.#report(
        "statusOnlyGrows",
        "device presents status",
        `0x${value.toString(16)} after 0x${before.toString(16)}`,
      );
    if (value === 0) this.#kicked.clear();
  }

  /** Size or addresses of a queue were written, and changed, while it was enabled. */
  queueChangedWhileEnabled(queue: number): void {
    this.#report("queueConfigFixed", `queue${queue}`, "its set-up changed while it was enabled");
  }

  /** Device-specific configuration changed. */
  configChanged(): void {
    this.#configOwes = { generation: true, notification: true };
  }

  generationChanged(): void {
    this.#configOwes.generation = false;
  }

  configNotified(): void {
    this.#configOwes.notification = false;
  }

  /** The driver looks at the configuration now, or the device says that it is done. */
  checkConfig(): void {
    const owed = Object.entries(this.#configOwes).filter(([, owes]) => owes);
    if (owed.length > 0)
      this.#report(
        "configChangeSignalled",
        "device configuration",
        `still owed: ${owed.map(([name]) => name).join(", ")}`,
      );
  }

  /** A kick reached the device, in whatever state it was. */
  kicked(queue: number): void {
    if (queue < this.#queues) this.#kicked.add(queue);
  }

  /** The device looked at the queue. */
  looked(queue: number): void {
    if (queue >= this.#queues)
      this.#report(
        "absentQueueHarmless",
        `queue${queue}`,
        `the device acts on it and has ${this.#queues} queues`,
      );
    this.#kicked.delete(queue);
  }

  /** A running device says that it has nothing to do. */
  declareIdle(): void {
    if (this.#kicked.size > 0)
      this.#report(
        "stopLosesNothing",
        `queues ${[...this.#kicked].join(", ")}`,
        "kicked and not looked at since",
      );
  }

  #report(invariant: InvariantName, where: string, detail: string): void {
    this.#memory.findings.add(
      invariant,
      () => where,
      () => detail,
    );
  }
}

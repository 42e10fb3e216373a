/**
 * Holds each device access against the device's gate, the byte's owner and the
 * queue's life. It reports and never prevents.
 */
import type { Actor, Gate, Watch } from "./access.ts";
import type { Findings, InvariantName } from "./invariants.ts";
import { NO_QUEUE, OWNER_NAMES, READ_BREACH, type Shadow, WRITE_BREACH } from "./shadow.ts";

const SILENT: Readonly<Record<Gate, InvariantName | undefined>> = {
  live: undefined,
  reset: "resetDeviceIsSilent",
  beforeDriverOk: "nothingBeforeDriverOk",
  suspended: "suspendedDeviceIsSilent",
  stopped: "stoppedDeviceIsSilent",
};

/** `strict` holds a device to silence before DRIVER_OK; `as-deployed` does not. */
export type Profile = "strict" | "as-deployed";

export class Guard {
  readonly #shadow: Shadow;
  readonly #findings: Findings;
  readonly #profile: Profile;
  readonly #watches: readonly Watch[];

  /** @param watches the memory's own list, which grows and shrinks. */
  constructor(shadow: Shadow, findings: Findings, profile: Profile, watches: readonly Watch[]) {
    this.#shadow = shadow;
    this.#findings = findings;
    this.#profile = profile;
    this.#watches = watches;
  }

  /** A device that must be silent does something. */
  checkGate(actor: Actor, where: () => string): void {
    const invariant = SILENT[actor.gate];
    if (invariant === undefined) return;
    if (invariant === "nothingBeforeDriverOk" && this.#profile === "as-deployed") return;
    this.#findings.add(invariant, where, () => `the device is ${actor.gate}`);
  }

  /** A device interrupts for a queue. A device reset has disabled every queue, and
   *  the gate has said so already. */
  checkInterrupt(actor: Actor, queue: number): void {
    const where = () => `${actor.name} interrupts for queue${queue}`;
    this.checkGate(actor, where);
    if (actor.gate !== "reset" && !this.#queueEnabled(queue))
      this.#findings.add(
        "resetQueueIsSilent",
        where,
        () => `queue${queue} is reset or not enabled`,
      );
  }

  /** Reports the first byte that the device must not touch. */
  checkOwners(
    actor: Actor,
    address: number,
    length: number,
    writes: boolean,
    where: () => string,
  ): void {
    const { owners, queues } = this.#shadow;
    for (let at = address; at < address + length; at++) {
      const owner = owners[at] ?? 0;
      const breach = (writes ? WRITE_BREACH : READ_BREACH)[owner];
      const disabled =
        breach === undefined &&
        actor.gate !== "reset" &&
        !this.#queueEnabled(queues[at] ?? NO_QUEUE);
      if (breach === undefined && !disabled) continue;
      this.#findings.add(breach ?? "resetQueueIsSilent", where, () =>
        disabled
          ? `queue${queues[at]} is reset or not enabled`
          : `byte 0x${at.toString(16)} is ${OWNER_NAMES[owner]}`,
      );
      return;
    }
  }

  #queueEnabled(queue: number): boolean {
    for (const watch of this.#watches) if (watch.queue === queue) return watch.enabled;
    return true;
  }
}

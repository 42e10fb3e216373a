/**
 * Holds each device access against the device's gate, the byte's owner and the
 * queue's life. It reports and never prevents.
 */
import type { Actor, Gate } from "./access.ts";
import type { Findings, InvariantName } from "./invariants.ts";
import { OWNER_NAMES, READ_BREACH, type Shadow, WRITE_BREACH } from "./shadow.ts";

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

  constructor(shadow: Shadow, findings: Findings, profile: Profile) {
    this.#shadow = shadow;
    this.#findings = findings;
    this.#profile = profile;
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
    if (actor.gate !== "reset" && !this.#shadow.isEnabled(queue))
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
    const breaches = writes ? WRITE_BREACH : READ_BREACH;
    for (let at = address; at < address + length; at++) {
      const owner = this.#shadow.ownerOf(at);
      const queue = this.#shadow.queueOf(at);
      const breach = breaches[owner];
      const disabled =
        breach === undefined && actor.gate !== "reset" && !this.#shadow.isEnabled(queue);
      if (breach === undefined && !disabled) continue;
      this.#findings.add(breach ?? "resetQueueIsSilent", where, () =>
        disabled
          ? `queue${queue} is reset or not enabled`
          : `byte 0x${at.toString(16)} is ${OWNER_NAMES[owner]}`,
      );
      return;
    }
  }
}

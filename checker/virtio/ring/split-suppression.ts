/**
 * Notification suppression in a split queue, as one side has it: it says in its own
 * ring from where on it wants to be notified, and reads the other's before it notifies.
 */
import { add16, passedEvent16 } from "./arithmetic.ts";
import {
  availEventAt,
  availFlagsAt,
  type QueueConfig,
  usedEventAt,
  usedFlagsAt,
} from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";

/** Where a side says what it wants: an index with EVENT_IDX, a flag without. */
interface Fields {
  readonly event: number;
  readonly flags: number;
}

export class SplitSuppression {
  readonly #memory: GuestMemory;
  readonly #actor: Actor;
  readonly #eventIdx: boolean;
  readonly #own: Fields;
  readonly #others: Fields;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig, side: "driver" | "device") {
    const drivers = { event: usedEventAt(config), flags: availFlagsAt(config) };
    const devices = { event: availEventAt(config), flags: usedFlagsAt(config) };
    this.#memory = memory;
    this.#actor = actor;
    this.#eventIdx = config.features.eventIdx;
    this.#own = side === "driver" ? drivers : devices;
    this.#others = side === "driver" ? devices : drivers;
  }

  /** Whether the other side asks to hear of a move of the index. After a restore `from`
   *  may be unknown: one notification too many is allowed. */
  isAsked(from: number | undefined, to: number): boolean {
    if (!this.#eventIdx) return (this.#memory.read16(this.#actor, this.#others.flags) & 1) === 0;
    const event = this.#memory.read16(this.#actor, this.#others.event);
    return from === undefined || passedEvent16(event, from, to);
  }

  /** @param next the side's own cursor: the event furthest away is the one just passed */
  suppress(next: number): void {
    if (this.#eventIdx) this.#memory.write16(this.#actor, this.#own.event, add16(next, -1));
    else this.#memory.write16(this.#actor, this.#own.flags, 1);
  }

  askFor(event: number): void {
    if (this.#eventIdx) this.#memory.write16(this.#actor, this.#own.event, event);
    else this.#memory.write16(this.#actor, this.#own.flags, 0);
  }
}

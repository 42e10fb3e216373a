/**
 * Event suppression in a packed queue, as one side has it: it says in its own area
 * from where on it wants to be notified, and reads the other's before it notifies.
 */
import type { QueueConfig } from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import {
  EVENT_DESC,
  EVENT_DISABLE,
  EVENT_ENABLE,
  type Position,
  packPosition,
  passedPosition,
  unpackPosition,
} from "./packed-layout.ts";

export class PackedSuppression {
  readonly #memory: GuestMemory;
  readonly #actor: Actor;
  readonly #config: QueueConfig;
  readonly #own: number;
  readonly #others: number;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig, side: "driver" | "device") {
    const { driverArea, deviceArea } = config;
    const isDriver = side === "driver";
    this.#memory = memory;
    this.#actor = actor;
    this.#config = config;
    this.#own = isDriver ? driverArea : deviceArea;
    this.#others = isDriver ? deviceArea : driverArea;
  }

  /** Whether the other side asks to hear of the `moved` slots before `to`, a position in
   *  its 16-bit form. After a
   *  restore `moved` may be unknown: one notification too many is allowed. */
  isAsked(to: number, moved: number | undefined): boolean {
    const { features, size } = this.#config;
    const flags = this.#memory.read16(this.#actor, this.#others + 2) & 3;
    if (flags !== EVENT_DESC || !features.eventIdx) return flags !== EVENT_DISABLE;
    const event = unpackPosition(this.#memory.read16(this.#actor, this.#others));
    return moved === undefined || passedPosition(event, unpackPosition(to), moved, size);
  }

  suppress(): void {
    this.#memory.write16(this.#actor, this.#own + 2, EVENT_DISABLE);
  }

  /** A position if EVENT_IDX was negotiated, then flags. */
  askFor(event: Position): void {
    const { eventIdx } = this.#config.features;
    if (eventIdx) this.#memory.write16(this.#actor, this.#own, packPosition(event));
    this.#memory.write16(this.#actor, this.#own + 2, eventIdx ? EVENT_DESC : EVENT_ENABLE);
  }
}

/** A memory that falsifies one access of one step, for tests that corrupt programs. */
import { type Actor, GuestMemory } from "../ring/memory.ts";

/** Which access of the step, counted from 0, and what becomes of it. */
export interface Tampering {
  readonly access: number;
  /** `stray`: a byte that no access of the step names changes as well. */
  readonly how: "drop" | "change" | "repeat" | "stray";
}

export class TamperedMemory extends GuestMemory {
  #tampering: Tampering | undefined;
  #accesses = 0;

  /** From now on accesses are counted, and one of them goes wrong. */
  arm(tampering: Tampering): void {
    this.#tampering = tampering;
    this.#accesses = 0;
  }

  override read16(actor: Actor, address: number): number {
    return this.#read(() => super.read16(actor, address), this.peek16(address));
  }

  override read32(actor: Actor, address: number): number {
    return this.#read(() => super.read32(actor, address), this.peek32(address));
  }

  override read64(actor: Actor, address: number): number {
    return this.#read(() => super.read64(actor, address), this.peek64(address));
  }

  override write16(actor: Actor, address: number, value: number): void {
    this.#write((change) => super.write16(actor, address, change(value)));
  }

  override write32(actor: Actor, address: number, value: number): void {
    this.#write((change) => super.write32(actor, address, change(value)));
  }

  override write64(actor: Actor, address: number, value: number): void {
    this.#write((change) => super.write64(actor, address, change(value)));
  }

  override writeBytes(
    actor: Actor,
    address: number,
    bytes: Uint8Array,
    from = 0,
    length = bytes.length,
  ): void {
    const own = bytes.slice(from, from + length);
    this.#write((change) => {
      const changed = own.map((byte, i) => (i === length - 1 ? change(byte) : byte));
      super.writeBytes(actor, address, changed);
    });
  }

  override barrier(actor: Actor): void {
    this.#write(() => super.barrier(actor));
  }

  override notify(actor: Actor, kind: "kick" | "interrupt", queue: number): void {
    this.#write((change) => super.notify(actor, kind, change(queue)));
  }

  #read(does: () => number, there: number): number {
    const how = this.#next();
    if (how === "drop") return there;
    const value = does();
    if (how === "repeat") does();
    return how === "change" ? value ^ 1 : value;
  }

  #write(does: (change: (value: number) => number) => void): void {
    const how = this.#next();
    const same = (value: number): number => value;
    if (how !== "drop") does(how === "change" ? (value) => value ^ 1 : same);
    if (how === "repeat") does(same);
  }

  #next(): Tampering["how"] | undefined {
    const { access, how } = this.#tampering ?? { access: -1, how: "drop" };
    if (this.#accesses++ !== access) return undefined;
    if (how === "stray") this.#stray();
    return how;
  }

  /** The first byte of memory belongs to nobody. */
  #stray(): void {
    const snapshot = this.snapshot();
    const bytes = snapshot.bytes.slice();
    bytes[0] = bytes[0]! ^ 1;
    this.load({ ...snapshot, bytes });
  }
}

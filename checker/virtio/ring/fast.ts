/**
 * The fast device: the generated service loop on the bytes of a GuestMemory that
 * lives in a WebAssembly memory. Nothing is allocated per operation.
 */

import { assemble, I32, I64 } from "../../wasm/emit.ts";
import { FAULTS, GLOBALS, LOCALS, packedLoop, splitLoop } from "./fast-code.ts";
import type { InvariantName } from "./invariants.ts";
import type { QueueConfig } from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import { type Position, START } from "./packed-layout.ts";

type Global = WebAssembly.Global<"i32">;

export class FastDevice {
  readonly #actor: Actor;
  readonly #run: (gate: number) => number;
  readonly #nextAvail: Global;
  readonly #nextUsed: Global;
  readonly #fault: Global;
  readonly #descriptors: Global;
  readonly #start: number;

  /** @param checked whether every access and every rule of the loop is checked. */
  constructor(
    memory: GuestMemory,
    actor: Actor,
    config: QueueConfig,
    format: "split" | "packed",
    checked: boolean,
  ) {
    const { geometry } = memory;
    if (geometry === undefined)
      throw new TypeError(
        "the memory has no WebAssembly storage; make it with GuestMemory({ ..., wasm: true })",
      );
    const code = (format === "split" ? splitLoop : packedLoop)(config, geometry, checked);
    const locals = [...Array(LOCALS.i32).fill(I32), ...Array(LOCALS.i64).fill(I64)];
    const run = { name: "run", parameters: [I32], locals, body: code } as const;
    const instance = new WebAssembly.Instance(assemble([run], GLOBALS), {
      env: { memory: geometry.storage },
    });
    const { exports } = instance;
    this.#actor = actor;
    this.#run = exports.run as (gate: number) => number;
    this.#nextAvail = exports.nextAvail as Global;
    this.#nextUsed = exports.nextUsed as Global;
    this.#fault = exports.fault as Global;
    this.#descriptors = exports.descriptors as Global;
    this.#start = format === "split" ? 0 : packCursor(START);
    this.reset();
  }

  /** Serves everything that is available. @returns the buffers served. */
  serve(): number {
    return this.#run(this.#actor.gate === "live" ? 0 : 1);
  }

  /** Free-running index, or for a packed ring slot | wrap counter << 16. */
  get nextAvail(): number {
    return this.#nextAvail.value;
  }

  get nextUsed(): number {
    return this.#nextUsed.value;
  }

  /** Descriptors walked since the last reset, modulo 2^32. */
  get descriptors(): number {
    return this.#descriptors.value >>> 0;
  }

  /** What made the loop give up; only a reset clears it. */
  get fault(): InvariantName | undefined {
    return FAULTS[this.#fault.value];
  }

  reset(): void {
    this.#nextAvail.value = this.#start;
    this.#nextUsed.value = this.#start;
    this.#fault.value = 0;
    this.#descriptors.value = 0;
  }
}

/** A packed position as the loop keeps it. */
export function packCursor({ slot, wrap }: Position): number {
  return slot | (wrap << 16);
}

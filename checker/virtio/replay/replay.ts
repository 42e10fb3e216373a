/**
 * Replays a behaviour of the model, step by step, on real ring memory.
 *
 * Each side is told its decisions. What follows from them the kernel computes
 * from bytes, and it is held against the event's parameters, the event's program
 * of accesses, the model's local states, and what the property says of memory.
 */
import type { CompiledSystem, EventInstance } from "../../compile/system.ts";
import type { Trace } from "../../explore/results.ts";
import { advance, initialState, type Lookup, type StateVector } from "../../trace/walk.ts";
import type { ModelEvent, Property } from "../../types/index.ts";
import type { Access } from "../ring/memory.ts";
import { disagreement, signatureOf } from "./abstraction.ts";
import { differenceIn, strayByte } from "./accesses.ts";
import { expectedFindings, isAdrift } from "./expected.ts";
import { Kernel, type KernelOptions, type ReplayScope } from "./kernel.ts";
import type { Outcome } from "./outcome.ts";
import { programs } from "./programs.ts";
import type { SavesOf } from "./saved-queue.ts";

/** A behaviour, and what it belongs to. */
export interface OnKernel {
  readonly system: CompiledSystem;
  readonly trace: Trace;
  /** Null for the two properties of every system. */
  readonly property: Property | null;
  /** Whether the behaviour violates the property; else any example. */
  readonly violates: boolean;
  /** The bounds of the system. */
  readonly scope: object;
}

/** Why bytes and model do not agree. */
export interface Mismatch {
  /** Counted from 1; a loop is run twice and counted on. */
  readonly step: number;
  /** `device.uses {q: 0, b: 1, at: 0}`. */
  readonly event: string;
  readonly says: string;
}

export type ReplayOptions = Pick<KernelOptions, "startIndex" | "memory">;

/** A step as it went on the kernel. */
export interface KernelStep {
  readonly mismatch: Mismatch | null;
  readonly log: readonly Access[];
  /** Invariants that the step broke, each once. */
  readonly broken: readonly string[];
}

/** Null when the behaviour replays; also where a system has no event of ours. */
export function replayOnKernel(of: OnKernel, options: ReplayOptions = {}): Mismatch | null {
  if (!knows(of.system)) return null;
  const { system, trace } = of;
  const session = new Session(system, of.scope, options);
  const taken = trace.last === "taken" ? trace.events : trace.events.slice(0, -1);
  const round = trace.loop === null ? [] : taken.slice(trace.loop);
  const signatures: string[] = [];
  for (const [index, id] of [...taken, ...round].entries()) {
    if (trace.loop !== null && (index - trace.loop) % Math.max(round.length, 1) === 0)
      if (index >= trace.loop) signatures.push(session.signature);
    const { mismatch, broken } = session.take(system.events[id]!);
    if (mismatch !== null) return mismatch;
    const wrong = breaks(of, index === taken.length - 1, broken);
    if (wrong !== null) return session.mismatch(wrong);
  }
  if (trace.loop !== null) signatures.push(session.signature);
  return signatures.some((one) => one !== signatures[0])
    ? session.mismatch("the loop does not come back to the bytes and cursors that it began with")
    : null;
}

/** One line: step, event, what differs and where. */
export function mismatchLine({ step, event, says }: Mismatch): string {
  return `on ring memory, step ${step}, ${event}: ${says}`;
}

/** Whether the events are those of virtio: another model's are not ours to replay. */
export function knows(system: CompiledSystem): boolean {
  return Object.keys(system.declaration.events).some((type) => Object.hasOwn(programs, type));
}

/** The named invariant fails at the last step of a counterexample and at no other. */
function breaks(of: OnKernel, last: boolean, broken: readonly string[]): string | null {
  const { property, violates } = of;
  if (property === null || !violates || !("invariant" in property.memory)) return null;
  const { invariant } = property.memory;
  if (broken.includes(invariant) === last) return null;
  return last
    ? `the kernel's ${invariant} holds, and this step is to break it`
    : `the kernel's ${invariant} is broken before the last step`;
}

type AfterRestore = KernelOptions["registers"]["afterRestore"];

/** A system and a kernel that take the same steps. */
export class Session {
  readonly system: CompiledSystem;
  readonly kernel: Kernel;
  readonly #places: ReadonlyMap<string, number>;
  /** Virtqueues in which the device stands where it does not belong. */
  readonly #adrift = new Set<number>();
  /** Virtqueues whose device has broken a rule from which memory does not recover. */
  readonly #wrecked = new Set<number>();
  /** Of these, the ones whose bytes are no longer what the model says: left alone. */
  readonly #left = new Set<number>();
  #state: StateVector;
  #is: Lookup;
  #bytes: Uint8Array;
  #steps = 0;
  #event = "";

  constructor(system: CompiledSystem, scope: object, options: ReplayOptions = {}) {
    const { reading } = system;
    const bounds = scope as ReplayScope;
    const has = (name: string): boolean => this.#places.has(name);
    this.system = system;
    this.#places = new Map(system.machines.map(({ name, index }) => [name, index]));
    this.kernel = new Kernel(bounds, has("ring0") ? bounds.queues : 0, {
      ...options,
      kicksOnceMore: reading.choices["kick-after-resume"] === "yes",
      copies: has("dirtyLog"),
      pages: has("page0"),
      saves: {
        position: reading.choices["saved-position"] as SavesOf["position"],
        inFlight: reading.choices["in-flight-list"] === "yes",
      },
      registers: {
        atOnce: reading.choices["level-event"] === "what-it-tells-of",
        afterRestore: reading.choices["interrupt-status-after-restore"] as AfterRestore,
        vmmInterrupts: reading.choices["owed-interrupt"] === "vmm-interrupts",
        vectorReturns: reading.choices["config-vector-after-restore"] !== "not-applied",
      },
      life: {
        clearsDriverOk: reading.inForce.has("S-1b"),
        saves: has("savedStatus"),
      },
    });
    this.#state = initialState(system);
    this.#is = this.#lookup(this.#state);
    this.#bytes = this.#copyBytes();
  }

  /** The model's state now. */
  get state(): StateVector {
    return this.#state;
  }

  /** Bytes and cursors in the model's terms. */
  get signature(): string {
    return signatureOf(this.kernel, this.#is);
  }

  /** Virtqueues that are compared no more, until they are laid out anew. */
  get left(): ReadonlySet<number> {
    return this.#left;
  }

  /** Takes an event that can happen, in the model and on the kernel. */
  take(instance: EventInstance): KernelStep {
    const { kernel } = this;
    const was = this.#is;
    this.#steps++;
    this.#event = instance.name;
    this.#state = advance(this.system, this.#state, instance);
    this.#is = this.#lookup(this.#state);
    this.#noteAdrift(instance.event);
    const program = programs[instance.type];
    if (this.#left.has(Number(instance.event.q))) return { mismatch: null, log: [], broken: [] };
    const outcome = program?.does(kernel, instance.event);
    const log = kernel.memory.takeLog();
    kernel.noteWrites(log);
    const broken = [...new Set(kernel.memory.findings.take().map((one) => one.invariant))];
    kernel.useGate();
    const finding = this.#wrongFindings(instance.event, was, broken);
    const says =
      program === undefined
        ? "no program says what this event is on memory"
        : (this.#wrongAccess(instance, outcome, log) ??
          this.#wrongByte(log) ??
          finding ??
          disagreement(kernel, this.#is, this.#adrift, this.#left));
    this.#bytes = this.#copyBytes();
    const isOpen = says === null || this.#leaves(Number(instance.event.q));
    return { mismatch: isOpen ? null : this.mismatch(says), log, broken };
  }

  mismatch(says: string): Mismatch {
    return { step: this.#steps, event: this.#event, says };
  }

  /** What the step did, against its program and against the event's parameters. */
  #wrongAccess(
    { event, type }: EventInstance,
    outcome: Outcome | undefined,
    log: readonly Access[],
  ): string | null {
    if (outcome === undefined) return log.length === 0 ? null : "memory was accessed";
    const { accesses, whenNothingIsNew } = programs[type]!;
    const program = outcome.nothingNew === true ? (whenNothingIsNew ?? accesses) : accesses;
    const side = type.startsWith("driver.") ? "driver" : "device";
    const wrong = Object.entries(outcome.found).find(([name, value]) => event[name] !== value);
    const parameter =
      wrong === undefined
        ? null
        : `the bytes give ${wrong[0]} = ${wrong[1]}, not ${event[wrong[0]]}`;
    const { problem } = outcome;
    const byte = differenceIn(this.kernel.memory, program, side, outcome, log);
    if (byte !== null) return problem === undefined ? byte : `${problem}; ${byte}`;
    return problem ?? parameter;
  }

  #wrongByte(log: readonly Access[]): string | null {
    const stray = strayByte(this.#bytes, this.#copyBytes(), log);
    if (stray === null) return null;
    return `${this.kernel.memory.nameOf(stray)} changed, and nobody wrote it`;
  }

  #noteAdrift({ type, q }: ModelEvent): void {
    const number = Number(q);
    if (type === "driver.enablesQueue")
      for (const set of [this.#adrift, this.#wrecked, this.#left]) set.delete(number);
    if (type === "hypervisor.restoresQueue" && isAdrift(number, this.#is)) this.#adrift.add(number);
  }

  /** Whether a difference is what became of a virtqueue whose device has wrecked it. */
  #leaves(q: number): boolean {
    if (this.#wrecked.has(q)) this.#left.add(q);
    return this.#wrecked.has(q);
  }

  /** Findings are exactly those that the model's step says; a device adrift has more. */
  #wrongFindings(event: ModelEvent, was: Lookup, broken: readonly string[]): string | null {
    const q = Number(event.q);
    const adrift = this.#adrift.has(q);
    const expected: readonly string[] = expectedFindings(event, was, adrift);
    const missing = expected.find((one) => !broken.includes(one));
    const extra = broken.find((one) => !expected.includes(one));
    if ((adrift && extra !== undefined) || expected.includes("usedOnce")) this.#wrecked.add(q);
    if (missing !== undefined) return `it is to break the kernel's ${missing}, and does not`;
    if (extra === undefined || adrift) return null;
    return `it breaks the kernel's ${extra}, which the model does not say`;
  }

  #lookup(state: StateVector): Lookup {
    return (name) => {
      const place = this.#places.get(name);
      if (place === undefined) return undefined;
      return this.system.machines[place]!.table.states[state[place]!];
    };
  }

  #copyBytes(): Uint8Array {
    return this.kernel.memory.peekBytes(0, this.kernel.memory.size);
  }
}

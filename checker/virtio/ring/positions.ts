/**
 * Whether the bytes of a packed ring say where its device stands.
 *
 * All states of a driver and a device on one packed queue, on the kernel's own two
 * sides. A memory is ambiguous when it is reached with the device at two positions
 * while it holds no buffer: a destination that is given the memory alone cannot
 * tell which. The split ring has used.idx for it; a packed list of several
 * descriptors leaves its last ones as they were, and nothing tells how long it was.
 */
import type { InvariantName } from "./invariants.ts";
import { DESCRIPTOR_BYTES, descAt, type Segment } from "./layout.ts";
import { type Actor, GuestMemory } from "./memory.ts";
import { PackedDevice, type PackedDeviceState } from "./packed-device.ts";
import { PackedDriver, type PackedDriverState } from "./packed-driver.ts";
import { type Position, placePacked, wrapBits } from "./packed-layout.ts";
import { PackedWatch } from "./packed-watch.ts";

export interface PositionSearchOptions {
  /** Slots of the queue. */
  readonly size: number;
  /** The longest list that the driver posts, in descriptors. */
  readonly lists: number;
}

/** One step: `post 2` is a list of two descriptors. */
export type RingStep = "fetch" | "use" | "reap" | `post ${number}`;

/** What becomes of a device that begins where another history leaves its own. */
export interface Continued {
  /** Descriptors that it takes for an available list; 0: it finds nothing. */
  readonly takes: number;
  /** Buffers that the driver has posted and no device has fetched. */
  readonly waiting: number;
  /** Rules of the ring that its first look breaks. */
  readonly broken: readonly InvariantName[];
}

/** How one memory came about, and where the device stands then. */
export interface History {
  readonly steps: readonly RingStep[];
  readonly position: Position;
  /** With the device of the other history in its place. */
  readonly continued: Continued;
}

export interface PositionSearch {
  readonly states: number;
  /** The most steps that a state is away from the beginning. */
  readonly depth: number;
  /** Distinct contents of the ring while the device holds no buffer. */
  readonly memories: number;
  /** Those that leave open where the device stands. */
  readonly ambiguous: number;
  /** Those among them that are reached with nothing available. */
  readonly ambiguousAtRest: number;
  /** One memory by two histories, as short as can be; null where none is ambiguous. */
  readonly witness: {
    /** Id, and whether available or used and in which round, slot by slot. */
    readonly slots: readonly string[];
    readonly histories: readonly [History, History];
  } | null;
}

interface State {
  readonly bytes: Uint8Array;
  readonly driver: PackedDriverState;
  readonly device: PackedDeviceState;
  readonly from: State | null;
  readonly by: RingStep | null;
  readonly depth: number;
}

const BUFFER = 0x4000;
/** Every element is the same bytes: a driver may send one buffer many times. */
const element: Segment = { address: BUFFER, length: 8, writable: false };
const hypervisor: Actor = { name: "hypervisor", side: "hypervisor", gate: "live" };

/** Both sides on one queue from address 0 on. */
class Queue {
  readonly memory = new GuestMemory({ size: 2 * BUFFER, pageSize: 4096 });
  readonly driver: PackedDriver;
  readonly device: PackedDevice;
  readonly #ringBytes: number;

  constructor(size: number) {
    const { memory } = this;
    const config = placePacked(0, size, 0);
    const watch = new PackedWatch(memory, config);
    const guest: Actor = { name: "driver", side: "driver", gate: "live" };
    const vdev: Actor = { name: "device", side: "device", gate: "live" };
    this.driver = new PackedDriver(memory, guest, config);
    this.device = new PackedDevice(memory, vdev, config);
    this.#ringBytes = DESCRIPTOR_BYTES * size;
    this.driver.initialise();
    watch.enable();
  }

  /** Takes a step; false where there is nothing to do. The device uses what it has
   *  fetched first. */
  take(step: RingStep): boolean {
    if (step === "fetch") return this.device.fetch() !== undefined;
    if (step === "reap") return this.driver.reap().length > 0;
    if (step !== "use") {
      const list = Array.from({ length: Number(step.slice(5)) }, () => element);
      return this.driver.add(list) !== undefined;
    }
    const [oldest] = this.device.inFlight;
    if (oldest === undefined) return false;
    this.device.use(oldest, 0);
    return true;
  }

  save(from: State | null, by: RingStep | null): State {
    const bytes = this.memory.peekBytes(0, this.#ringBytes);
    const depth = from === null ? 0 : from.depth + 1;
    return { bytes, driver: this.driver.save(), device: this.device.save(), from, by, depth };
  }

  load({ bytes, driver, device }: State): void {
    this.memory.writeBytes(hypervisor, 0, bytes);
    this.driver.load(driver);
    this.device.restore(device);
  }
}

/** All states of one queue. @throws RangeError for a list that is longer than the queue. */
export function searchPositions({ size, lists }: PositionSearchOptions): PositionSearch {
  if (lists > size) throw new RangeError(`lists of ${lists} in a queue of ${size} slots`);
  const steps: readonly RingStep[] = [
    ...Array.from({ length: lists }, (_, i): RingStep => `post ${i + 1}`),
    "fetch",
    "use",
    "reap",
  ];
  const queue = new Queue(size);
  const first = queue.save(null, null);
  const states = new Map([[keyOf(first), first]]);
  // A map is walked in the order of insertion, and goes on to what is added meanwhile.
  for (const state of states.values())
    for (const step of steps) {
      queue.load(state);
      if (!queue.take(step)) continue;
      const next = queue.save(state, step);
      const key = keyOf(next);
      if (!states.has(key)) states.set(key, next);
    }
  return summary([...states.values()], size);
}

const place = ({ slot, wrap }: Position): string => `${slot}.${wrap}`;

function keyOf({ bytes, driver, device }: State): string {
  return [
    Buffer.from(bytes).toString("latin1"),
    place(driver.next),
    place(driver.lastUsed),
    driver.freeIds.join(),
    driver.posted.map(([id, { descriptors }]) => `${id}x${descriptors.length}`).join(),
    place(device.nextAvail),
    place(device.nextUsed),
    device.inFlight.map(({ head }) => head).join(),
  ].join("|");
}

/** Where the device stands, by memory: the first state of each. */
type Positions = Map<string, State>;

function summary(states: readonly State[], size: number): PositionSearch {
  const idle = states.filter(({ device }) => device.inFlight.length === 0);
  const memories = byMemory(idle);
  const atRest = byMemory(
    idle.filter(({ driver, device }) => place(driver.next) === place(device.nextAvail)),
  );
  const open = memories.filter(({ size: positions }) => positions > 1);
  return {
    states: states.length,
    depth: states.at(-1)!.depth,
    memories: memories.length,
    ambiguous: open.length,
    ambiguousAtRest: atRest.filter(({ size: positions }) => positions > 1).length,
    witness: witnessOf(open, size),
  };
}

function byMemory(states: readonly State[]): readonly Positions[] {
  const found = new Map<string, Positions>();
  for (const state of states) {
    const bytes = Buffer.from(state.bytes).toString("latin1");
    const positions = found.get(bytes) ?? new Map<string, State>();
    const position = place(state.device.nextAvail);
    if (!positions.has(position)) positions.set(position, state);
    found.set(bytes, positions);
  }
  return [...found.values()];
}

function witnessOf(open: readonly Positions[], size: number): PositionSearch["witness"] {
  let best: readonly [State, State] | null = null;
  const cost = ([a, b]: readonly [State, State]): number => a.depth + b.depth;
  for (const positions of open) {
    const [a, b] = [...positions.values()];
    if (best === null || cost([a!, b!]) < cost(best)) best = [a!, b!];
  }
  if (best === null) return null;
  const [a, b] = best;
  return {
    slots: slotsOf(a.bytes, size),
    histories: [historyOf(a, b, size), historyOf(b, a, size)],
  };
}

function historyOf(state: State, other: State, size: number): History {
  const steps: RingStep[] = [];
  for (let at: State | null = state; at?.by != null; at = at.from) steps.unshift(at.by);
  const queue = new Queue(size);
  for (const step of steps) queue.take(step);
  const { memory, driver, device } = queue;
  if (memory.findings.take().length > 0) throw new Error(`${steps.join(", ")} breaks a rule`);
  const waiting = driver.postedIds.length - returned(steps);
  device.restore(other.device);
  const takes = device.fetch()?.slots ?? 0;
  const broken = [...new Set(memory.findings.take().map(({ invariant }) => invariant))];
  return { steps, position: state.device.nextAvail, continued: { takes, waiting, broken } };
}

/** Buffers that were used and not taken back. */
const returned = (steps: readonly RingStep[]): number =>
  steps.filter((step) => step === "use").length - steps.filter((step) => step === "reap").length;

/** `id 0 available, round 1`, by the wrap counter's bits in the flags. */
function slotsOf(bytes: Uint8Array, size: number): readonly string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const config = placePacked(0, size, 0);
  return Array.from({ length: size }, (_, slot) => {
    const at = descAt(config, slot);
    const bits = wrapBits(view.getUint16(at + 14, true));
    if (bits === 0 && view.getUint32(at + 8, true) === 0 && view.getUint16(at, true) === 0)
      return "never written";
    const [avail, used] = [(bits >> 7) & 1, bits >> 15];
    const id = view.getUint16(at + 12, true);
    return `id ${id} ${avail === used ? "used" : "available"}, wrap ${avail}`;
  });
}

/**
 * The device's service loop as WebAssembly, generated for one queue.
 *
 * For every available buffer it walks the chain, writes one status byte into the
 * first device-writable element, writes the used entry, and publishes at the end.
 * `fast.test.ts` holds it against the readable devices. Without VIRTIO_F_INDIRECT_DESC
 * and IN_ORDER: an indirect descriptor is a fault.
 */

import {
  add,
  add64,
  and,
  block,
  br,
  brIf,
  type Code,
  eq,
  extend,
  get,
  getGlobal,
  geU,
  gtU,
  gtU64,
  i32,
  i64,
  isZero,
  leave,
  load8,
  load16,
  load32,
  load64,
  loop,
  ne,
  ne64,
  or,
  select,
  set,
  setGlobal,
  shl,
  shrU,
  store8,
  store16,
  store32,
  sub,
  when,
  wrap,
  xor,
} from "../../wasm/emit.ts";
import type { Geometry } from "./geometry.ts";
import type { InvariantName } from "./invariants.ts";
import { DESC_INDIRECT, DESC_NEXT, DESC_WRITE, type QueueConfig } from "./layout.ts";
import { DESC_AVAIL, DESC_USED } from "./packed-layout.ts";
import { OWNER } from "./shadow.ts";

/** Private state and results, exported as globals in this order. */
export const GLOBALS = ["nextAvail", "nextUsed", "fault", "descriptors"] as const;
const G = Object.fromEntries(GLOBALS.map((name, i) => [name, i])) as Record<
  (typeof GLOBALS)[number],
  number
>;

/** What `fault` means; 0 is no fault. A gate or owner that forbids the access is a fault too. */
export const FAULTS: readonly (InvariantName | undefined)[] = [
  undefined,
  "availableDistanceWithinSize",
  "headInTable",
  "chainEnds",
  "indirectNegotiated",
  "elementsNotEmpty",
  "readableBeforeWritable",
  "accessInMemory",
  "nextInTable",
  "deviceTouchesOnlyShared",
  "stoppedDeviceIsSilent",
  "usedIdxFollowsEntry",
];
const code = (name: InvariantName): Code => i32(FAULTS.indexOf(name));

/** Locals of both loops. `gate` is the parameter: not 0 when the device may do
 *  nothing. `address` is the only i64. */
const L = {
  gate: 0,
  nextAvail: 1,
  nextUsed: 2,
  end: 3,
  head: 4,
  at: 5,
  steps: 6,
  flags: 7,
  length: 8,
  target: 9,
  count: 10,
  served: 11,
  slot: 12,
  address: 13,
};
/** Declared locals; the parameter comes before them. */
export const LOCALS = { i32: 12, i64: 1 } as const;

/** Every byte of an 8-byte word. */
const eight = (owner: number): Code => i64(BigInt(owner) * 0x0101010101010101n);

/** What the text of one loop is made of; `checked` decides which parts stay. */
class LoopText {
  readonly #geometry: Geometry;
  readonly #checked: boolean;

  constructor(geometry: Geometry, checked: boolean) {
    this.#geometry = geometry;
    this.#checked = checked;
  }

  /** Leaves the block at `depth` (counted outside the `if`) with a fault. */
  fault(name: InvariantName, condition: Code, depth: number): Code {
    return this.#checked ? when(condition, setGlobal(G.fault, code(name)), br(depth + 1)) : [];
  }

  gate(): Code {
    return this.fault("stoppedDeviceIsSilent", get(L.gate), 0);
  }

  /** The 16 bytes of a descriptor must be the device's to read. */
  ownsDescriptor(owner: number, depth: number): Code {
    const { owners } = this.#geometry;
    const half = (offset: number) =>
      this.fault(
        "deviceTouchesOnlyShared",
        ne64(load64(get(L.at), owners + offset), eight(owner)),
        depth,
      );
    return [...half(0), ...half(8)];
  }

  owns16(address: Code, owner: number, depth: number): Code {
    return this.fault(
      "deviceTouchesOnlyShared",
      ne(load16(address, this.#geometry.owners), i32(owner * 0x0101)),
      depth,
    );
  }

  owns64(address: Code, owner: number, depth: number): Code {
    return this.fault(
      "deviceTouchesOnlyShared",
      ne64(load64(address, this.#geometry.owners), eight(owner)),
      depth,
    );
  }

  dirty(address: Code): Code {
    const { dirty, pageShift } = this.#geometry;
    return this.#checked ? store8(shrU(address, i32(pageShift)), i32(1), dirty) : [];
  }

  /** Length, order and bounds of the element at `at`; remembers the first writable one. */
  element(depth: number): Code {
    const { size } = this.#geometry;
    const writable = and(get(L.flags), i32(DESC_WRITE));
    const beyond = gtU64(add64(get(L.address), extend(get(L.length))), i64(BigInt(size)));
    return [
      ...set(L.address, load64(get(L.at))),
      ...set(L.length, load32(get(L.at), 8)),
      ...this.fault("indirectNegotiated", and(get(L.flags), i32(DESC_INDIRECT)), depth),
      ...this.fault("elementsNotEmpty", isZero(get(L.length)), depth),
      ...this.fault(
        "readableBeforeWritable",
        and(isZero(writable), ne(get(L.target), i32(-1))),
        depth,
      ),
      // An address near 2^64 would wrap in the sum.
      ...this.fault("accessInMemory", gtU64(get(L.address), i64(BigInt(size))), depth),
      ...this.fault("accessInMemory", beyond, depth),
      ...when(
        and(eq(get(L.target), i32(-1)), shrU(writable, i32(1))),
        set(L.target, wrap(get(L.address))),
      ),
      ...set(L.count, add(get(L.count), i32(1))),
    ];
  }

  /** The status byte, if the buffer has a device-writable element. */
  status(depth: number): Code {
    const { owners, written } = this.#geometry;
    const owned = ne(load8(get(L.target), owners), i32(OWNER.bufferWritable));
    return when(
      ne(get(L.target), i32(-1)),
      this.fault("deviceTouchesOnlyShared", owned, depth + 1),
      store8(get(L.target), i32(1)),
      this.#checked ? store8(get(L.target), i32(1), written) : [],
      this.dirty(get(L.target)),
    );
  }

  finish(): Code {
    return [
      ...setGlobal(G.nextAvail, get(L.nextAvail)),
      ...setGlobal(G.nextUsed, get(L.nextUsed)),
      ...setGlobal(G.descriptors, add(getGlobal(G.descriptors), get(L.count))),
      ...get(L.served),
    ];
  }
}

/** The split loop. `nextAvail` and `nextUsed` are free-running indices. */
export function splitLoop(config: QueueConfig, geometry: Geometry, checked: boolean): Code {
  const t = new LoopText(geometry, checked);
  const { size, desc, driverArea, deviceArea } = config;
  const mask = i32(size - 1);
  const entry = shl(and(get(L.nextAvail), mask), i32(1));
  const used = shl(and(get(L.nextUsed), mask), i32(3));
  const descriptor = (index: Code): Code => add(i32(desc), shl(index, i32(4)));
  const walk = loop(
    t.fault("chainEnds", eq(get(L.steps), i32(size)), 2),
    set(L.steps, add(get(L.steps), i32(1))),
    t.ownsDescriptor(OWNER.ringReadable, 2),
    set(L.flags, load16(get(L.at), 12)),
    t.element(2),
    when(
      and(get(L.flags), i32(DESC_NEXT)),
      set(L.slot, load16(get(L.at), 14)),
      t.fault("nextInTable", geU(get(L.slot), i32(size)), 3),
      set(L.at, descriptor(get(L.slot))),
      br(1),
    ),
  );
  return [
    ...when(getGlobal(G.fault), leave(i32(0))),
    ...set(L.nextAvail, getGlobal(G.nextAvail)),
    ...set(L.nextUsed, getGlobal(G.nextUsed)),
    ...block(
      t.gate(),
      t.owns16(i32(driverArea + 2), OWNER.ringReadable, 0),
      set(L.end, load16(i32(driverArea), 2)),
      t.fault(
        "availableDistanceWithinSize",
        gtU(and(sub(get(L.end), get(L.nextAvail)), i32(0xffff)), i32(size)),
        0,
      ),
      loop(
        brIf(1, eq(get(L.nextAvail), get(L.end))),
        t.owns16(add(i32(driverArea + 4), entry), OWNER.ringReadable, 1),
        set(L.head, load16(entry, driverArea + 4)),
        t.fault("headInTable", geU(get(L.head), i32(size)), 1),
        set(L.at, descriptor(get(L.head))),
        set(L.steps, i32(0)),
        set(L.target, i32(-1)),
        walk,
        t.status(1),
        t.owns64(add(i32(deviceArea + 4), used), OWNER.ringWritable, 1),
        store32(used, get(L.head), deviceArea + 4),
        store32(used, ne(get(L.target), i32(-1)), deviceArea + 8),
        // The entry is aligned to 4 only and may lie across two pages.
        t.dirty(add(i32(deviceArea + 4), used)),
        t.dirty(add(i32(deviceArea + 8), used)),
        set(L.nextAvail, and(add(get(L.nextAvail), i32(1)), i32(0xffff))),
        set(L.nextUsed, and(add(get(L.nextUsed), i32(1)), i32(0xffff))),
        set(L.served, add(get(L.served), i32(1))),
        br(0),
      ),
    ),
    ...when(
      get(L.served),
      block(
        // Nobody else may have moved the used idx.
        t.fault("usedIdxFollowsEntry", ne(load16(i32(deviceArea), 2), getGlobal(G.nextUsed)), 0),
        store16(i32(deviceArea), get(L.nextUsed), 2),
        t.dirty(i32(deviceArea + 2)),
      ),
    ),
    ...t.finish(),
  ];
}

/** The packed loop. A cursor is slot | wrap counter << 16; lists are used in order. */
export function packedLoop(config: QueueConfig, geometry: Geometry, checked: boolean): Code {
  const t = new LoopText(geometry, checked);
  const { size, desc } = config;
  const WRAP = i32(0x10000);
  const slotOf = (cursor: number): Code => and(get(cursor), i32(0xffff));
  const at = (slot: Code): Code => add(i32(desc), shl(slot, i32(4)));
  const both = i32(DESC_AVAIL | DESC_USED);
  const available = select(i32(DESC_AVAIL), i32(DESC_USED), and(get(L.nextAvail), WRAP));
  const usedBits = select(both, i32(0), and(get(L.nextUsed), WRAP));
  /** `cursor` moved by `steps`; past the end the slot starts again and the counter toggles. */
  const move = (cursor: number): Code => [
    ...set(L.slot, add(slotOf(cursor), get(L.steps))),
    ...set(cursor, and(get(cursor), WRAP)),
    ...when(
      geU(get(L.slot), i32(size)),
      set(L.slot, sub(get(L.slot), i32(size))),
      set(cursor, xor(get(cursor), WRAP)),
    ),
    ...set(cursor, or(get(cursor), get(L.slot))),
  ];
  const walk = loop(
    t.fault("chainEnds", eq(get(L.steps), i32(size)), 2),
    set(L.steps, add(get(L.steps), i32(1))),
    t.ownsDescriptor(OWNER.ringShared, 2),
    set(L.flags, load16(get(L.at), 14)),
    t.element(2),
    set(L.head, load16(get(L.at), 12)),
    when(
      and(get(L.flags), i32(DESC_NEXT)),
      set(L.slot, add(slotOf(L.nextAvail), get(L.steps))),
      set(L.at, at(select(sub(get(L.slot), i32(size)), get(L.slot), geU(get(L.slot), i32(size))))),
      br(1),
    ),
  );
  return [
    ...when(getGlobal(G.fault), leave(i32(0))),
    ...set(L.nextAvail, getGlobal(G.nextAvail)),
    ...set(L.nextUsed, getGlobal(G.nextUsed)),
    ...block(
      t.gate(),
      loop(
        set(L.at, at(slotOf(L.nextAvail))),
        t.owns16(add(get(L.at), i32(14)), OWNER.ringShared, 1),
        brIf(1, ne(and(load16(get(L.at), 14), both), available)),
        set(L.steps, i32(0)),
        set(L.target, i32(-1)),
        walk,
        t.status(1),
        set(L.at, at(slotOf(L.nextUsed))),
        t.owns64(add(get(L.at), i32(8)), OWNER.ringShared, 1),
        store32(get(L.at), ne(get(L.target), i32(-1)), 8),
        store16(get(L.at), get(L.head), 12),
        store16(
          get(L.at),
          or(usedBits, select(i32(DESC_WRITE), i32(0), ne(get(L.target), i32(-1)))),
          14,
        ),
        t.dirty(get(L.at)),
        move(L.nextAvail),
        move(L.nextUsed),
        set(L.served, add(get(L.served), i32(1))),
        br(0),
      ),
    ),
    ...t.finish(),
  ];
}

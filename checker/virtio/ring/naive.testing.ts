/**
 * A ring the slow and obvious way, to hold the kernel against.
 *
 * Decisions come from lists of buffers and from totals that never wrap; bytes
 * are only ever written, into an image of guest memory of its own. It shares no
 * code with the kernel.
 */
export interface NaiveSegment {
  readonly address: number;
  readonly length: number;
  readonly writable: boolean;
}

interface Buffer {
  readonly id: number;
  /** Split: descriptor indices. Packed: as many numbers as slots. */
  readonly taken: readonly number[];
  readonly segments: readonly NaiveSegment[];
  length: number;
}

export interface NaiveSetup {
  readonly format: "split" | "packed";
  readonly size: number;
  readonly desc: number;
  readonly driverArea: number;
  readonly deviceArea: number;
  readonly eventIdx: boolean;
  readonly inOrder: boolean;
  readonly memorySize: number;
}

/** One queue with both sides in one object. */
export class NaiveRing {
  readonly image: Uint8Array;
  available: Buffer[] = [];
  inFlight: Buffer[] = [];
  returned: Buffer[][] = [];
  /** Totals since the queue was enabled: buffers for split, slots for packed. */
  exposed = 0;
  fetched = 0;
  used = 0;
  reaped = 0;
  /** Every buffer fetched and not given back, oldest first. */
  #history: Buffer[] = [];
  #free: number[] = [];
  #room = 0;
  #kickedAt = 0;
  #signalledAt: number | undefined = 0;
  /** What each side asked for: everything, nothing, or one position. */
  #driverAsks: "all" | "none" | number = "all";
  #deviceAsks: "all" | "none" | number = "all";
  readonly #s: NaiveSetup;

  constructor(setup: NaiveSetup) {
    this.#s = setup;
    this.image = new Uint8Array(setup.memorySize);
    this.start();
  }

  /** A fresh queue: zeroed parts, nothing posted. */
  start(): void {
    const { size, desc, driverArea, deviceArea, format, eventIdx } = this.#s;
    const lengths =
      format === "split" ? [16 * size, 6 + 2 * size, 6 + 8 * size] : [16 * size, 4, 4];
    for (const [i, at] of [desc, driverArea, deviceArea].entries())
      this.image.fill(0, at, at + (lengths[i] ?? 0));
    this.available = [];
    this.inFlight = [];
    this.returned = [];
    this.#history = [];
    this.exposed = this.fetched = this.used = this.reaped = 0;
    this.#free = [];
    for (let i = 0; i < size; i++) this.#free.unshift(i);
    this.#room = size;
    this.#kickedAt = 0;
    this.#signalledAt = 0;
    const initial = format === "split" && eventIdx ? 0 : "all";
    this.#driverAsks = initial;
    this.#deviceAsks = initial;
  }

  get room(): number {
    return this.#s.format === "split" ? this.#free.length : this.#room;
  }

  add(segments: readonly NaiveSegment[], table: number | undefined): number | undefined {
    const need = table === undefined ? segments.length : 1;
    if (need > this.room) return undefined;
    if (table !== undefined)
      for (const [i, s] of segments.entries()) {
        const last = i === segments.length - 1;
        const packed = this.#s.format === "packed";
        this.#put(table + 16 * i, 8, s.address);
        this.#put(table + 16 * i + 8, 4, s.length);
        const flags = (s.writable ? 2 : 0) + (last || packed ? 0 : 1);
        this.#put(table + 16 * i + 12, 2, packed ? 0 : flags);
        this.#put(table + 16 * i + 14, 2, packed ? flags : last ? 0 : i + 1);
      }
    const direct =
      table === undefined
        ? segments.map((s) => ({ ...s, flags: s.writable ? 2 : 0 }))
        : [{ address: table, length: 16 * segments.length, flags: 4 }];
    const buffer =
      this.#s.format === "split"
        ? this.#addSplit(direct, segments)
        : this.#addPacked(direct, segments);
    this.available.push(buffer);
    return buffer.id;
  }

  #addSplit(
    direct: readonly { address: number; length: number; flags: number }[],
    segments: readonly NaiveSegment[],
  ): Buffer {
    const { desc, driverArea, size } = this.#s;
    const taken = direct.map(() => this.#free.pop() ?? -1);
    for (const [i, d] of direct.entries()) {
      const at = desc + 16 * (taken[i] ?? 0);
      const next = taken[i + 1];
      this.#put(at, 8, d.address);
      this.#put(at + 8, 4, d.length);
      this.#put(at + 12, 2, d.flags + (next === undefined ? 0 : 1));
      this.#put(at + 14, 2, next ?? 0);
    }
    const id = taken[0] ?? 0;
    this.#put(driverArea + 4 + 2 * (this.exposed % size), 2, id);
    this.exposed++;
    this.#put(driverArea + 2, 2, this.exposed % 65536);
    return { id, taken, segments, length: 0 };
  }

  #addPacked(
    direct: readonly { address: number; length: number; flags: number }[],
    segments: readonly NaiveSegment[],
  ): Buffer {
    const { desc, size } = this.#s;
    const id = this.#free.pop() ?? -1;
    const taken = direct.map((d, i) => {
      const at = desc + 16 * (this.exposed % size);
      this.#put(at, 8, d.address);
      this.#put(at + 8, 4, d.length);
      this.#put(at + 12, 2, id);
      const first = Math.floor(this.exposed / size) % 2 === 0;
      this.#put(at + 14, 2, d.flags + (i + 1 < direct.length ? 1 : 0) + (first ? 0x80 : 0x8000));
      return this.exposed++;
    });
    this.#room -= direct.length;
    return { id, taken, segments, length: 0 };
  }

  fetch(): Buffer | undefined {
    const buffer = this.available.shift();
    if (buffer === undefined) return undefined;
    this.inFlight.push(buffer);
    this.#history.push(buffer);
    this.fetched += this.#weight(buffer);
    return buffer;
  }

  undo(): void {
    const buffer = this.#history.at(-1);
    if (buffer === undefined || !this.inFlight.includes(buffer)) return;
    this.#history.pop();
    this.inFlight.pop();
    this.available.unshift(buffer);
    this.fetched -= this.#weight(buffer);
  }

  /** Writes payload and returns the buffer at `index` of those in flight, or with
   *  IN_ORDER all up to it. */
  use(index: number, bytes: Uint8Array): number {
    const { format, desc, deviceArea, size, inOrder } = this.#s;
    const last = this.inFlight[index];
    if (last === undefined) return 0;
    const places = last.segments
      .filter((s) => s.writable)
      .flatMap((s) => Array.from({ length: s.length }, (_, i) => s.address + i));
    const length = Math.min(bytes.length, places.length);
    for (let i = 0; i < length; i++) this.image[places[i] ?? 0] = bytes[i] ?? 0;
    last.length = length;
    const group = inOrder ? this.inFlight.slice(0, index + 1) : [last];
    this.inFlight = this.inFlight.filter((b) => !group.includes(b));
    if (format === "split") {
      const at = deviceArea + 4 + 8 * (this.used % size);
      this.#put(at, 4, last.id);
      this.#put(at + 4, 4, length);
    } else {
      const at = desc + 16 * (this.used % size);
      this.#put(at + 8, 4, length);
      this.#put(at + 12, 2, last.id);
      const first = Math.floor(this.used / size) % 2 === 0;
      this.#put(at + 14, 2, (first ? 0x8080 : 0) + (length > 0 ? 2 : 0));
    }
    for (const b of group) this.used += this.#weight(b);
    if (format === "split") this.#put(deviceArea + 2, 2, this.used % 65536);
    this.returned.push(group);
    return length;
  }

  reap(): { head: number; length: number | undefined }[] {
    const group = this.returned.shift() ?? [];
    return group.map((b, i) => {
      this.reaped += this.#weight(b);
      this.#giveBack(b);
      return { head: b.id, length: i === group.length - 1 ? b.length : undefined };
    });
  }

  #giveBack(b: Buffer): void {
    if (this.#s.format === "packed") {
      this.#free.push(b.id);
      this.#room += b.taken.length;
    } else
      for (const d of [...b.taken].reverse()) {
        if (!this.#s.inOrder) this.#free.push(d);
      }
    if (this.#s.format === "split" && this.#s.inOrder)
      this.#free = [...[...b.taken].reverse(), ...this.#free];
  }

  kickAsked(): boolean {
    const asked = this.#passed(this.#deviceAsks, this.#kickedAt, this.exposed);
    this.#kickedAt = this.exposed;
    return asked;
  }

  interruptAsked(): boolean {
    const from = this.#signalledAt ?? this.used;
    const asked = this.#passed(this.#driverAsks, from, this.used);
    this.#signalledAt = this.used;
    return asked;
  }

  #passed(asks: "all" | "none" | number, from: number, to: number): boolean {
    if (from === to || asks === "none") return false;
    if (asks === "all") return true;
    const round = this.#s.format === "split" ? 65536 : 2 * this.#s.size;
    for (let p = from; p < to; p++) if (p % round === ((asks % round) + round) % round) return true;
    return false;
  }

  /** The driver wants an interrupt for the next buffer (true) or none (false). */
  driverAsks(wants: boolean): void {
    this.#driverAsks = this.#ask(this.#s.driverArea, wants, this.reaped, 2 * this.#s.size);
  }

  deviceAsks(wants: boolean): void {
    this.#deviceAsks = this.#ask(this.#s.deviceArea, wants, this.fetched, 8 * this.#s.size);
  }

  #ask(area: number, wants: boolean, at: number, entries: number): "all" | "none" | number {
    const { format, eventIdx, size } = this.#s;
    if (format === "packed") {
      if (wants && eventIdx)
        this.#put(area, 2, (at % size) + (Math.floor(at / size) % 2 === 0 ? 0x8000 : 0));
      this.#put(area + 2, 2, wants ? (eventIdx ? 2 : 0) : 1);
      return wants ? (eventIdx ? at : "all") : "none";
    }
    if (!eventIdx) {
      this.#put(area, 2, wants ? 0 : 1);
      return wants ? "all" : "none";
    }
    const event = wants ? at : at - 1;
    this.#put(area + 4 + entries, 2, (event + 65536) % 65536);
    return event;
  }

  #weight(b: Buffer): number {
    return this.#s.format === "split" ? 1 : b.taken.length;
  }

  #put(at: number, bytes: number, value: number): void {
    let rest = value;
    for (let i = 0; i < bytes; i++) {
      this.image[at + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
}

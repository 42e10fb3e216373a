/**
 * The kernel's bytes and cursors in the model's terms, and the model's local
 * states beside them. A machine that is not in the system is not compared.
 */

import type { Lookup } from "../../trace/walk.ts";
import type { LocalState } from "../../types/index.ts";
import { availEntryAt, availIdxAt, usedEntryAt, usedIdxAt } from "../ring/layout.ts";
import type { Kernel } from "./kernel.ts";
import { NO_POSITION } from "./placement.ts";
import type { RingQueue } from "./ring-queue.ts";

/** One thing that kernel and model both know. */
interface Fact {
  /** The machine of the model that knows it. */
  readonly machine: string;
  /** What it is: `availIdx`. */
  readonly what: string;
  readonly kernel: number | string | boolean;
  /** As the model's machine has it. */
  readonly model: (local: LocalState) => unknown;
  /** The byte that shows it; absent for a cursor. */
  readonly byte?: number;
}

/**
 * Null when kernel and model agree; else one phrase with what they say.
 * @param adrift virtqueues in which the device stands where it does not belong: the
 *   model does not follow what becomes of their buffers
 * @param left virtqueues, and with one of them the copy of memory, that are not compared
 */
export function disagreement(
  kernel: Kernel,
  is: Lookup,
  adrift: ReadonlySet<number>,
  left: ReadonlySet<number>,
): string | null {
  const open = [...adrift].map((q) => `buffer${q}.`);
  const queues = kernel.queues.filter(({ shape }) => !left.has(shape.number));
  const facts = queues.flatMap((queue) => factsOfQueue(kernel, queue));
  facts.push(...factsOfRegisters(kernel));
  if (left.size === 0) facts.push(...factsOfCopy(kernel));
  for (const { machine, what, kernel: bytes, model, byte } of facts) {
    const local = is(machine);
    if (local === undefined || open.some((kind) => machine.startsWith(kind))) continue;
    const expected = model(local);
    if (bytes === expected) continue;
    const where = byte === undefined ? "" : `, ${kernel.memory.nameOf(byte)}`;
    return `${machine} ${what} is ${bytes} on the kernel${where}, ${expected} in the model`;
  }
  return null;
}

/** What a loop must come back to: all that machines of the system know. */
export function signatureOf(kernel: Kernel, is: Lookup): string {
  const known = factsOf(kernel).filter(({ machine }) => is(machine) !== undefined);
  return known.map((fact) => `${fact.machine}.${fact.what}=${fact.kernel}`).join(" ");
}

function factsOf(kernel: Kernel): readonly Fact[] {
  return [
    ...kernel.queues.flatMap((queue) => factsOfQueue(kernel, queue)),
    ...factsOfRegisters(kernel),
    ...factsOfCopy(kernel),
  ];
}

const variable =
  (name: string) =>
  (local: LocalState): unknown =>
    local.context[name];
const isNot =
  (...names: readonly string[]) =>
  (local: LocalState): boolean =>
    !names.includes(local.value);
const owes = ({ value }: LocalState): boolean => /owed/i.test(value);

function factsOfQueue(kernel: Kernel, queue: RingQueue): readonly Fact[] {
  const { number, buffers } = queue.shape;
  const owner = (b: number): Fact => ({
    machine: `buffer${number}.${b}`,
    what: "owner",
    kernel: queue.buffers.ownerOf(b),
    model: ({ value }) => value,
  });
  return [
    ...factsOfMemory(kernel, queue),
    ...factsOfDevice(queue),
    {
      machine: `driverQueue${number}`,
      what: "released",
      kernel: queue.released,
      model: ({ value }) => value === "released",
    },
    {
      machine: `driverQueue${number}`,
      what: "lastUsed",
      kernel: queue.lastUsed,
      model: variable("lastUsed"),
    },
    ...Array.from({ length: buffers }, (_, b) => owner(b)),
    ...factsOfNotifications(kernel, queue),
    ...factsOfSaved(kernel, queue),
  ];
}

/** What is open is kept for a destination only. */
function factsOfSaved({ scope }: Kernel, { saved, shape }: RingQueue): readonly Fact[] {
  if (saved === undefined) return [];
  const fact = (what: "at" | "open"): Fact => ({
    machine: `savedQueue${shape.number}`,
    what,
    kernel: saved[what],
    model: variable(what),
  });
  return scope.restores > 0 ? [fact("at"), fact("open")] : [fact("at")];
}

/** The two indices, the entries written since the queue was laid out, who owns the bytes. */
function factsOfMemory({ memory }: Kernel, queue: RingQueue): readonly Fact[] {
  const { layout, released, enabled } = queue;
  if (layout === undefined) return [];
  const { config } = layout;
  const { number, buffers } = queue.shape;
  const index = (what: string, byte: number): Fact => ({
    machine: `ring${number}`,
    what,
    kernel: queue.count(memory.peek16(byte)),
    model: variable(what),
    byte,
  });
  const entry = (key: string, names: number): Fact => {
    const [ring = "", slot = ""] = key.split(" ");
    const at = ring === "avail" ? availEntryAt : usedEntryAt;
    return {
      machine: `${ring}Slot${number}.${slot}`,
      what: "names",
      kernel: names,
      model: variable("names"),
      byte: at(config, Number(slot)),
    };
  };
  const ring: Fact = {
    machine: `driverQueue${number}`,
    what: "ring memory is released",
    kernel: memory.ownerOf(config.desc) === "released",
    model: ({ value }) => value === "released",
    byte: config.desc,
  };
  const shared = (b: number): Fact => ({
    machine: `buffer${number}.${b}`,
    what: "is the device's to write",
    kernel: memory.ownerOf(queue.addressOf(b)) === "bufferWritable",
    model: ({ value }) => value === "available" || value === "inFlight",
    byte: queue.addressOf(b),
  });
  return [
    index("availIdx", availIdxAt(config)),
    index("usedIdx", usedIdxAt(config)),
    ...[...queue.entries].map(([key, names]) => entry(key, names)),
    ring,
    // What is posted in a queue that was reset behind the driver is nobody's to write.
    ...(released || !enabled ? [] : Array.from({ length: buffers }, (_, b) => shared(b))),
  ];
}

const isEnabled = isNot("disabled", "reset", "usedAfterReset");

function factsOfDevice(queue: RingQueue): readonly Fact[] {
  const { enabled, device } = queue;
  // Cursors are compared while the registers say that the queue is enabled.
  const cursor = (what: "nextAvail" | "nextUsed"): Fact => ({
    machine: `queue${queue.shape.number}`,
    what,
    kernel: enabled && device !== undefined ? queue.count(device[what]) : NO_POSITION,
    model: (local) => (isEnabled(local) ? local.context[what] : NO_POSITION),
  });
  return [
    {
      machine: `queue${queue.shape.number}`,
      what: "enabled",
      kernel: enabled,
      model: isEnabled,
    },
    cursor("nextAvail"),
    cursor("nextUsed"),
    {
      machine: `queue${queue.shape.number}`,
      what: "inFlight",
      kernel: queue.inFlight.join(),
      model: (local) => String(local.context.inFlight),
    },
  ];
}

/** What is owed is only compared while both sides use the queue: a reset ends it. */
function factsOfNotifications(kernel: Kernel, queue: RingQueue): readonly Fact[] {
  if (!queue.enabled || queue.released) return [];
  const { number } = queue.shape;
  const interrupt = queue.owesInterrupt;
  const kick: Fact = {
    machine: `kick${number}`,
    what: "owed",
    kernel: queue.owesKick,
    model: owes,
  };
  return [
    // A driver that kicks once more, to be safe, owes what the bytes do not ask for.
    ...(kernel.kicksOnceMore && !queue.owesKick ? [] : [kick]),
    ...(interrupt === undefined
      ? []
      : [{ machine: `interrupt${number}`, what: "owed", kernel: interrupt, model: owes }]),
  ];
}

function factsOfRegisters({ registers }: Kernel): readonly Fact[] {
  const status = (what: "bits" | "pulled"): Fact => ({
    machine: "interruptStatus",
    what,
    kernel: registers[what],
    model: variable(what),
  });
  return [
    status("bits"),
    status("pulled"),
    ...registers.ready.map(
      (ready, q): Fact => ({
        machine: `ready${q}`,
        what: "is 1",
        kernel: ready,
        model: isNot("no"),
      }),
    ),
    {
      machine: "vector",
      what: "is mapped",
      kernel: registers.hasVector,
      model: isNot("none"),
    },
  ];
}

function factsOfCopy(kernel: Kernel): readonly Fact[] {
  if (kernel.pages) return [0, 1].map((page) => factOfPage(kernel, page));
  if (!kernel.copies) return [];
  return [
    {
      machine: "dirtyLog",
      what: "written",
      kernel: kernel.writtenSinceCopy,
      model: ({ value }) => value === "written",
    },
  ];
}

const factOfPage = (kernel: Kernel, page: number): Fact => ({
  machine: `page${page}`,
  what: "differs from its copy",
  kernel: kernel.pageDiffers(page),
  model: variable("differs"),
});

/** Ring memory after the last step of a behaviour: the same steps on the kernel, byte by byte. */
import type { CompiledSystem } from "../../compile/system.ts";
import type { Trace } from "../../explore/results.ts";
import { nameOf } from "../../virtio/replay/bytes.ts";
import { knows, type Mismatch, Session } from "../../virtio/replay/replay.ts";
import type { Field, Memory } from "../protocol.ts";

/** Null where the system has no virtqueue. */
export function memoryAfter(system: CompiledSystem, trace: Trace, scope: object): Memory | null {
  if (!knows(system)) return null;
  const session = new Session(system, scope);
  const { kernel } = session;
  if (kernel.queues.length === 0) return null;
  const { memory } = kernel;
  const events = trace.last === "taken" ? trace.events : trace.events.slice(0, -1);
  let before = memory.peekBytes(0, memory.size);
  let broken: readonly string[] = [];
  let read: readonly string[] = [];
  let departs: Mismatch | null = null;
  for (const id of events) {
    before = memory.peekBytes(0, memory.size);
    const step = session.take(system.events[id]!);
    broken = step.broken;
    read = step.log
      .filter(({ kind }) => kind === "read")
      .map(({ address }) => plain(nameOf(kernel, address)));
    departs ??= step.mismatch;
  }
  const fields: Field[] = [];
  for (let at = 0; at < memory.size; ) {
    const name = plain(nameOf(kernel, at));
    let end = at + 1;
    while (end < memory.size && plain(nameOf(kernel, end)) === name) end++;
    if (!name.startsWith("0x")) fields.push(fieldAt(at, end, name));
    at = end;
  }
  return {
    fields,
    read: [...new Set(read)],
    broken,
    departs: departs === null ? null : `memory departs at step ${departs.step}: ${departs.says}`,
  };

  function fieldAt(at: number, end: number, name: string): Field {
    const bytes = [...memory.peekBytes(at, end - at)];
    const was = [...before.slice(at, end)];
    const isSame = was.every((byte, index) => byte === bytes[index]);
    return { name, address: at, bytes, before: isSame ? null : was, owner: memory.ownerOf(at) };
  }
}

/** A field without the address of the byte in it. */
const plain = (name: string): string =>
  name.startsWith("0x") ? "0x" : name.replace(/ at 0x[0-9a-f]+$/, "");

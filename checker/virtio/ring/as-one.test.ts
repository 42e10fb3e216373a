/** Accesses made as one, held against the same ones made one by one, which a log asks for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeSplit, type Segment } from "./layout.ts";
import { type Actor, GuestMemory } from "./memory.ts";
import { PackedDevice } from "./packed-device.ts";
import { PackedDriver } from "./packed-driver.ts";
import { placePacked } from "./packed-layout.ts";
import { PackedWatch } from "./packed-watch.ts";
import { SplitDevice } from "./split-device.ts";
import { SplitDriver } from "./split-driver.ts";
import { SplitWatch } from "./split-watch.ts";

const SIZE = 4;
const BUFFERS = 0x400;

/** What happens, two numbers that say to what, and whether it is what seldom happens. */
type Operation = readonly [what: number, which: number, other: number, seldom: number];

const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.tuple(fc.nat({ max: 19 }), fc.nat({ max: 7 }), fc.nat({ max: 7 }), fc.nat({ max: 3 })),
  { minLength: 20, maxLength: 60 },
);

/** Both sides and the watch on a memory of their own. */
function world(format: "split" | "packed", indirect: boolean, record: boolean) {
  const memory = new GuestMemory({ size: 0x800, pageSize: 64, record });
  const guest: Actor = { name: "driver", side: "driver", gate: "live" };
  const vdev: Actor = { name: "device", side: "device", gate: "live" };
  const isSplit = format === "split";
  const features = { eventIdx: false, indirect, inOrder: false };
  const config = (isSplit ? placeSplit : placePacked)(0, SIZE, 0x100, features);
  const watch = isSplit ? new SplitWatch(memory, config) : new PackedWatch(memory, config);
  const Driver = isSplit ? SplitDriver : PackedDriver;
  const Device = isSplit ? SplitDevice : PackedDevice;
  const driver = new Driver(memory, guest, config);
  const device = new Device(memory, vdev, config);
  driver.initialise();
  watch.enable();
  return { memory, guest, vdev, watch, driver, device, indirect };
}

function perform(on: ReturnType<typeof world>, [what, which, other, seldom]: Operation): unknown {
  const { memory, guest, vdev, watch, driver, device } = on;
  const at = BUFFERS + 64 * which;
  if (what < 5) {
    const segments: Segment[] = [{ address: at, length: 1 + other, writable: which > 1 }];
    if (other > 4) segments.push({ address: at + 16, length: 4, writable: true });
    return driver.add(segments, on.indirect && other === 6 ? { address: at + 32 } : undefined);
  }
  if (what < 9 || (what > 16 && seldom > 0)) return device.fetch()?.segments;
  const held = device.inFlight;
  if (what < 16 && held.length === 0 && seldom > 0) return undefined;
  const head = held.length > 0 ? held[which % held.length]! : which % SIZE;
  if (what < 13) device.writePayload(head, new Uint8Array(other).fill(what));
  if (what < 16) return device.use(head, what < 15 ? which % 2 : other);
  if (what === 16) return driver.reap();
  if (what === 17) vdev.gate = which > 6 ? "suspended" : "live";
  else if (what === 18) watch.enabled = which < 7;
  // A side breaks a rule, and what it does next is not what it seems.
  else if (which < 2) device.writeUsedEntry(other % SIZE, which);
  else if (which < 4) driver.writeDescriptors([{ address: at, length: 8, writable: true }]);
  else memory.write16(which < 6 ? guest : vdev, 0x100 + 8 * (other + which), other);
  return undefined;
}

/** All that is left, in words: bytes and what they are to whom, and what each side knows. */
function stateOf({ memory, watch, driver, device }: ReturnType<typeof world>): string {
  const { bytes, shadow, dirty } = memory.snapshot();
  const rows = [bytes, dirty, shadow.names, shadow.written, shadow.shares];
  return [
    ...rows.map(({ buffer }) => Buffer.from(buffer).toString("latin1")),
    JSON.stringify([watch.save(), driver.save(), device.save()]),
  ].join();
}

describe.each(["split", "packed"] as const)("%s: accesses made as one", (format) => {
  it("leave and say what they do one by one, also where rules are broken", () => {
    let broken = 0;
    const made = { writeReturn: 0, writeDescriptor: 0 };
    fc.assert(
      fc.property(operations, fc.boolean(), (all, indirect) => {
        const recorded = world(format, indirect, true);
        const quiet = world(format, indirect, false);
        const { asOne } = quiet.memory;
        for (const name of ["writeReturn", "writeDescriptor"] as const) {
          const makes = asOne[name].bind(asOne) as (...words: unknown[]) => boolean;
          asOne[name] = (...words: unknown[]) => {
            const isMade = makes(...words);
            if (isMade) made[name]++;
            return isMade;
          };
        }
        for (const operation of all) {
          expect(perform(quiet, operation)).toEqual(perform(recorded, operation));
          const findings = recorded.memory.findings.take();
          broken += findings.length;
          expect(quiet.memory.findings.take()).toEqual(findings);
          expect(stateOf(quiet) === stateOf(recorded)).toBe(true);
        }
      }),
      { numRuns: 200, seed: 2 },
    );
    expect(Math.min(broken, made.writeReturn, made.writeDescriptor)).toBeGreaterThan(100);
  });
});

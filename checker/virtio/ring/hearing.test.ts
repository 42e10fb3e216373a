/** Whoever has a byte of an access hears of it, however parts lie. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Watch } from "./access.ts";
import { Hearing } from "./hearing.ts";
import { driverActor } from "./rig.testing.ts";

const SIZE = 64;
const actor = driverActor();

it("a part hears of exactly the accesses that touch it", () => {
  const parts = fc.array(
    fc.record({
      start: fc.integer({ min: 0, max: SIZE - 4 }),
      length: fc.integer({ min: 4, max: 24 }),
      reads: fc.boolean(),
      watch: fc.nat({ max: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const accesses = fc.array(fc.tuple(fc.nat({ max: SIZE - 16 }), fc.constantFrom(1, 2, 4, 8, 16)), {
    minLength: 20,
    maxLength: 20,
  });
  fc.assert(
    fc.property(parts, accesses, fc.nat({ max: 3 }), (regions, all, leaves) => {
      const heard: string[] = [];
      const watches = [0, 1, 2].map((queue): Watch => {
        const hear = (kind: string) => (_: unknown, part: string) => heard.push(`${kind} ${part}`);
        return {
          queue,
          enabled: true,
          onRead: hear("read"),
          onWrite: hear("write"),
          ignoresReads: () => false,
          takesReturn: () => false,
          takesDescriptor: () => false,
          onBarrier: () => {},
          nameOf: () => "",
        };
      });
      const hearing = new Hearing(SIZE);
      const all4 = regions.map(({ start, length, reads, watch }, i) => ({
        start,
        end: start + length,
        part: `part${i}`,
        watch: watches[watch]!,
        reads,
      }));
      for (const region of all4) hearing.add(region);
      if (leaves < 3) hearing.remove(watches[leaves]!);
      const left = all4.filter(({ watch }) => watch !== watches[leaves]);
      for (const [at, length] of all) {
        const touched = left.filter(({ start, end }) => at < end && at + length > start);
        hearing.read(actor, at, length);
        expect(heard.splice(0)).toEqual(
          touched.filter(({ reads }) => reads).map(({ part }) => `read ${part}`),
        );
        hearing.write(actor, at, length);
        expect(heard.splice(0)).toEqual(touched.map(({ part }) => `write ${part}`));
      }
    }),
    { numRuns: 200, seed: 9 },
  );
});

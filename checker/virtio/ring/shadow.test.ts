/** Shares against what they mean: for each byte a list of who holds it, the last one first. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { OWNER, type OwnerCode, READ_BREACH, Shadow, WRITE_BREACH } from "./shadow.ts";

const SIZE = 48;

interface Share {
  readonly number: number;
  readonly owner: OwnerCode;
  readonly queue: number;
}

type Operation = readonly [what: number, from: number, length: number, which: number];

const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.tuple(
    fc.nat({ max: 12 }),
    fc.integer({ min: -4, max: SIZE }),
    fc.nat({ max: 12 }),
    fc.nat({ max: 9 }),
  ),
  { maxLength: 60 },
);
const OWNERS = [OWNER.ringReadable, OWNER.bufferReadable, OWNER.bufferWritable] as const;

/** Every byte with a list of its own, and whether it was released last. */
class Lists {
  readonly holders: Share[][] = Array.from({ length: SIZE }, () => []);
  readonly released = new Set<number>();
  readonly off = new Set<number>();

  each(from: number, length: number, does: (at: number) => void): void {
    for (let at = Math.max(from, 0); at < Math.min(from + length, SIZE); at++) does(at);
  }

  ownerOf(at: number): OwnerCode {
    return this.released.has(at) ? OWNER.released : (this.holders[at]![0]?.owner ?? OWNER.driver);
  }

  may(breaches: typeof READ_BREACH, from: number, length: number): boolean {
    if (from < 0 || from + length > SIZE) return false;
    for (let at = from; at < from + length; at++) {
      if (breaches[this.ownerOf(at)] !== undefined) return false;
      if (this.off.has(this.holders[at]![0]?.queue ?? -1)) return false;
    }
    return true;
  }
}

it("each byte is the last share's that is not taken back, and else the driver's", () => {
  let overlaps = 0;
  fc.assert(
    fc.property(operations, (all) => {
      const shadow = new Shadow(SIZE);
      const lists = new Lists();
      const live: Share[] = [];
      for (const [what, from, length, which] of all) {
        if (what < 6) {
          const owner = OWNERS[which % 3]!;
          const queue = which & 1;
          const number = shadow.share(from, length, owner, queue);
          const share = { number, owner, queue };
          if (number !== 0) live.push(share);
          lists.each(from, length, (at) => {
            if (lists.holders[at]!.length > 0) overlaps++;
            lists.holders[at] = [share, ...lists.holders[at]!];
            lists.released.delete(at);
          });
        } else if (what < 10) {
          const [share] = live.splice(which % Math.max(live.length, 1), 1);
          if (share === undefined) continue;
          shadow.unshare(share.number);
          for (const [at, holders] of lists.holders.entries())
            lists.holders[at] = holders.filter((one) => one !== share);
        } else if (what === 10) {
          shadow.release(from, length);
          lists.each(from, length, (at) => {
            lists.holders[at] = [];
            lists.released.add(at);
          });
        } else if (what === 12) {
          shadow.renew();
          live.length = 0;
          lists.released.clear();
          lists.holders.fill([]);
        } else {
          shadow.enable(which & 1, which > 4);
          if (which > 4) lists.off.delete(which & 1);
          else lists.off.add(which & 1);
        }
        for (let at = 0; at < SIZE; at++) expect(shadow.ownerOf(at)).toBe(lists.ownerOf(at));
        // What may be done may be done; what the shadow does not settle is looked at byte by byte.
        for (const [at, bytes] of [
          [from, 1],
          [from, 4],
          [from, length],
        ] as const) {
          if (bytes === 0) continue;
          if (shadow.mayRead(at, bytes)) expect(lists.may(READ_BREACH, at, bytes)).toBe(true);
          if (shadow.mayWrite(at, bytes)) expect(lists.may(WRITE_BREACH, at, bytes)).toBe(true);
        }
      }
    }),
    { numRuns: 600, seed: 3 },
  );
  expect(overlaps).toBeGreaterThan(500);
});

it("a range that is shared again has the share that it had", () => {
  const shadow = new Shadow(SIZE);
  const first = shadow.share(8, 8, OWNER.bufferWritable, 0);
  shadow.unshare(first);
  expect(shadow.mayWrite(8, 8)).toBe(false);
  expect(shadow.share(8, 8, OWNER.bufferReadable, 0)).toBe(first);
  expect([shadow.mayRead(8, 8), shadow.mayRead(8, 9), shadow.mayWrite(8, 1)]).toEqual([
    true,
    false,
    false,
  ]);
});

import { describe, expect, test } from "vitest";
import type { Access } from "../ring/memory.ts";
import { strayByte } from "./accesses.ts";

const SIZE = 300;
const memory = (): Uint8Array => Uint8Array.from({ length: SIZE }, (_, at) => at & 0xff);

/** Memory after those bytes have changed. */
function changed(...at: readonly number[]): Uint8Array {
  const bytes = memory();
  for (const one of at) bytes[one]! ^= 0x80;
  return bytes;
}

const access = (kind: Access["kind"], address: number, length: number): Access => ({
  actor: "device",
  side: "device",
  kind,
  address,
  length,
  before: new Uint8Array(length),
  after: new Uint8Array(length),
});

describe("a byte that changes and that nobody wrote", () => {
  test("is noticed wherever in memory it stands", () => {
    for (let at = 0; at < SIZE; at++) expect(strayByte(memory(), changed(at), [])).toBe(at);
  });

  test("is noticed right before a write and right behind it, and not within", () => {
    const log = [access("write", 100, 4), access("write", 200, 8)];
    for (let at = 95; at < 215; at++) {
      const isWritten = (at >= 100 && at < 104) || (at >= 200 && at < 208);
      expect(strayByte(memory(), changed(at), log), `byte ${at}`).toBe(isWritten ? null : at);
    }
  });

  test("is noticed among bytes that were written", () => {
    const log = [access("write", 100, 4), access("write", 200, 8)];
    expect(strayByte(memory(), changed(100, 103, 207, 250), log)).toBe(250);
  });

  test("is not excused by a read of it, a notification or a barrier", () => {
    for (const kind of ["read", "kick", "interrupt", "barrier"] as const)
      expect(strayByte(memory(), changed(130), [access(kind, 128, 8)])).toBe(130);
  });

  test("is the lowest of several", () => {
    expect(strayByte(memory(), changed(299, 70, 131), [])).toBe(70);
  });
});

test("a step that writes what stood there, or nothing, leaves no stray byte", () => {
  expect(strayByte(memory(), memory(), [])).toBeNull();
  expect(strayByte(memory(), memory(), [access("write", 80, 8)])).toBeNull();
});

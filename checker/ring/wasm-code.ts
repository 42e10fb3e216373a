/**
 * Writes WebAssembly: just the instructions that the ring loops need.
 *
 * An expression or statement is the list of its bytes in stack order. Numbers of
 * opcodes are from the WebAssembly core specification, Binary Format.
 */
export type Code = readonly number[];

/** Unsigned LEB128. */
function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128. */
function sleb(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const binary =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, opcode];
const loads =
  (opcode: number) =>
  (address: Code, offset = 0): Code => [...address, opcode, 0, ...leb(offset)];
const stores =
  (opcode: number) =>
  (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    opcode,
    0,
    ...leb(offset),
  ];

export const i32 = (value: number): Code => [0x41, ...sleb(BigInt(value | 0))];
export const i64 = (value: bigint): Code => [0x42, ...sleb(BigInt.asIntN(64, value))];
export const get = (local: number): Code => [0x20, ...leb(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...leb(local)];
export const getGlobal = (global: number): Code => [0x23, ...leb(global)];
export const setGlobal = (global: number, value: Code): Code => [...value, 0x24, ...leb(global)];
export const load32 = loads(0x28);
export const load64 = loads(0x29);
export const load8 = loads(0x2d);
export const load16 = loads(0x2f);
export const store32 = stores(0x36);
export const store8 = stores(0x3a);
export const store16 = stores(0x3b);
export const not = (a: Code): Code => [...a, 0x45];
export const eq = binary(0x46);
export const ne = binary(0x47);
export const geU = binary(0x4f);
export const gtU = binary(0x4b);
export const ne64 = binary(0x52);
export const gtU64 = binary(0x56);
export const add = binary(0x6a);
export const sub = binary(0x6b);
export const and = binary(0x71);
export const or = binary(0x72);
export const xor = binary(0x73);
export const shl = binary(0x74);
export const shrU = binary(0x76);
export const add64 = binary(0x7c);
export const wrap = (a: Code): Code => [...a, 0xa7];
export const extend = (a: Code): Code => [...a, 0xad];
/** `condition` ? `yes` : `no`, both evaluated. */
export const select = (yes: Code, no: Code, condition: Code): Code => [
  ...yes,
  ...no,
  ...condition,
  0x1b,
];

export const block = (...body: Code[]): Code => [0x02, 0x40, ...body.flat(), 0x0b];
export const loop = (...body: Code[]): Code => [0x03, 0x40, ...body.flat(), 0x0b];
export const when = (condition: Code, ...body: Code[]): Code => [
  ...condition,
  0x04,
  0x40,
  ...body.flat(),
  0x0b,
];
/** Leaves `depth` enclosing blocks, or starts the loop at that depth again. */
export const br = (depth: number): Code => [0x0c, ...leb(depth)];
/** Leaves the function with a value. */
export const leave = (value: Code): Code => [...value, 0x0f];
export const brIf = (depth: number, condition: Code): Code => [...condition, 0x0d, ...leb(depth)];

const section = (id: number, ...content: Code[]): Code => {
  const bytes = content.flat();
  return [id, ...leb(bytes.length), ...bytes];
};
const name = (text: string): Code => [...leb(text.length), ...Buffer.from(text)];

/**
 * A module with one function `run` that takes an i32, local 0, and returns one; the
 * memory `env.memory`; and mutable i32 globals, all 0, exported by name.
 */
export function assemble(
  body: Code,
  locals: { readonly i32: number; readonly i64: number },
  globals: readonly string[],
): WebAssembly.Module {
  const I32 = 0x7f;
  const I64 = 0x7e;
  const code = [2, ...leb(locals.i32), I32, ...leb(locals.i64), I64, ...body, 0x0b];
  const bytes: number[] = [
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, I32, 1, I32]),
    ...section(2, [1], name("env"), name("memory"), [0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(6, leb(globals.length), ...globals.map(() => [I32, 1, 0x41, 0, 0x0b])),
    ...section(
      7,
      leb(globals.length + 1),
      [...name("run"), 0x00, 0],
      ...globals.map((global, i) => [...name(global), 0x03, ...leb(i)]),
    ),
    ...section(10, [1, ...leb(code.length), ...code]),
  ];
  return new WebAssembly.Module(Uint8Array.from(bytes));
}

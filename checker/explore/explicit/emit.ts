/**
 * Writes WebAssembly: the instructions that the generated search needs.
 *
 * An expression or statement is the list of its bytes in stack order, parts within parts:
 * nothing is copied before all is written. Opcodes are those of the WebAssembly core
 * specification, Binary Format. A compiler library would take longer to load than a small
 * scenario takes to explore.
 */
export type Code = readonly (number | Code)[];

export const I32 = 0x7f;
const I64 = 0x7e;
type ValueType = typeof I32 | typeof I64;

/** Unsigned LEB128. */
function leb(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of 32 bits. */
function sleb32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

/** The same of 64 bits. */
function sleb64(value: bigint): number[] {
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
  (a: Code, b: Code): Code => [a, b, opcode];
const unary =
  (opcode: number) =>
  (a: Code): Code => [a, opcode];
const loads =
  (opcode: number) =>
  (address: Code, offset = 0): Code => [address, opcode, 0, leb(offset)];
const stores =
  (opcode: number) =>
  (address: Code, value: Code, offset = 0): Code => [address, value, opcode, 0, leb(offset)];

export const i32 = (value: number): Code => [0x41, sleb32(value | 0)];
export const i64 = (value: bigint): Code => [0x42, sleb64(BigInt.asIntN(64, value))];
export const get = (local: number): Code => [0x20, leb(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, leb(local)];
export const load32 = loads(0x28);
export const load64 = loads(0x29);
export const load8 = loads(0x2d);
export const load16 = loads(0x2f);
export const load16signed64 = loads(0x32);
export const load32signed64 = loads(0x34);
export const store32 = stores(0x36);
export const store64 = stores(0x37);
export const store8 = stores(0x3a);
export const store16 = stores(0x3b);
export const isZero = unary(0x45);
export const eq = binary(0x46);
export const ne = binary(0x47);
export const ltU = binary(0x49);
export const isZero64 = unary(0x50);
export const eq64 = binary(0x51);
export const ne64 = binary(0x52);
export const trailingZeros64 = unary(0x7a);
export const ones64 = unary(0x7b);
export const add = binary(0x6a);
export const sub = binary(0x6b);
export const mul = binary(0x6c);
export const divU = binary(0x6e);
export const and = binary(0x71);
export const or = binary(0x72);
export const shl = binary(0x74);
export const shrU = binary(0x76);
export const add64 = binary(0x7c);
export const sub64 = binary(0x7d);
export const mul64 = binary(0x7e);
export const and64 = binary(0x83);
export const or64 = binary(0x84);
export const xor64 = binary(0x85);
export const shl64 = binary(0x86);
export const shrU64 = binary(0x88);
export const wrap = unary(0xa7);
export const extend = unary(0xad);
/** `condition` ? `yes` : `no`, both evaluated. */
export const select = (yes: Code, no: Code, condition: Code): Code => [yes, no, condition, 0x1b];

/**
 * No bytes, but marks for `resolved`: a block, loop or `when` begins, and the label of it
 * follows; it ends; a jump, and the label that it leads to follows.
 */
const OPENS = 0x100;
const CLOSES = 0x101;
const TO = 0x102;

/** A place to jump to. */
export type Label = number;

const NO_LABEL: Label = 0;
let labels = NO_LABEL;
/** A new one, for one block or loop. */
export const label = (): Label => ++labels;

const END: Code = [CLOSES];

/** One after the other. */
export const inOrder = (...parts: Code[]): Code => parts;

/** A jump to `end` goes on behind it. */
export const block = (end: Label, ...body: Code[]): Code =>
  inOrder([0x02, 0x40, OPENS, end], ...body, END);
/** Runs once, and again for each jump to `again`. */
export const loop = (again: Label, ...body: Code[]): Code =>
  inOrder([0x03, 0x40, OPENS, again], ...body, END);
export const when = (condition: Code, ...body: Code[]): Code =>
  inOrder(condition, [0x04, 0x40, OPENS, NO_LABEL], ...body, END);
/** Jumps to the label of a block or loop that stands round it. */
export const go = (to: Label): Code => [0x0c, TO, to];
export const goIf = (to: Label, condition: Code): Code => [condition, 0x0d, TO, to];
/** Runs until `isDone` holds before a round; a jump to what `body` is given begins the next. */
export const rounds = (isDone: Code, body: (next: Label) => Code): Code => {
  const [end, next] = [label(), label()];
  return block(end, loop(next, goIf(end, isDone), body(next), go(next)));
};
export const until = (isDone: Code, ...body: Code[]): Code =>
  rounds(isDone, () => inOrder(...body));
/** Runs as long as the condition holds before a round. */
export const asLongAs = (condition: Code, ...body: Code[]): Code => {
  const again = label();
  return loop(again, when(condition, ...body, go(again)));
};
/** Leaves the function with a value. */
export const leave = (value: Code): Code => [value, 0x0f];

/** Runs the case whose place in `cases` is the value; each ends with `after`, a jump. */
export function choose(value: Code, cases: readonly Code[], after: Code): Code {
  const depths = cases.map((_, i) => leb(i));
  const opened = cases.map(() => [0x02, 0x40, OPENS, NO_LABEL]);
  const jump = [value, 0x0e, leb(cases.length - 1), depths];
  // Leaving block i continues behind its end, where its case stands.
  const bodies = cases.flatMap((body) => [END, body, after]);
  return inOrder(opened, jump, ...bodies);
}

/** A function: parameters first, then locals, numbered together. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly locals: readonly ValueType[];
  /** Leaves one i32. */
  readonly body: Code;
}

/** Numbers the locals of a function that is being written. */
export function createLocals(parameters: readonly ValueType[]): {
  readonly types: readonly ValueType[];
  i32(): number;
  i64(): number;
} {
  const types: ValueType[] = [];
  const next = (type: ValueType): number => parameters.length + types.push(type) - 1;
  return { types, i32: () => next(I32), i64: () => next(I64) };
}

/** The bytes of a function's body, where each jump says how many blocks it leaves. */
function resolved(body: Code): Uint8Array {
  let bytes = new Uint8Array(2 ** 14);
  let at = 0;
  const put = (byte: number): void => {
    if (at === bytes.length) {
      const longer = new Uint8Array(2 * at);
      longer.set(bytes);
      bytes = longer;
    }
    bytes[at++] = byte;
  };
  const open: Label[] = [];
  const write = (code: Code): void => {
    for (let i = 0; i < code.length; i++) {
      const one = code[i]!;
      if (typeof one !== "number") write(one);
      else if (one < OPENS) put(one);
      else if (one === OPENS) open.push(code[++i] as Label);
      else if (one === CLOSES) {
        open.pop();
        put(0x0b);
      } else {
        const place = open.lastIndexOf(code[++i] as Label);
        if (place < 0) throw new Error("a jump to a label that nothing round it has");
        for (const byte of leb(open.length - 1 - place)) put(byte);
      }
    }
  };
  write(body);
  return bytes.subarray(0, at);
}

/** Bytes, or numbers that are bytes. */
type Bytes = readonly number[] | Uint8Array;

const lengthOf = (parts: readonly Bytes[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

/** The parts of a section; bodies are long, so they are copied once, at the end. */
const section = (id: number, ...content: Bytes[]): Bytes[] => [
  [id, ...leb(lengthOf(content))],
  ...content,
];

function joined(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const name = (text: string): Bytes => [...leb(text.length), ...Buffer.from(text)];

/** The bytes of a module of exported functions over the memory `env.memory`. */
export function moduleBytes(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [
    0x60,
    ...leb(parameters.length),
    ...parameters,
    1,
    I32,
  ]);
  const bodies = functions.flatMap(({ locals, body: marked }): Bytes[] => {
    const body = resolved(marked);
    const head = [...leb(locals.length), ...locals.flatMap((type) => [1, type])];
    return [[...leb(head.length + body.length + 1), ...head], body, [0x0b]];
  });
  const parts: Bytes[] = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, leb(types.length), ...types),
    ...section(2, [1], name("env"), name("memory"), [0x02, 0x00, 1]),
    ...section(3, leb(functions.length), ...functions.map((_, i) => leb(i))),
    ...section(
      7,
      leb(functions.length),
      ...functions.map((f, i) => [...name(f.name), 0x00, ...leb(i)]),
    ),
    ...section(10, leb(functions.length), ...bodies),
  ];
  return joined(parts);
}

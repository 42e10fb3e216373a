/** Code for the state after an event. */
import type { CompiledMonitor } from "../../compile/system.ts";
import {
  add,
  add64,
  type Code,
  get,
  i32,
  i64,
  load16signed64,
  load32,
  load32signed64,
  mul,
  shl64,
} from "./emit.ts";
import { bitsOf, inLocals, localAt, type StateCode, unitAt } from "./fields.ts";
import { stepOf } from "./joint.ts";
import type { Unit } from "./packing.ts";
import { byUnit, type Plan } from "./plan.ts";

/** The words of the state after an event: the state plus what each unit adds. */
export function successorCode(plan: Plan, state: readonly number[], id: number): readonly Code[] {
  const { system, packing } = plan;
  const { initiator, participants } = system.events[id]!;
  const sums = state.map(get);
  const constants = state.map(() => 0n);
  const move = (unit: number, change: Change): void => {
    const { word, shift } = packing.units[unit]!;
    if (typeof change === "number") constants[word]! += BigInt(change) << BigInt(shift);
    else sums[word] = add64(sums[word]!, shl64(change.code, i64(BigInt(shift))));
  };
  const moving = [initiator, ...participants];
  for (const unit of new Set(moving.map((m) => packing.unitOf[m]!))) {
    move(unit, machineChange(plan, packing.units[unit]!, id, inLocals(state)));
  }
  for (const [i, monitor] of system.monitors.entries()) {
    if (monitor.columnOf[id]! < 0) continue;
    const place = system.machines.length + i;
    move(packing.unitOf[place]!, monitorChange(plan, monitor, place, id, inLocals(state)));
  }
  return sums.map((sum, word) =>
    constants[word] === 0n ? sum : add64(sum, i64(constants[word]!)),
  );
}

/** What is added to a field: a number, or code that reads it from a table. */
type Change = number | { readonly code: Code };

/** What an event adds to a unit of machines. */
function machineChange({ place }: Plan, unit: Unit, id: number, state: StateCode): Change {
  const { changes, only } = stepOf(unit, id);
  return only ?? readChange(place, changes, (times) => bitsOf(state, unit, times));
}

/** A monitor without a transition stays; its column depends on what it observes. */
function monitorChange(
  plan: Plan,
  { table, columnOf, observes }: CompiledMonitor,
  place: number,
  id: number,
  state: StateCode,
): Change {
  const columns = observes.reduce((n, { values }) => n * values.length, 1);
  const changes = table.states.flatMap((_, local) =>
    Array.from({ length: columns }, (_unused, observed) => {
      const next = table.next[local * table.events.length + columnOf[id]! + observed]!;
      return next < 0 ? 0 : next - local;
    }),
  );
  return readChange(plan.place, Int32Array.from(changes), (factor) => {
    const own = mul(localAt(plan, state, place), i32(columns));
    const index = observes.reduce((sum: Code, { machine, digit }) => {
      const digits = Int32Array.from(byUnit(plan.packing, machine, digit));
      return add(sum, load32(unitAt(plan, state, machine, 4), plan.place(digits)));
    }, own);
    return mul(index, i32(factor));
  });
}

function readChange(
  place: Plan["place"],
  changes: Int32Array,
  index: (times: 2 | 4) => Code,
): Change {
  if (changes.every((change) => change === 0)) return 0;
  const content = narrow.get(changes) ?? narrowed(changes);
  narrow.set(changes, content);
  return content.BYTES_PER_ELEMENT === 2
    ? { code: load16signed64(index(2), place(content)) }
    : { code: load32signed64(index(4), place(content)) };
}

/** Many events make the same changes. */
const narrow = new WeakMap<Int32Array, Int16Array | Int32Array>();

const narrowed = (changes: Int32Array): Int16Array | Int32Array =>
  changes.every((change) => Math.abs(change) < 2 ** 15) ? Int16Array.from(changes) : changes;

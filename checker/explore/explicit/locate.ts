/** The generated functions that number states after a search and find their numbers again. */
import {
  add,
  type Code,
  createLocals,
  divU,
  eq,
  get,
  I32,
  i32,
  isZero,
  load32,
  load64,
  set,
  store32,
  sub,
  until,
  type WasmFunction,
  when,
} from "./emit.ts";
import type { Plan } from "./plan.ts";
import {
  goHome,
  isInitial,
  type Layout,
  nameOf,
  probe,
  scramble,
  slotBytes,
  tableLocals,
  want,
} from "./probe.ts";

/** Bytes of a state's number. The numbers stand behind the table, one for each slot. */
export const NUMBER_BYTES = 4;

/** `number(to, logSlots, end, first)`: the states in `successors` up to an address get numbers
 *  from `first` on. All must be in the table. */
export function numberFunction(plan: Plan, layout: Layout): WasmFunction {
  return eachSlot("number", plan, layout, ({ slotNumber, counter }) => ({
    found: [store32(slotNumber, get(counter)), set(counter, add(get(counter), i32(1)))],
    initial: set(counter, add(get(counter), i32(1))),
  }));
}

/** `locate(to, logSlots, end, 0)`: writes the number of each state in `successors`, up to an
 *  address, to `output`. All must have one. */
export function locateFunction(plan: Plan, layout: Layout): WasmFunction {
  return eachSlot("locate", plan, layout, ({ slotNumber, counter }) => {
    const next = set(counter, add(get(counter), i32(NUMBER_BYTES)));
    return {
      found: [store32(get(counter), load32(slotNumber), plan.output), ...next],
      initial: [store32(get(counter), i32(0), plan.output), ...next],
    };
  });
}

/** What is done for each state; `counter` is the last parameter. */
type Act = (where: { readonly slotNumber: Code; readonly counter: number }) => {
  readonly found: Code;
  readonly initial: Code;
};

function eachSlot(name: string, plan: Plan, layout: Layout, act: Act): WasmFunction {
  const parameters = [I32, I32, I32, I32] as const;
  const locals = createLocals(parameters);
  const table = tableLocals(plan, layout, locals, 1, 2);
  const { state, slot } = table;
  const from = locals.i32();
  const bytes = 8 * plan.packing.words;
  const place = divU(sub(get(slot), i32(plan.table)), i32(slotBytes(layout, plan) / NUMBER_BYTES));
  const { found, initial } = act({ slotNumber: add(get(2), place), counter: 3 });
  const never: Code = [0x00];
  const body = [
    set(from, i32(plan.successors)),
    until(
      eq(get(from), get(0)),
      state.flatMap((word, w) => set(word, load64(get(from), 8 * w))),
      when(isInitial(state), initial),
      when(
        isZero(isInitial(state)),
        scramble(table),
        goHome(table),
        want(table),
        probe(table, { found, free: never, overflow: never }, true),
      ),
      set(from, add(get(from), i32(bytes))),
    ),
    ...i32(0),
  ];
  return { name: nameOf(name, layout), parameters, locals: locals.types, body };
}

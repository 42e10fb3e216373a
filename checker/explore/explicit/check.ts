/** The generated function that looks for wanted states among new ones. */
import {
  add,
  asLongAs,
  createLocals,
  get,
  I32,
  i32,
  isZero,
  load32,
  ltU,
  set,
  store32,
  type WasmFunction,
  when,
} from "./emit.ts";
import { atPackedAddress, predicateCode } from "./fields.ts";
import { CELL, type Plan } from "./plan.ts";

/**
 * `check(count)`: looks for wanted states among the first `count` states in `output`;
 * `state` of a hit counts from the first of them.
 */
export function checkFunction(plan: Plan): WasmFunction {
  const parameters = [I32] as const;
  const locals = createLocals(parameters);
  const index = locals.i32();
  const at = locals.i32();
  const state = atPackedAddress(plan.packing, get(at));
  const tests = plan.wanted.flatMap((wanted) => {
    if (wanted.is === "step") return [];
    const broken = isZero(predicateCode(plan, wanted.holds, state));
    return when(
      load32(i32(0), wanted.cell + CELL.open),
      when(
        broken,
        store32(i32(0), i32(0), wanted.cell + CELL.open),
        store32(i32(0), get(index), wanted.cell + CELL.state),
        store32(i32(0), i32(1), plan.news),
      ),
    );
  });
  const body = [
    set(at, i32(plan.output)),
    asLongAs(
      ltU(get(index), get(0)),
      tests,
      set(at, add(get(at), i32(plan.packing.stride))),
      set(index, add(get(index), i32(1))),
    ),
    ...i32(0),
  ];
  return { name: "check", parameters, locals: locals.types, body };
}

/**
 * Guards and assignments must say the same whenever they are asked, and change nothing:
 * a table is their answers, each asked for once.
 */
import type { AnyTransitionDefinition } from "xstate";
import type { ModelEvent } from "../types/index.ts";
import { didYouMean, listNames, ModelError } from "./errors.ts";
import { eventName } from "./events.ts";

export type Context = Readonly<Record<string, unknown>>;
type Asked<T> = (args: { readonly context: Context; readonly event: ModelEvent }) => T;

/** Keeps whoever is given a context from changing it, as far as the language lets us. */
export function frozen<T extends Context>(context: T): T {
  for (const value of Object.values(context)) if (Array.isArray(value)) Object.freeze(value);
  return Object.freeze(context);
}

/** The context behind the assignments of a transition, in their order. */
export function assignedContext(
  { actions }: Pick<AnyTransitionDefinition, "actions">,
  before: Context,
  event: ModelEvent,
): Context {
  let context = before;
  for (const action of actions) {
    const { assignment } = action as unknown as { readonly assignment: Asked<object> | Context };
    const resultOf = (value: unknown): unknown =>
      typeof value === "function" ? (value as Asked<unknown>)({ context, event }) : value;
    const change =
      typeof assignment === "function"
        ? objectOf(resultOf(assignment), event)
        : Object.fromEntries(Object.entries(assignment).map(([key, of]) => [key, resultOf(of)]));
    context = { ...context, ...change };
  }
  return context;
}

function objectOf(given: unknown, event: ModelEvent): Context {
  if (typeof given === "object" && given !== null && !(given instanceof Promise)) {
    return given as Context;
  }
  throw new ModelError(
    `The assignment for ${eventName(event)} gives ${String(given)}; legal: an object of variables ` +
      "and values, at once. Write assign({ name: ... }).",
  );
}

/** Whether a guard lets the event pass. @throws ModelError where it says so only now and then */
export function askedTwice(
  guard: Asked<boolean>,
  context: Context,
  event: ModelEvent,
  where: () => string,
): boolean {
  const ask = (): boolean => {
    const answer: unknown = guard({ context, event });
    if (typeof answer === "boolean") return answer;
    const given = answer instanceof Promise ? "a promise" : String(answer);
    throw new ModelError(
      `${where()}: the guard for ${eventName(event)} gives ${given}; legal: true or false, at ` +
        "once. Write a comparison, and return it.",
    );
  };
  const first = ask();
  if (ask() === first) return first;
  throw differsNowAndThen(where(), event);
}

/**
 * The values, which refuse to be asked for a name that there is not: `undefined` compares
 * with anything, and a guard that misspells a variable is false for ever.
 * @param what what the names are, for messages: `context variable`
 */
export function strict<T extends object>(
  given: T,
  legal: ReadonlySet<string>,
  what: string,
  where: () => string,
): T {
  return new Proxy(given, {
    get(of, name) {
      if (typeof name === "symbol" || name in of || legal.has(name)) return Reflect.get(of, name);
      throw new ModelError(
        `${where()}: a function reads ${what} "${name}"; legal: ${listNames(legal)}. ` +
          `Correct the name.${didYouMean(name, legal)}`,
      );
    },
  });
}

export const differsNowAndThen = (where: string, event: ModelEvent): ModelError =>
  new ModelError(
    `${where}: the guard for ${eventName(event)} answers differently when asked twice; legal: ` +
      "an answer that depends on context and event alone. Keep what it remembers in the context.",
  );

/**
 * The context behind a transition.
 * @throws ModelError for an assignment in place, or one that gives another value each time
 */
export function checkAssignments(
  transition: Pick<AnyTransitionDefinition, "actions">,
  context: Context,
  event: ModelEvent,
  where: () => string,
): Context {
  if (transition.actions.length === 0) return context;
  const given = copyOf(context);
  const after = assignedContext(transition, given, event);
  if (!isSame(given, context)) {
    throw new ModelError(
      `${where()}: the assignment for ${eventName(event)} changes its context in place; legal: ` +
        "assign that returns new values. Copy what it changes: [...list, one].",
    );
  }
  if (isSame(assignedContext(transition, copyOf(context), event), after)) return after;
  throw new ModelError(
    `${where()}: the assignment for ${eventName(event)} gives other values when asked twice; ` +
      "legal: values that depend on context and event alone. Keep what it remembers in the context.",
  );
}

const copyOf = (context: Context): Context =>
  Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...value] : value,
    ]),
  );

function isSame(one: Context, other: Context): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const [a, b] = [one[name], other[name]];
    if (Object.is(a, b)) return true;
    return typeof a === "object" && JSON.stringify(a) === JSON.stringify(b);
  });
}

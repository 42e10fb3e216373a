/** Local states: their names, their identity, and what a context may hold. */
import type { AnyMachineSnapshot, AnyStateMachine, StateValue } from "xstate";
import type { LocalState } from "../types/index.ts";
import { withoutChance } from "./chance.ts";
import { firstLineOf, ModelError } from "./errors.ts";

/** A machine's snapshot as predicates, sentences and messages see it. */
export function localState(machine: string, snapshot: AnyMachineSnapshot): LocalState {
  const context = snapshot.context as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(context)) checkValue(machine, name, value);
  if (Object.keys(snapshot.children).length > 0) {
    throw new ModelError(
      `Machine "${machine}": assign spawns an actor; legal: states, guards and assign. ` +
        "Make what it spawns a machine of the system.",
    );
  }
  return Object.freeze({
    value: dottedName(snapshot.value),
    context: context as LocalState["context"],
    tags: [...snapshot.tags].sort(),
  });
}

/** XState keeps what a context function throws to itself, and starts with a machine that is dead. */
export function checkInitialContext(machine: string, logic: AnyStateMachine): void {
  const { context } = logic.config as { readonly context?: unknown };
  if (context === undefined) return;
  const refuse = (what: string): never => {
    throw new ModelError(
      `Machine "${machine}": its context ${what}; legal: an object of variables and their first ` +
        "values, or a function that returns one. Write context: { name: 0 }.",
    );
  };
  const asked = (): unknown => {
    if (typeof context !== "function") return context;
    try {
      return withoutChance(`Machine "${machine}"`, () => context({}));
    } catch (cause) {
      if (cause instanceof ModelError) throw cause;
      return refuse(`fails with "${firstLineOf(cause)}"`);
    }
  };
  const given = asked();
  if (typeof given !== "object" || given === null) refuse(`is ${String(given)}`);
  if (Array.isArray(given) || given instanceof Promise) {
    refuse(Array.isArray(given) ? "is a list" : "is a promise");
  }
  if (typeof context === "function" && JSON.stringify(asked()) !== JSON.stringify(given)) {
    refuse("differs when it is asked for twice");
  }
}

/** The identity of a local state: its name and its context, whatever the key order. */
export function localKey(state: Pick<LocalState, "value" | "context">): string {
  const names = Object.keys(state.context).sort();
  return JSON.stringify([state.value, ...names.map((name) => [name, state.context[name]])]);
}

const names = new WeakMap<object, string>();

/** `suspending.stopped {kicks: 1}`, the form in which messages name a local state. */
export function localName(state: Pick<LocalState, "value" | "context">): string {
  // Sets of states are compared by it, for each property anew.
  const name = names.get(state) ?? newName(state);
  names.set(state, name);
  return name;
}

function newName(state: Pick<LocalState, "value" | "context">): string {
  const variables = Object.entries(state.context);
  if (variables.length === 0) return state.value;
  const shown = variables.map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `${state.value} {${shown.join(", ")}}`;
}

function dottedName(value: StateValue): string {
  if (typeof value === "string") return value;
  // Parallel states are refused, so there is one key at each level.
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const rest = dottedName(inner);
    return rest === "" ? key : `${key}.${rest}`;
  }
  return "";
}

function checkValue(machine: string, name: string, value: unknown): void {
  if (isValue(value) || (Array.isArray(value) && value.every(isValue))) return;
  const isObject = typeof value === "object";
  const shown = isObject
    ? JSON.stringify(value)
    : typeof value === "function"
      ? "a function"
      : String(value);
  throw new ModelError(
    `Machine "${machine}": context variable "${name}" holds ${shown}; legal: ` +
      "a finite number, string, boolean, or a list of these. Split it into several variables.",
  );
}

function isValue(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

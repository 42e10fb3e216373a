/** Machines use states, inline guards and assign, and nothing else. */
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { didYouMean, ModelError } from "./errors.ts";

const CURES: Readonly<Record<string, string>> = {
  after: "Make the time-out an event with a fairness of its own.",
  invoke: "Make what it invokes a machine of the system.",
  always: "Make the step an event, or move its condition into guards.",
  entry: "Assign on the transitions that enter the state.",
  exit: "Assign on the transitions that leave the state.",
  onDone: "Name the event that follows.",
  output: "Keep the result in the context.",
  history: "Keep what is remembered in the context.",
};

/** Throws one clear line at the first feature that has no meaning here. */
export function checkAllowed(machine: string, logic: AnyStateMachine): void {
  const visit = (node: AnyStateNode): void => {
    checkNode(machine, node);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(logic.root);
}

/** Every event type that some state of the machine has a transition for. */
export function handledTypes(logic: AnyStateMachine): string[] {
  const types = new Set<string>();
  const visit = (node: AnyStateNode): void => {
    for (const type of node.transitions.keys()) types.add(type);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(logic.root);
  return [...types].sort();
}

/** `suspending`, `suspending.stopped`: every state of the machine, the inner ones too. */
export function stateNames(logic: AnyStateMachine): readonly string[] {
  const inside = (node: AnyStateNode): readonly string[] =>
    Object.values(node.states).flatMap((child) => [child.path.join("."), ...inside(child)]);
  return inside(logic.root);
}

function checkNode(machine: string, node: AnyStateNode): void {
  const refuse = (what: string, cure: string): never => {
    const state = node.path.join(".") || "(root)";
    throw new ModelError(
      `Machine "${machine}", state "${state}": ${what} is not allowed; legal: states, inline ` +
        `guards and assign. ${cure}`,
    );
  };
  const config = node.config as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(config)) {
    if (STATE_KEYS.includes(key) || key in CURES) continue;
    refuse(`the key "${key}"`, `Correct it.${didYouMean(key, STATE_KEYS)}`);
  }
  checkTransitionKeys(config.on, refuse);
  for (const [feature, cure] of Object.entries(CURES)) {
    if (config[feature] !== undefined) refuse(`"${feature}"`, cure);
  }
  if (config.type === "parallel") refuse("a parallel state", "Make each region a machine.");
  if (config.type === "final") refuse("a final state", 'Use an ordinary state tagged "rest".');
  if (config.type === "history") refuse("a history state", CURES.history!);
  if (node.key.includes(".")) refuse(`the dot in "${node.key}"`, "Nest the state, or rename it.");
  if (typeof config.initial === "object") {
    refuse('an "initial" that is not a name', "Set the initial context instead.");
  }
  for (const [type, transitions] of node.transitions) {
    if (type === "*" || type.endsWith(".*")) refuse(`the wildcard "${type}"`, "Name every event.");
    for (const { guard, actions, target } of transitions) {
      if (guard !== undefined && target === undefined && actions.length === 0) {
        refuse(
          `a guard for "${type}" with neither target nor action`,
          'Name the target, its own state where it stays; "not now" is {}, without a guard.',
        );
      }
      const inline = guard === undefined || (typeof guard === "function" && !("check" in guard));
      if (!inline) refuse(`a named or composed guard for "${type}"`, "Write an inline function.");
      for (const action of actions) checkAction(action, type, refuse);
    }
  }
}

const STATE_KEYS = [
  "id",
  "initial",
  "context",
  "states",
  "on",
  "tags",
  "meta",
  "description",
  "type",
  "types",
  "version",
  "key",
  "schemas",
];
const TRANSITION_KEYS = ["target", "guard", "actions", "reenter", "meta", "description"];

/** XState passes over a key that it does not know: `gaurd` would guard nothing. */
function checkTransitionKeys(on: unknown, refuse: (what: string, cure: string) => never): void {
  for (const [type, given] of Object.entries(on ?? {})) {
    for (const transition of Array.isArray(given) ? given : [given]) {
      if (typeof transition !== "object" || transition === null) continue;
      const wrong = Object.keys(transition).find((key) => !TRANSITION_KEYS.includes(key));
      if (wrong === undefined) continue;
      refuse(
        `the key "${wrong}" for "${type}"`,
        `Correct it.${didYouMean(wrong, TRANSITION_KEYS)}`,
      );
    }
  }
}

function checkAction(
  action: unknown,
  type: string,
  refuse: (what: string, cure: string) => never,
): void {
  const kind = actionKind(action);
  if (kind === "xstate.assign") return;
  const name = kind.replace(/^xstate\./, "");
  refuse(
    `action "${name}" for "${type}"`,
    name === "enqueueActions"
      ? "Use one assign."
      : "Let one shared event have all its participants instead.",
  );
}

function actionKind(action: unknown): string {
  if (typeof action === "string") return action;
  const { type, name } = action as { type?: unknown; name?: unknown };
  return String(type ?? name ?? "(anonymous)");
}

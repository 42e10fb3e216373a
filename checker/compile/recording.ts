/**
 * What a machine asks of a reading.
 *
 * `build` is called once for every combination of answers that it gets: the
 * questions form a decision tree, whose leaves are built machines. Readings that
 * answer the questions alike share the leaf.
 */
import type { AnyStateMachine } from "xstate";
import type { MachineDeclaration, Reading, ReadingView } from "../types/index.ts";
import { didYouMean, listNames, ModelError } from "./errors.ts";
import type { Setting } from "./system.ts";

/** A machine for some answers, and the questions in the order they were asked. */
export interface BuiltMachine {
  readonly machine: AnyStateMachine;
  readonly consulted: readonly Setting[];
}

interface Question {
  readonly kind: Setting["kind"];
  readonly id: string;
  readonly answers: Map<string, TreeNode>;
}

type TreeNode = Question | BuiltMachine;

const trees = new WeakMap<MachineDeclaration["build"], TreeNode>();

/** The machine for a reading, with what it consulted. */
export function buildMachine(declaration: MachineDeclaration, reading: Reading): BuiltMachine {
  let node = trees.get(declaration.build);
  while (node !== undefined && !("machine" in node)) {
    node = node.answers.get(answer(reading, node.kind, node.id));
  }
  if (node !== undefined) return node;
  const built = buildRecording(declaration, reading);
  remember(declaration, built);
  return built;
}

/** The value of a setting in a reading: `in` or `out`, or the choice. */
export function answer(reading: Reading, kind: Setting["kind"], id: string): string {
  if (kind === "clause") return reading.inForce.has(id) ? "in" : "out";
  if (kind === "sentence") return reading.sentences.some((s) => s.id === id) ? "in" : "out";
  const choice = reading.choices[id];
  if (choice !== undefined) return choice;
  const legal = Object.keys(reading.choices);
  throw new ModelError(
    `Reading "${reading.name}" makes no choice for interpretation "${id}"; it chooses for: ` +
      `${listNames(legal)}. Add the choice to the reading.${didYouMean(id, legal)}`,
  );
}

function buildRecording(declaration: MachineDeclaration, reading: Reading): BuiltMachine {
  const consulted: Setting[] = [];
  const ask = (kind: Setting["kind"], id: string): string => {
    const value = answer(reading, kind, id);
    if (!consulted.some((s) => s.kind === kind && s.id === id)) consulted.push({ kind, id, value });
    return value;
  };
  const view: ReadingView = {
    inForce: (clause) => ask("clause", clause) === "in",
    choice: (interpretation) => ask("choice", interpretation),
  };
  return { machine: declaration.build(view), consulted };
}

/** Adds the path of this build to the machine's decision tree. */
function remember(declaration: MachineDeclaration, built: BuiltMachine): void {
  const node = (depth: number): TreeNode => {
    const setting = built.consulted[depth];
    if (setting === undefined) return built;
    return {
      kind: setting.kind,
      id: setting.id,
      answers: new Map([[setting.value, node(depth + 1)]]),
    };
  };
  let existing = trees.get(declaration.build);
  if (existing === undefined) {
    trees.set(declaration.build, node(0));
    return;
  }
  for (const [depth, setting] of built.consulted.entries()) {
    if ("machine" in existing || existing.kind !== setting.kind || existing.id !== setting.id)
      break;
    const next = existing.answers.get(setting.value);
    if (next === undefined) {
      existing.answers.set(setting.value, node(depth + 1));
      return;
    }
    existing = next;
  }
  throw new ModelError(
    `Machine "${declaration.name}": build asks different questions after the same answers; ` +
      "legal: what it asks depends on the reading alone. Remove the outside state from build.",
  );
}

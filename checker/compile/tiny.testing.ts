/** Short ways to write the tiny systems of the tests. */
import { type AnyStateMachine, createMachine } from "xstate";
import type {
  EventDeclaration,
  EventDeclarations,
  MachineDeclaration,
  Reading,
  ReadingView,
  SystemDeclaration,
} from "../types/index.ts";
import { compileSystem } from "./compile.ts";
import { ModelError } from "./errors.ts";
import type { CompiledSystem } from "./system.ts";

/** A reading with nothing in force, of a text that is held. */
export function readingWith(changes: Partial<Reading> = {}): Reading {
  return {
    name: "plain",
    says: "nothing in particular",
    inForce: new Set(),
    choices: {},
    sentences: [],
    textHeld: true,
    text: "test",
    ...changes,
  };
}

/** A machine's configuration; loose, so that tests can write what is not allowed. */
type Config = Readonly<Record<string, unknown>>;

/** What a guard of a tiny machine is given. */
export interface GuardArgs {
  readonly context: Readonly<Record<string, number>>;
  readonly event: Readonly<Record<string, number>>;
}

type MachineConfig = Parameters<typeof createMachine>[0];

/** A machine of a kind of its own, or of the kind that its name has before its digits. */
export function machineOf(
  name: string,
  build: Config | ((reading: ReadingView) => Config),
  changes: Partial<MachineDeclaration> = {},
): MachineDeclaration {
  return {
    name,
    kind: name.replace(/\d+$/, ""),
    actor: name,
    key: "",
    build: (reading): AnyStateMachine =>
      createMachine((typeof build === "function" ? build(reading) : build) as MachineConfig),
    ...changes,
  };
}

/** An event of one initiator, with the given other machines. */
export function eventOf(
  initiator: string,
  participants: readonly string[] = [],
  changes: Partial<EventDeclaration> = {},
): EventDeclaration {
  return {
    initiator,
    participants,
    mayBlock: [],
    sentence: "it happens",
    phrase: "it",
    ...changes,
  };
}

export function systemOf(
  machines: readonly MachineDeclaration[],
  events: EventDeclarations,
): SystemDeclaration {
  return { name: "tiny", machines, events };
}

/** Null where the conduct of a reading goes against a clause in force, which is refused. */
export function compiledUnlessRefused(
  declaration: SystemDeclaration,
  reading: Reading,
): CompiledSystem | null {
  try {
    return compileSystem(declaration, reading);
  } catch (cause) {
    const isRefused =
      cause instanceof ModelError && /^Conduct "\w+=\w+" forbids /.test(cause.message);
    if (isRefused) return null;
    throw cause;
  }
}

/**
 * Quiesce as a library: a model checker for products of XState machines.
 *
 *   import { at, check, defineEvents, defineSystem, never } from "quiesce";
 */

export { UsageError } from "../asking/usage.ts";
export { ModelError } from "../compile/errors.ts";
export type { Limit, Progress } from "../explore/results.ts";
export type {
  EventDeclaration,
  EventDeclarations,
  EventTest,
  Fairness,
  LocalState,
  ModelEvent,
  Predicate,
  ReadingView,
  StepPattern,
  Value,
  Verdict,
} from "../types/index.ts";
export type { Answer, Behaviour, BehaviourStep, CheckOptions, CheckResult } from "./check.ts";
export { check } from "./check.ts";
export type { Claim, Saying, StatePredicate } from "./claims.ts";
export {
  allOf,
  always,
  anyOf,
  at,
  leadsTo,
  never,
  neverStep,
  not,
  possible,
  related,
} from "./claims.ts";
export type { EventDefinition, MachineDefinition, System, SystemDefinition } from "./define.ts";
export { defineEvents, defineSystem } from "./define.ts";
export { report } from "./report.ts";

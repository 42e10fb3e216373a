/** Decides the properties of a system by decision diagrams. */
import { addMonitor } from "../../compile/monitor.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import type { Property } from "../../types/index.ts";
import type { PropertyResult } from "../results.ts";
import { answersOf, answerTo } from "./answers.ts";
import { findBehaviours } from "./behaviours.ts";
import { type Findings, findIn } from "./findings.ts";
import { GaveUp } from "./memory.ts";
import { netOf } from "./net.ts";
import { type Reached, reach } from "./reach.ts";
import type { GaveUpResult, SymbolicOptions, SymbolicResult } from "./results.ts";

/**
 * Same verdicts, distinct states and steps as the plain engine, or the reason why
 * it gave up. Verdicts are decided on the whole space before any behaviour is
 * looked for. Throws a ModelError for a property that reads what the system lacks.
 */
export function exploreSymbolic(
  system: CompiledSystem,
  options: SymbolicOptions,
): SymbolicResult | GaveUpResult {
  try {
    return exploration(system, options);
  } catch (error) {
    if (error instanceof GaveUp) return { gaveUp: error.why };
    throw error;
  }
}

function exploration(system: CompiledSystem, options: SymbolicOptions): SymbolicResult {
  const started = Date.now();
  const reached = reach(netOf(system), options);
  const plain = options.properties.filter(({ monitor }) => monitor === undefined);
  const findings = findIn(reached, plain, options.fairness);
  const speaks = findings.reception.groups.every((g) => g.kind !== "silent" || g.withinActor);
  const left = (): SymbolicOptions =>
    options.timeoutMs === undefined
      ? options
      : { ...options, timeoutMs: Math.max(0, options.timeoutMs - (Date.now() - started)) };
  const watched = options.properties
    .filter(({ monitor }) => monitor !== undefined)
    .map((property) => withMonitor(system, property, left(), reached));
  const finished = [findings, ...watched.map(({ findings: own }) => own)].map((own) =>
    findBehaviours(own, options),
  );
  const results = new Map<Property, PropertyResult>();
  for (const property of plain) results.set(property, answerTo(findings, property, !speaks));
  for (const { property, findings: own } of watched) {
    results.set(property, answerTo(own, property, !speaks));
  }
  const answers = answersOf(findings, !speaks);
  return {
    ...answers,
    gaveUp: null,
    properties: [
      ...answers.properties,
      ...options.properties.map((property) => results.get(property)!),
    ],
    assumptions: system.assumptions,
    impossible: system.impossible,
    tracesFinished: finished.every(Boolean),
    nodes: reached.space.diagrams.size,
  };
}

/** A property with a monitor is decided in the product with it, and only it. */
function withMonitor(
  system: CompiledSystem,
  property: Property,
  options: SymbolicOptions,
  { order }: Reached,
): { readonly property: Property; readonly findings: Findings } {
  const product = reach(netOf(addMonitor(system, property.monitor!)), options, order);
  return { property, findings: findIn(product, [property], options.fairness) };
}

/**
 * One machine in one reading, as a document draws it: its reachable states, and the steps
 * between them in words, with the clauses that each rests on.
 *
 * The whole system is explored, so that a step is drawn only where every party that takes part
 * can take it. Edges with the same words to the same state are one, from "any state".
 */
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { search, type Watcher } from "../explore/search.ts";
import { citationsOf } from "../trace/citations.ts";
import { localStates, type StateVector } from "../trace/walk.ts";
import type { Figure, LocalState, Reading } from "../types/index.ts";

/** Which of two readings has it; `both` where one is drawn alone. */
export type Having = "both" | "first" | "second";

export interface DrawnNode {
  readonly id: string;
  /** Its name, and below it what its register shows. */
  readonly lines: readonly string[];
  readonly at: readonly [number, number];
  readonly phase: string;
  readonly having: Having;
}

export interface DrawnEdge {
  /** A node; null for any state. */
  readonly from: string | null;
  readonly to: string;
  readonly words: string;
  /** Ids of clauses, in the order in which they were met. */
  readonly clauses: readonly string[];
  readonly having: Having;
}

export interface Drawn {
  readonly title: string;
  /** Where the machine begins. */
  readonly initial: string;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Which states "any state" stands for, and where it is drawn; null where none are merged. */
  readonly any: { readonly says: string; readonly at: readonly [number, number] } | null;
  readonly notes: readonly string[];
  /** Names of one reading, or of the two that are held side by side. */
  readonly readings: readonly string[];
}

/** Parties whose steps are drawn, and the machine's own; others where they are asked for. */
const USUAL = ["driver", "device"];

/** Most states of the small systems that figures are of. */
const MOST_STATES = 1_000_000;

/** From so many states a step is one of "any state". */
const ANY = 4;

/** Draws a machine. @param others parties besides driver and device whose steps are drawn */
export function drawn<S>(figure: Figure<S>, reading: Reading, others: readonly string[]): Drawn {
  const system = compileSystem(figure.system(figure.scope), reading, { idleSentences: "allowed" });
  const seen = stepsOf(figure, system, others);
  const nodes = nodesOf(figure, seen.states);
  const { edges, any } = merged(figure, nodes, seen.edges);
  return {
    title: figure.title,
    initial: seen.initial,
    nodes,
    edges,
    any: any === null ? null : { says: any, at: figure.any },
    notes: figure.notes,
    readings: [reading.name],
  };
}

interface Seen {
  readonly initial: string;
  readonly states: ReadonlyMap<string, readonly LocalState[]>;
  readonly edges: readonly DrawnEdge[];
}

/** Everything that happens to the machine, each kind of step once, nearest first. */
function stepsOf<S>(figure: Figure<S>, system: CompiledSystem, others: readonly string[]): Seen {
  const machine = system.machines.find(({ name }) => name === figure.machine)!;
  const parties = [...USUAL, machine.actor, ...others];
  const locals = machine.table.states;
  const ids = locals.map(figure.nodeOf);
  const reached = new Set<number>();
  const edges = new Map<string, { edge: DrawnEdge; clauses: Set<string> }>();
  const known = new Set<string>();
  const watcher: Watcher = {
    onState(_, vectors, at) {
      reached.add(vectors[at + machine.index]!);
    },
    onStep(_, vectors, at, event, to) {
      const [was, is] = [vectors[at + machine.index]!, to[machine.index]!];
      const key = `${was} ${event} ${is}`;
      if (ids[was] === ids[is] || known.has(key)) return;
      known.add(key);
      const instance = system.events[event]!;
      const words = figure.words(instance.event, locals[was]!);
      if (words === null || !parties.includes(system.machines[instance.initiator]!.actor)) return;
      const before = vectors.slice(at, at + to.length) as StateVector;
      const name = JSON.stringify([ids[was], ids[is], words]);
      const edge: DrawnEdge = { from: ids[was]!, to: ids[is]!, words, clauses: [], having: "both" };
      const found = edges.get(name) ?? { edge, clauses: new Set<string>() };
      edges.set(name, found);
      for (const id of clausesOf(system, instance, before, to.slice() as StateVector)) {
        found.clauses.add(id);
      }
    },
  };
  explore(system, watcher);
  const states = new Map<string, LocalState[]>();
  for (const local of [...reached].sort((a, b) => a - b)) {
    states.set(ids[local]!, [...(states.get(ids[local]!) ?? []), locals[local]!]);
  }
  const all = [...edges.values()].map(({ edge, clauses }) => ({ ...edge, clauses: [...clauses] }));
  return { initial: ids[0]!, states, edges: all };
}

function explore(system: CompiledSystem, watcher: Watcher): void {
  const limits = { maxStates: MOST_STATES, deadline: Number.POSITIVE_INFINITY, signal: undefined };
  const steps = search(system, { ...limits, keepEdges: false, watchers: [watcher] });
  for (let step = steps.next(); !step.done; ) step = steps.next();
}

/** The clauses that oblige a step, leave only it, or speak of it and leave it open. */
function clausesOf(
  system: CompiledSystem,
  instance: CompiledSystem["events"][number],
  before: StateVector,
  after: StateVector,
): readonly string[] {
  const [was, is] = [localStates(system, before), localStates(system, after)];
  const step = { instance, before, after, taken: true, was, is };
  const { obligedBy, onlyThisLeftBy, permittedBy, own } = citationsOf(system, step);
  return [...obligedBy, ...onlyThisLeftBy, ...permittedBy, ...own].map(({ id }) => id);
}

/** The nodes that are reached, in the figure's order; those that it does not place come last. */
function nodesOf<S>(
  { nodes, shows, any }: Figure<S>,
  states: Seen["states"],
): readonly DrawnNode[] {
  const rows = [...Object.values(nodes).map(({ at }) => at[1]), any[1]];
  const below = Math.max(...rows) + 1;
  const placed = Object.keys(nodes).filter((id) => states.has(id));
  const others = [...states.keys()].filter((id) => nodes[id] === undefined);
  return [...placed, ...others].map((id): DrawnNode => {
    const at = others.indexOf(id);
    const {
      says,
      phase,
      at: place,
    } = nodes[id] ?? {
      says: id.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`),
      phase: "others",
      at: [at % 3, below + Math.floor(at / 3)] as const,
    };
    const register = shows?.(states.get(id)!) ?? "";
    return {
      id,
      lines: [says, ...(register === "" ? [] : [register])],
      at: place,
      phase,
      having: "both",
    };
  });
}

/** Steps with the same words to the same state, from many states, as one. */
function merged<S>(
  figure: Figure<S>,
  nodes: readonly DrawnNode[],
  edges: readonly DrawnEdge[],
): { readonly edges: readonly DrawnEdge[]; readonly any: string | null } {
  const alike = new Map<string, DrawnEdge[]>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.words, edge.to]);
    alike.set(key, [...(alike.get(key) ?? []), edge]);
  }
  const many = [...alike.values()].filter((own) => own.length >= ANY);
  const from = (own: readonly DrawnEdge[]): string =>
    own
      .map((edge) => edge.from)
      .sort()
      .join(" ");
  // "Any state" is one set of states; steps from other sets are drawn one by one.
  const [widest] = many.map(from).sort((a, b) => b.length - a.length);
  if (widest === undefined) return { edges, any: null };
  const joined = many.filter((own) => from(own) === widest);
  const rest = edges.filter((edge) => !joined.some((own) => own.includes(edge)));
  const one = joined.map((own): DrawnEdge => {
    const clauses = [...new Set(own.flatMap((edge) => edge.clauses))];
    return { ...own[0]!, from: null, clauses };
  });
  const left = nodes.filter(
    ({ id }) => !widest.split(" ").includes(id) && id !== joined[0]![0]!.to,
  );
  return { edges: [...rest, ...one], any: anyWords(figure, nodes, left) };
}

/** `any state`, or with the phases that are left out: `any state after initialization`. */
function anyWords<S>(
  { nodes: given }: Figure<S>,
  nodes: readonly DrawnNode[],
  left: readonly DrawnNode[],
): string {
  if (left.length === 0) return "any state";
  const phases = [...new Set(left.map(({ phase }) => phase))];
  const whole = phases.every((phase) =>
    nodes.filter((node) => node.phase === phase).every((node) => left.includes(node)),
  );
  const names = whole ? phases : left.map(({ id }) => given[id]?.says ?? id);
  return `any state but ${names.join(", ")}`;
}

/** Two drawings of one machine as one, in which each part says which reading has it. */
export function sideBySide(first: Drawn, second: Drawn): Drawn {
  const having = (inFirst: boolean, inSecond: boolean): Having =>
    inFirst && inSecond ? "both" : inFirst ? "first" : "second";
  const nodeIds = new Set([...first.nodes, ...second.nodes].map(({ id }) => id));
  const nodes = [...nodeIds].map((id): DrawnNode => {
    const [a, b] = [first, second].map(({ nodes: own }) => own.find((node) => node.id === id));
    const other =
      a !== undefined && b !== undefined && a.lines[1] !== b.lines[1] ? b.lines[1] : undefined;
    const lines = [...(a ?? b)!.lines, ...(other === undefined ? [] : [`second: ${other}`])];
    return { ...(a ?? b)!, lines, having: having(a !== undefined, b !== undefined) };
  });
  const key = ({ from, to, words }: DrawnEdge): string => JSON.stringify([from, to, words]);
  const all = new Map([...second.edges, ...first.edges].map((edge) => [key(edge), edge]));
  const has = ({ edges }: Drawn, name: string): boolean => edges.some((edge) => key(edge) === name);
  const edges = [...all].map(([name, edge]): DrawnEdge => {
    return { ...edge, having: having(has(first, name), has(second, name)) };
  });
  return {
    ...first,
    nodes,
    edges: edges.sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    any: bothAny(first.any, second.any),
    readings: [...first.readings, ...second.readings],
  };
}

function bothAny(first: Drawn["any"], second: Drawn["any"]): Drawn["any"] {
  if (first === null || second === null || first.says === second.says) return first ?? second;
  return { ...first, says: `${first.says}; second: ${second.says}` };
}

/** Mermaid sources: a state diagram of each machine, a sequence of each behaviour. */
import type { CompiledMachine, CompiledSystem } from "../compile/system.ts";
import type { Value } from "../types/index.ts";
import { citedLines } from "./by.ts";
import { LANES, type Lane, type Rows } from "./rows.ts";

/** A machine of one kind, as several systems have it. */
export interface MachineKind {
  readonly kind: string;
  readonly actor: string;
  /** State names, the initial one first. */
  readonly states: readonly string[];
  readonly edges: readonly Edge[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly type: string;
  /** Parameters that matter: `value 0F 1F`. */
  readonly when: string;
  /** In some local states of that name the event cannot be taken. */
  readonly guarded: boolean;
}

/**
 * Each kind of machine once, with every transition that it has in one of the
 * systems. Local states of one name are one state; guards on variables are
 * summarised, guards on parameters are written out.
 */
export function machineKinds(systems: readonly CompiledSystem[]): readonly MachineKind[] {
  const kinds = new Map<string, MachineKind>();
  for (const machine of systems.flatMap((system) => system.machines)) {
    const found = kindOf(machine);
    const known = kinds.get(found.kind);
    kinds.set(found.kind, known === undefined ? found : merged(known, found));
  }
  return [...kinds.values()];
}

function kindOf({ kind, actor, table }: CompiledMachine): MachineKind {
  const names = table.states.map((state) => state.value);
  const width = table.events.length;
  const targets = new Map<string, { columns: Set<number>; takers: Set<number> }>();
  const holders = new Map<string, number>();
  for (const name of names) holders.set(name, (holders.get(name) ?? 0) + 1);
  for (const [state, from] of names.entries()) {
    for (let column = 0; column < width; column++) {
      const next = table.next[state * width + column]!;
      if (next < 0) continue;
      const key = JSON.stringify([from, names[next], table.events[column]!.type]);
      const target = targets.get(key) ?? { columns: new Set(), takers: new Set() };
      target.columns.add(column);
      target.takers.add(state);
      targets.set(key, target);
    }
  }
  const edges = [...targets].map(([key, { columns, takers }]): Edge => {
    const [from, to, type] = JSON.parse(key) as [string, string, string];
    const guarded = takers.size < holders.get(from)!;
    return { from, to, type, when: parametersOf(table, type, columns), guarded };
  });
  // `buffer0.` and `buffer1.` are kinds of their own for events, not for a reader.
  const plainKind = kind.replace(/[\d.]+$/, "");
  return { kind: plainKind, actor, states: [...new Set(names)], edges };
}

/** The values that a parameter has here, where it may have others elsewhere. */
function parametersOf(
  table: CompiledMachine["table"],
  type: string,
  columns: ReadonlySet<number>,
): string {
  const all = table.events.filter((event) => event.type === type);
  const here = [...columns].map((column) => table.events[column]!);
  const names = Object.keys(all[0] ?? {}).filter((name) => name !== "type");
  return names
    .flatMap((name) => {
      const possible = new Set(all.map((event) => event[name]));
      const values = new Set(here.map((event) => event[name]!));
      return values.size < possible.size
        ? [`${name} ${[...values].map(shown(name)).join(" ")}`]
        : [];
    })
    .join(", ");
}

/** Register values are written as two hexadecimal digits, as everywhere else. */
const shown =
  (name: string) =>
  (value: Value): string =>
    name === "value" && typeof value === "number"
      ? value.toString(16).toUpperCase().padStart(2, "0")
      : String(value);

function merged(a: MachineKind, b: MachineKind): MachineKind {
  const edges = new Map(a.edges.map((edge) => [JSON.stringify({ ...edge, guarded: 0 }), edge]));
  for (const edge of b.edges) {
    const key = JSON.stringify({ ...edge, guarded: 0 });
    const known = edges.get(key);
    edges.set(key, { ...edge, guarded: edge.guarded || (known?.guarded ?? false) });
  }
  return { ...a, states: [...new Set([...a.states, ...b.states])], edges: [...edges.values()] };
}

/** Above this many events between two states, the rest is in a comment. */
const MOST_LABELS = 3;

/**
 * A state diagram; `*` marks events that some local states of the name refuse.
 * What does not leave a state is listed in comments: drawn, it hides the rest.
 */
export function stateDiagram({ kind, actor, states, edges }: MachineKind): string {
  const id = (name: string): string => name.replace(/\W+/g, "_") || "only";
  const names = states.map((name) => `  state "${name || kind}" as ${id(name)}`);
  const pairs = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = `${id(edge.from)} --> ${id(edge.to)}`;
    pairs.set(key, [...(pairs.get(key) ?? []), edge]);
  }
  const arrows = [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, own]) => {
      const labels = [...new Set(own.map(labelOf))].sort();
      const all = `  %% ${key} : ${labels.join("; ")}`;
      if (own[0]!.from === own[0]!.to) return [all];
      if (labels.length <= MOST_LABELS) return [`  ${key} : ${labels.join("<br>")}`];
      const shownLabels = [
        ...labels.slice(0, MOST_LABELS - 1),
        `and ${labels.length - MOST_LABELS + 1} more`,
      ];
      return [all, `  ${key} : ${shownLabels.join("<br>")}`];
    });
  return [
    `%% Generated from the machine "${kind}" (${actor}); do not edit. * guarded by a variable.`,
    "stateDiagram-v2",
    ...names,
    `  [*] --> ${id(states[0] ?? "")}`,
    ...arrows,
    "",
  ].join("\n");
}

function labelOf({ type, when, guarded }: Edge): string {
  return `${type}${when === "" ? "" : ` (${when})`}${guarded ? " *" : ""}`;
}

const NAMES: Readonly<Record<Lane, string>> = {
  driver: "Driver",
  device: "Device",
  hypervisor: "Hypervisor",
};

/** A sequence diagram of the rows of a chart. */
export function sequenceDiagram(title: string, { rows, loop }: Rows): string {
  const lanes = LANES.filter(
    (lane) =>
      lane !== "hypervisor" || rows.some((r) => r.lane === lane || r.receiver?.lane === lane),
  );
  const lines: string[] = [];
  for (const [index, { lane, phrase, receiver, by }] of rows.entries()) {
    if (index === loop) lines.push("  loop for ever");
    const cited = citedLines(by).filter((line) => line !== "no clause");
    const rests = cited.length === 0 ? "" : ` [${cited.join(", ")}]`;
    const to = receiver?.lane ?? lane;
    lines.push(`  ${lane}->>${to}: ${plain(phrase + rests)}`);
    if (receiver !== null) lines.push(`  Note over ${to}: ${plain(receiver.says)}`);
  }
  if (loop === rows.length)
    lines.push(`  Note over ${lanes[0]},${lanes.at(-1)}: nothing more happens`);
  else if (loop !== null) lines.push("  end");
  return [
    `%% Generated from ${title}; do not edit.`,
    "sequenceDiagram",
    ...lanes.map((lane) => `  participant ${lane} as ${NAMES[lane]}`),
    ...lines,
    "",
  ].join("\n");
}

/** Semicolons and hashes mean something to Mermaid. */
function plain(text: string): string {
  return text.replaceAll("#", "no. ").replaceAll(";", ",");
}

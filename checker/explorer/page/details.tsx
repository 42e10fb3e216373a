/** One moment of the behaviour: status, state, memory, what can happen next, and the way out. */
import { useState } from "preact/hooks";
import type { Field, Machine } from "../protocol.ts";
import { DiagramView } from "./diagram.tsx";
import { firstSteps, localsAt, type Moment } from "./moment.ts";
import { momentIn } from "./store.ts";
import { TakeOut } from "./take-out.tsx";
import { useCall, useStore } from "./use.ts";
import { Walk } from "./walk.tsx";

const VIEWS = ["What can happen", "State", "Memory", "Machines", "Take it with you"] as const;
type View = (typeof VIEWS)[number];

export function Details() {
  const store = useStore();
  const { behaviour } = store.state;
  const [view, setView] = useState<View>("What can happen");
  if (behaviour === null) return null;
  const at = momentIn(store.state);
  const keys = (event: KeyboardEvent) => {
    const turn = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (turn === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = VIEWS[(VIEWS.indexOf(view) + turn + VIEWS.length) % VIEWS.length]!;
    setView(next);
    document.getElementById(`tab-${VIEWS.indexOf(next)}`)?.focus();
  };
  return (
    <section id="details" aria-labelledby="details-title">
      <h2 id="details-title">{at === 0 ? "Before the first step" : `After step ${at}`}</h2>
      <Bits behaviour={behaviour} at={at} />
      <div role="tablist" aria-label="Views of this moment" onKeyDown={keys}>
        {VIEWS.map((one, index) => (
          <button
            type="button"
            role="tab"
            key={one}
            id={`tab-${index}`}
            aria-selected={one === view}
            aria-controls="view"
            tabIndex={one === view ? 0 : -1}
            onClick={() => setView(one)}
          >
            {one}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="view" aria-labelledby={`tab-${VIEWS.indexOf(view)}`}>
        {view === "What can happen" && <Walk behaviour={behaviour} at={at} />}
        {view === "State" && <StateView behaviour={behaviour} at={at} />}
        {view === "Memory" && <MemoryView behaviour={behaviour} at={at} />}
        {view === "Machines" && <Machines behaviour={behaviour} at={at} />}
        {view === "Take it with you" && <TakeOut behaviour={behaviour} />}
      </div>
    </section>
  );
}

/** Columns that are bytes, bit by bit. */
function Bits({ behaviour, at }: Moment) {
  const values = at === 0 ? behaviour.first : behaviour.steps[at - 1]!.values;
  return (
    <>
      {behaviour.columns.map(({ head, bits }, column) => {
        const value = values[column] ?? "";
        if (bits.length === 0 || value === "--") return null;
        const byte = Number.parseInt(value, 16);
        return (
          <div class="bits" key={head}>
            <b>{value}</b>
            {Number.isNaN(byte) ? (
              <span class="quiet">the text does not say what a read returns</span>
            ) : (
              bits.map((name, bit) => {
                const isSet = ((byte >> bit) & 1) === 1;
                if (name === "") return null;
                return (
                  <span key={name} class={isSet ? "bit set" : "bit"}>
                    {name} {isSet ? 1 : 0}
                  </span>
                );
              })
            )}
          </div>
        );
      })}
    </>
  );
}

/** Every machine's state and variables; what this step changed comes first. */
function StateView({ behaviour, at }: Moment) {
  const [isAll, setAll] = useState(false);
  const now = localsAt({ behaviour, at });
  const was = localsAt({ behaviour, at: Math.max(0, at - 1) });
  const parts = new Set(at === 0 ? [] : behaviour.steps[at - 1]!.parts);
  const differs = (index: number): boolean => now[index] !== was[index];
  const order = behaviour.machines
    .map((machine, index) => ({ machine, index }))
    .filter(({ index }) => isAll || at === 0 || parts.has(index) || differs(index))
    .sort((a, b) => Number(differs(b.index)) - Number(differs(a.index)));
  return (
    <>
      <label class="plain">
        <input type="checkbox" checked={isAll} onChange={() => setAll(!isAll)} />
        all machines, not only those that take part
      </label>
      <table class="state">
        <thead>
          <tr>
            <th scope="col">machine</th>
            <th scope="col">state</th>
            <th scope="col">variables</th>
          </tr>
        </thead>
        <tbody>
          {order.map(({ machine, index }) => (
            <MachineRow key={machine.name} machine={machine} now={now[index]!} was={was[index]!} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function MachineRow({
  machine,
  now,
  was,
}: {
  readonly machine: Machine;
  readonly now: number;
  readonly was: number;
}) {
  const is = machine.locals[now]!;
  const before = machine.locals[was]!;
  return (
    <tr class={now === was ? "" : "changed"}>
      <th scope="row">{machine.name}</th>
      <td>
        {is.value !== before.value && <del>{before.value}</del>} {is.value}
      </td>
      <td>
        {Object.entries(is.variables).map(([name, value]) => {
          const old = before.variables[name];
          return (
            <span key={name} class="variable">
              {name} {old !== value && old !== undefined && <del>{old}</del>}{" "}
              {old === value ? value : <ins>{value}</ins>}
            </span>
          );
        })}
      </td>
    </tr>
  );
}

/** The rings in bytes, whose each field is, and what the last step wrote. */
function MemoryView({ behaviour, at }: Moment) {
  const { asked } = useStore().state;
  const line = firstSteps(behaviour, at);
  const { back, refused } = useCall("memory", asked === null ? null : [asked, line]);
  if (refused !== null) return <p class="refused">{refused}</p>;
  if (back === null)
    return <p class="quiet">No virtqueue takes part, or memory is being laid out.</p>;
  const queues = new Map<string, Field[]>();
  for (const field of back.fields) {
    const [queue = ""] = field.name.split(" ");
    queues.set(queue, [...(queues.get(queue) ?? []), field]);
  }
  return (
    <>
      {back.departs !== null && <p class="notice">{back.departs}, as this reading has it.</p>}
      {back.broken.length > 0 && <p class="refused">Broken in memory: {back.broken.join(", ")}</p>}
      {[...queues].map(([queue, fields]) => (
        <table class="memory" key={queue}>
          <caption>{queue}</caption>
          <thead>
            <tr>
              <th scope="col">field</th>
              <th scope="col">at</th>
              <th scope="col">bytes</th>
              <th scope="col">whose</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr
                key={`${field.name} ${field.address}`}
                class={field.before === null ? "" : "changed"}
              >
                <th scope="row">{field.name.slice(queue.length + 1)}</th>
                <td>{field.address.toString(16)}</td>
                <td>
                  {field.before !== null && <del>{hex(field.before)}</del>}{" "}
                  {field.before === null ? hex(field.bytes) : <ins>{hex(field.bytes)}</ins>}
                  {back.read.includes(field.name) && <span class="quiet"> read</span>}
                </td>
                <td>{field.owner}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </>
  );
}

/** Bytes that one line shows of a field. */
const SHOWN = 16;

function hex(bytes: readonly number[]): string {
  const digits = bytes.slice(0, SHOWN).map((byte) => byte.toString(16).padStart(2, "0"));
  return bytes.length > SHOWN ? `${digits.join(" ")} ...` : digits.join(" ");
}

/** State diagrams of the machines that take part in this step. */
function Machines({ behaviour, at }: Moment) {
  const now = localsAt({ behaviour, at });
  const was = localsAt({ behaviour, at: Math.max(0, at - 1) });
  const parts = at === 0 ? [] : behaviour.steps[at - 1]!.parts;
  const shown = behaviour.machines
    .map((machine, index) => ({ machine, index }))
    .filter(({ machine, index }) => {
      const diagram = behaviour.diagrams.find(({ kind }) => kind === machine.kind);
      return (parts.length === 0 || parts.includes(index)) && (diagram?.states.length ?? 0) > 1;
    });
  if (shown.length === 0) return <p class="quiet">No machine of more than one state takes part.</p>;
  return (
    <div class="machines">
      {shown.map(({ machine, index }) => (
        <DiagramView
          key={machine.name}
          diagram={behaviour.diagrams.find(({ kind }) => kind === machine.kind)!}
          name={machine.name}
          now={machine.locals[now[index]!]!.value}
          was={machine.locals[was[index]!]!.value}
        />
      ))}
    </div>
  );
}

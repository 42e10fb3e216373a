/** What of a compiled system is data, and its way into a cache and out of it. */
import type { EventDeclaration, SystemDeclaration } from "../types/index.ts";
import type { Kept } from "./compile.ts";
import type { CompiledMachine, CompiledSystem, EventInstance, MachineTable } from "./system.ts";

/** A compiled system without what was declared. */
export type Lowering = Omit<CompiledSystem, "name" | "declaration" | "reading" | "monitors">;

/** The same without functions, and without what another part repeats. */
type Flat = Omit<Lowering, "machines" | "events"> & {
  readonly machines: readonly (Omit<CompiledMachine, "table"> & {
    readonly table: Omit<MachineTable, "events">;
  })[];
  readonly events: readonly Omit<EventInstance, "declaration">[];
};

export function remember({ cache, key }: Kept, lowering: Lowering): void {
  const flat: Flat = {
    ...lowering,
    machines: lowering.machines.map(({ table: { events: _, ...table }, ...machine }) => ({
      ...machine,
      table,
    })),
    events: lowering.events.map(({ declaration: _, ...event }) => event),
  };
  cache.keep(key, flat);
}

/** Null where nothing is kept of it, or not of these machines and events. */
export function loweringFrom(
  { cache, key }: Kept,
  { machines, events }: SystemDeclaration,
): Lowering | null {
  const flat = cache.find(key) as Flat | null;
  if (flat === null) return null;
  const declared = new Map<string, EventDeclaration>(Object.entries(events));
  const known = flat.events.every(({ type }) => declared.has(type));
  const same = flat.machines.map(({ name }) => name).join() === machines.map((m) => m.name).join();
  if (!known || !same) return null;
  const instances = flat.events.map(
    (event): EventInstance => ({ ...event, declaration: declared.get(event.type)! }),
  );
  return {
    ...flat,
    events: instances,
    machines: flat.machines.map((machine): CompiledMachine => {
      const own = instances.filter(({ id }) => machine.column[id]! >= 0);
      return { ...machine, table: { ...machine.table, events: own.map(({ event }) => event) } };
    }),
  };
}

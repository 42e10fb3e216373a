/** What each event meets in a global state: taken, declined, blocked or unanswered. */
import type { CompiledSystem } from "../compile/system.ts";

/** An event that a machine guards off without the right to. */
export interface GuardedOff {
  readonly event: number;
  readonly machine: number;
}

/**
 * Reads states at an offset of a vector store. The masks are overwritten by each
 * call of `receive`.
 */
export interface Receiver {
  /** Machines and monitors: the length of a state vector. */
  readonly width: number;
  /** Events that every participant takes. */
  readonly enabled: Uint32Array;
  /** Events that the initiator takes, nobody blocks, and somebody says nothing about. */
  readonly unanswered: Uint32Array;
  receive(vector: Uint16Array, at: number): void;
  /** After `receive`: choices of an initiator that are stopped without the right to. */
  guardedOff(vector: Uint16Array, at: number): readonly GuardedOff[];
  /** After `receive`: the machines that say nothing about an unanswered event. */
  silentMachines(vector: Uint16Array, at: number, event: number): number[];
  /** Writes the state after an enabled event into `into`. */
  successor(vector: Uint16Array, at: number, event: number, into: Uint16Array): void;
}

export function createReceiver(system: CompiledSystem): Receiver {
  const { machines, monitors, words } = system;
  const masks: Masks = {
    enabled: new Uint32Array(words),
    unanswered: new Uint32Array(words),
    stopped: new Uint32Array(words),
    illegitimate: new Uint32Array(words),
  };
  return {
    width: machines.length + monitors.length,
    enabled: masks.enabled,
    unanswered: masks.unanswered,
    receive: receiving(system, masks),
    guardedOff: guards(system, masks),
    silentMachines: (vector, at, event) =>
      machines
        .filter(({ silent, index }) => hasAt(silent, vector[at + index]! * words, event))
        .map(({ index }) => index),
    successor: successors(system),
  };
}

/** What each event meets in the state that was received last. */
interface Masks extends Pick<Receiver, "enabled" | "unanswered"> {
  /** Taken by the initiator and not enabled. */
  readonly stopped: Uint32Array;
  /** Among these, those for which the machine that stops them needs a right to. */
  readonly illegitimate: Uint32Array;
}

/** Writes the masks of a state. */
function receiving(system: CompiledSystem, masks: Masks): Receiver["receive"] {
  const { machines, words, choices } = system;
  const { enabled, unanswered, stopped, illegitimate } = masks;
  const existing = bits(words, system.events.length);
  const severalAnswers = new Uint32Array(words);
  for (const choice of choices)
    if (choice.length > 1) for (const id of choice) set(severalAnswers, id);
  // Read for every word of every state: straight from lists of masks.
  const taking = machines.map(({ takes }) => takes);
  const declining = machines.map(({ declines }) => declines);
  const count = machines.length;
  return (vector, at) => {
    for (let w = 0; w < words; w++) {
      // As signed numbers, which are never boxed.
      let takes = existing[w]! | 0;
      let wanted = takes;
      for (let m = 0; m < count; m++) {
        const word = vector[at + m]! * words + w;
        takes &= taking[m]![word]!;
        wanted &= ~declining[m]![word]!;
      }
      enabled[w] = takes;
      const open = wanted & ~takes;
      stopped[w] = open;
      unanswered[w] = 0;
      illegitimate[w] = 0;
      if (open === 0) continue;
      let blocks = 0;
      let guards = 0;
      for (let m = 0; m < machines.length; m++) {
        const word = vector[at + m]! * words + w;
        blocks |= machines[m]!.blocks[word]!;
        guards |= machines[m]!.guardsOff[word]!;
      }
      // What is neither taken nor blocked by anyone meets silence.
      unanswered[w] = open & ~blocks & ~guards;
      illegitimate[w] = open & (guards | severalAnswers[w]!) & ~unanswered[w]!;
    }
  };
}

/** Finds the choices that are stopped without the right to, in the masks of a state: asked of
 *  every state, so that loops stand where lists would be made. */
function guards(system: CompiledSystem, masks: Masks): Receiver["guardedOff"] {
  const { machines, words, choices } = system;
  const { enabled, unanswered, stopped, illegitimate } = masks;
  const none: readonly GuardedOff[] = [];

  /** Whether every participant could take the event, were it not for rules in force. */
  const isPossible = (vector: Uint16Array, at: number, id: number): boolean =>
    machines.every(({ takes, forbidden }, m) => {
      const row = vector[at + m]! * words;
      return hasAt(takes, row, id) || hasAt(forbidden, row, id);
    });
  /** Whether a machine may refuse, and does refuse, all that is stopped of a choice. */
  const isRefused = (vector: Uint16Array, at: number, choice: readonly number[]): boolean => {
    for (let m = 0; m < machines.length; m++) {
      const row = vector[at + m]! * words;
      let refuses = true;
      for (const id of choice) refuses &&= !has(stopped, id) || hasAt(machines[m]!.blocks, row, id);
      if (refuses) return true;
    }
    return false;
  };
  /** The machine that guards off a choice by its first event; null where that is all right. */
  const guarding = (vector: Uint16Array, at: number, event: number): number | null => {
    const choice = choices[system.events[event]!.choice]!;
    for (const id of choice) if (id < event && has(illegitimate, id)) return null;
    if (isRefused(vector, at, choice)) return null;
    if (choice.some((id) => isPossible(vector, at, id))) return null;
    return machines.findIndex(({ guardsOff, blocks }, m) => {
      const row = vector[at + m]! * words;
      return hasAt(guardsOff, row, event) || hasAt(blocks, row, event);
    });
  };
  const isAnswered = (event: number): boolean => {
    for (const id of choices[system.events[event]!.choice]!) {
      if (has(enabled, id) || has(unanswered, id)) return true;
    }
    return false;
  };

  return (vector, at) => {
    let found: GuardedOff[] | undefined;
    for (let w = 0; w < words; w++) {
      for (let rest = illegitimate[w]! | 0; rest !== 0; rest &= rest - 1) {
        const event = w * 32 + 31 - Math.clz32(rest & -rest);
        if (isAnswered(event)) continue;
        const machine = guarding(vector, at, event);
        if (machine === null) continue;
        found ??= [];
        found.push({ event, machine });
      }
    }
    return found ?? none;
  };
}

/** Whether bit `id` is set in a mask. */
export function has(mask: Uint32Array, id: number): boolean {
  return hasAt(mask, 0, id);
}

/** A mask with these bits set. */
export function maskOf(words: number, ids: Iterable<number>): Uint32Array {
  const mask = new Uint32Array(words);
  for (const id of ids) set(mask, id);
  return mask;
}

/** The set bits of a mask, in ascending order. */
export function* bitsOf(mask: Uint32Array): Generator<number> {
  for (const [w, word] of mask.entries()) {
    for (let rest = word; rest !== 0; rest &= rest - 1) {
      yield w * 32 + 31 - Math.clz32(rest & -rest);
    }
  }
}

function hasAt(masks: Uint32Array, row: number, id: number): boolean {
  return ((masks[row + (id >>> 5)]! >>> (id & 31)) & 1) === 1;
}

function set(mask: Uint32Array, id: number): void {
  mask[id >>> 5]! |= 1 << (id & 31);
}

function bits(words: number, count: number): Uint32Array {
  return maskOf(
    words,
    Array.from({ length: count }, (_, id) => id),
  );
}

/** Moves every machine that takes part, then every monitor, which sees the state before. */
function successors(system: CompiledSystem): Receiver["successor"] {
  const { machines, monitors, events } = system;
  const width = machines.length + monitors.length;
  const taking = events.map(({ initiator, participants }) =>
    Uint16Array.from([initiator, ...participants]),
  );
  return (vector, at, event, into) => {
    for (let m = 0; m < width; m++) into[m] = vector[at + m]!;
    for (const m of taking[event]!) {
      const { table, column } = machines[m]!;
      into[m] = table.next[vector[at + m]! * table.events.length + column[event]!]!;
    }
    for (const [k, { table, columnOf, observes }] of monitors.entries()) {
      let column = columnOf[event]!;
      if (column < 0) continue;
      for (const { machine, digit } of observes) column += digit[vector[at + machine]!]!;
      const place = machines.length + k;
      const next = table.next[vector[at + place]! * table.events.length + column]!;
      if (next >= 0) into[place] = next;
    }
  };
}

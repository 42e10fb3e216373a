/** Tables of a machine, of one reading after another, gathered into one. */
import type { LocalState } from "../types/index.ts";
import { type Condition, Decisions, OPEN } from "./decisions.ts";
import { localKey } from "./local.ts";
import type { MachineTable } from "./system.ts";

/** A local transition, or that the event is blocked or unanswered in a state. */
export interface PresentTransition {
  readonly from: number;
  readonly column: number;
  /** A local state, BLOCKED or SILENT. */
  readonly to: number;
  readonly clauses: readonly string[];
  /** The readings that have it. It says nothing of readings in which the machine is
   *  never in the state. */
  readonly when: Condition;
}

/** The cells of a machine in some readings, as numbers of `Decisions`, OPEN where it has none. */
export interface Row {
  readonly cells: Int32Array;
  readonly initial: number;
}

/** The local states of all tables, each once. */
class States {
  readonly all: LocalState[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(state: LocalState): number {
    const key = `${localKey(state)} ${state.tags.join(" ")}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.all.length);
    return this.all.push(state) - 1;
  }
}

/** What a cell can lead to, with the clauses that say so, each once. */
class Outcomes {
  readonly all: Pick<PresentTransition, "to" | "clauses">[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(to: number, clauses: readonly string[]): number {
    const key = `${to} ${clauses.join(" ")}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.all.length);
    return this.all.push({ to, clauses }) - 1;
  }
}

/** Gathers tables of `width` columns. */
export class Gathering {
  readonly decisions = new Decisions();
  readonly states = new States();
  readonly outcomes = new Outcomes();
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
  }

  /** One table, as a row that is the same in all readings. */
  rowOf(table: MachineTable): Row {
    const { width, decisions, outcomes } = this;
    const renumbered = table.states.map((state) => this.states.numberOf(state));
    const cells = this.emptyCells();
    for (const [cell, next] of table.next.entries()) {
      const from = renumbered[Math.floor(cell / width)]!;
      const to = next < 0 ? next : renumbered[next]!;
      const outcome = outcomes.numberOf(to, table.clauseLists[table.clauses[cell]!]!);
      cells[from * width + (cell % width)] = decisions.always(outcome);
    }
    return { cells, initial: decisions.always(renumbered[0]!) };
  }

  /** One of `rows` for each value of the switch at `place`. */
  join(place: number, rows: readonly Row[]): Row {
    const cells = this.emptyCells();
    const [first] = rows;
    for (let cell = 0; cell < cells.length; cell++) {
      const known = first!.cells[cell] ?? OPEN;
      cells[cell] = rows.every((row) => row.cells[cell] === known)
        ? known
        : this.decisions.decide(
            place,
            rows.map((row) => row.cells[cell] ?? OPEN),
          );
    }
    const starts = rows.map(({ initial }) => initial);
    return { cells, initial: this.decisions.decide(place, starts) };
  }

  /** The local states of all readings, those it begins in, and the transitions of each. */
  finish({ cells, initial }: Row) {
    const { width, decisions, outcomes } = this;
    const starts = decisions.outcomes(initial);
    return {
      states: this.states.all,
      initial: starts.map(({ outcome, when }) => ({ state: outcome, when })),
      transitions: [...cells].flatMap((choice, cell) =>
        decisions.outcomes(choice).map(
          ({ outcome, when }): PresentTransition => ({
            from: Math.floor(cell / width),
            column: cell % width,
            ...outcomes.all[outcome]!,
            when,
          }),
        ),
      ),
    };
  }

  private emptyCells(): Int32Array {
    return new Int32Array(this.states.all.length * this.width).fill(OPEN);
  }
}

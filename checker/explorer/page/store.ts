/**
 * What the page shows, and what a reader may do. The address is the truth: whoever does
 * something changes it, and what is shown follows from it, so that going back is undo.
 */

import { NOWHERE, type Place, read, written } from "../address.ts";
import type {
  Answers,
  Behaviour,
  Book,
  BookReading,
  BookScenario,
  More,
  Opening,
  Question,
  Row,
} from "../protocol.ts";
import { Client, Refused, Stopped } from "./client.ts";
import { type Expression, expressionOf, textOf } from "./reading.ts";

export interface State {
  readonly book: Book | null;
  readonly place: Place;
  readonly answers: Answers | null;
  /** The question of the answers. */
  readonly asked: Question | null;
  readonly more: More | null;
  readonly behaviour: Behaviour | null;
  /** What is under way, in words. */
  readonly busy: string | null;
  /** What could not be done, in one line; what was there before stays. */
  readonly refused: string | null;
  /** What became of a link that another model made, or that cannot be followed to its end. */
  readonly notice: string | null;
  /** From the first key to the answer, in milliseconds. */
  readonly took: number | null;
}

const EMPTY: State = {
  book: null,
  place: NOWHERE,
  answers: null,
  asked: null,
  more: null,
  behaviour: null,
  busy: "reads the model",
  refused: null,
  notice: null,
  took: null,
};

/** Baselines and cures wait so long, so that a reader who goes on switching does not. */
const REST_MS = 600;

export class Store {
  state = EMPTY;
  readonly client: Client;
  readonly #heard = new Set<() => void>();
  #turn = 0;
  /** The address that is followed. It may be changed from outside before the page hears of it. */
  #address = "";
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** Digest of the model that answers here. */
  readonly #model: string;

  constructor({ address, own, digest }: Opening) {
    if (location.hash === "" && address !== "") history.replaceState(null, "", `#${address}`);
    this.#model = digest ?? MODEL_DIGEST;
    this.client = new Client(own, (words) => {
      // What is asked while nobody waits says nothing.
      if (this.state.busy !== null) this.#set({ busy: words });
    });
    addEventListener("hashchange", () => void this.#follow());
  }

  listen(heard: () => void): () => void {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }

  async start(): Promise<void> {
    try {
      const book = await this.client.call("book");
      this.#set({ book });
    } catch (cause) {
      this.#fail(this.#turn, cause);
    }
    await this.#follow();
  }

  /** Goes elsewhere; a reader can come back from there. */
  go(changes: Partial<Place>): void {
    const place = { ...this.state.place, ...changes, model: this.#model };
    history.pushState({ depth: this.depth + 1 }, "", `#${written(place)}`);
    void this.#follow();
  }

  /** How many steps a reader can take back. */
  get depth(): number {
    return (history.state as { readonly depth?: number } | null)?.depth ?? 0;
  }

  /** The same question from now on about other words; nothing to come back from. */
  #settle(changes: Partial<Place>): void {
    if (location.hash !== this.#address) return;
    const place = { ...this.state.place, ...changes, model: this.#model };
    this.#set({ place });
    history.replaceState(history.state, "", `#${written(place)}`);
    this.#address = location.hash;
  }

  /** Another reading, and whatever follows from it. */
  read(expression: Expression): void {
    this.go({ reading: textOf(expression), line: null, step: null });
  }

  select(claim: string): void {
    this.go({ claim, line: null, step: null });
  }

  /** A behaviour that is no counterexample of the claim: a finding, or a walk. */
  show(line: string, step: number | null = null): void {
    this.go({ line, step });
  }

  step(to: number): void {
    const { behaviour } = this.state;
    if (behaviour === null) return;
    this.#settle({ step: Math.max(0, Math.min(to, behaviour.steps.length)) });
  }

  stop(): void {
    this.#turn++;
    this.client.stop();
    this.#set({ busy: null, refused: "stopped; what is shown is what was known before" });
  }

  dismiss(): void {
    this.#set({ refused: null, notice: null });
  }

  #set(changes: Partial<State>): void {
    this.state = { ...this.state, ...changes };
    for (const heard of this.#heard) heard();
  }

  /** Does what the address says. */
  async #follow(): Promise<void> {
    const { book } = this.state;
    if (book === null) return;
    const turn = ++this.#turn;
    clearTimeout(this.#rest);
    this.#address = location.hash;
    try {
      const given = read(this.#address);
      const place = completed(book, given);
      const isSame = sameQuestion(place, this.state.asked);
      this.#set({ place, refused: null, notice: null, ...(isSame ? {} : { busy: "compiles" }) });
      const started = performance.now();
      const answers = isSame ? this.state.answers! : await this.client.call("ask", place);
      if (turn !== this.#turn) return;
      performance.mark("answered");
      const { scenario, reading, scope } = place;
      const took = isSame ? this.state.took : performance.now() - started;
      this.#set({ answers, asked: { scenario, reading, scope }, busy: null, took });
      if (!isSame) this.#set({ more: null });
      await this.#draw(turn, given);
      if (this.state.more === null) this.#rest = setTimeout(() => void this.#ask(turn), REST_MS);
    } catch (cause) {
      this.#fail(turn, cause);
    }
  }

  /** The behaviour of the place: the words of the address, else those of the claim. */
  async #draw(turn: number, given: Place): Promise<void> {
    const { place, answers } = this.state;
    const row = rowOf(answers, place.claim);
    const line = place.line ?? row?.line ?? "";
    const found = await this.client.call("behaviour", place, line);
    if (turn !== this.#turn) return;
    const isForeign = given.model !== "" && given.model !== this.#model && given.line !== null;
    const other = `This address was made with another model (${given.model}); its words were run again in this one: `;
    if (!("says" in found)) {
      const last = found.steps.length;
      this.#set({ behaviour: found, ...(isForeign ? { notice: `${other}as then.` } : {}) });
      // Whoever stepped meanwhile stays there.
      const step = Math.min(this.state.place.step ?? last, last);
      this.#settle({ claim: row?.name ?? "", line: found.line, step });
      return;
    }
    const possible = await this.client.call("behaviour", place, found.line);
    if (turn !== this.#turn || "says" in possible) return;
    const says = `${isForeign ? other : ""}${found.says}. What is possible of it is shown.`;
    this.#set({ behaviour: possible, notice: says });
    this.#settle({ claim: row?.name ?? "", line: possible.line, step: possible.steps.length });
  }

  async #ask(turn: number): Promise<void> {
    try {
      const more = await this.client.call("more", this.state.place);
      const { answers } = this.state;
      if (turn !== this.#turn || answers === null) return;
      this.#set({ more, answers: { ...answers, rows: more.rows, findings: more.findings } });
    } catch (cause) {
      this.#fail(turn, cause);
    }
  }

  #fail(turn: number, cause: unknown): void {
    if (turn !== this.#turn || cause instanceof Stopped) return;
    const isSlip = cause instanceof Refused || cause instanceof Error;
    this.#set({ busy: null, refused: isSlip ? cause.message : String(cause) });
  }
}

const sameQuestion = (a: Question, b: Question | null): boolean =>
  b !== null && a.scenario === b.scenario && a.reading === b.reading && a.scope === b.scope;

/** What an address leaves out: the first dispute, and the text as it stands there. */
function completed(book: Book, given: Place): Place {
  const scenario = given.scenario || book.disputes[0]?.asks || book.scenarios[0]!.name;
  if (given.reading !== "") return { ...given, scenario };
  const { cases = [] } = book.scenarios.find(({ name }) => name === scenario) ?? {};
  const text = book.readings[0]!.name;
  const usual = cases.find(({ reading }) => reading === text) ?? cases[0];
  const reading = usual?.reading ?? text;
  return { ...given, scenario, reading, scope: given.scope || (usual?.scope ?? "") };
}

/** The claim that is looked at: the one of the address, else the first that fails. */
export function rowOf(answers: Answers | null, claim: string): Row | undefined {
  const { rows = [] } = answers ?? {};
  const own = rows.find(({ name }) => name === claim);
  if (own !== undefined) return own;
  return (
    rows.find(({ verdict }) => verdict === "violated") ??
    rows.find(({ line, rests }) => line !== null && rests.length > 0) ??
    rows.find(({ line }) => line !== null)
  );
}

/** How many steps have happened: an address may name more than its behaviour has, and is ahead of
 *  the behaviour while that is looked for. */
export function momentIn({ behaviour, place }: State): number {
  const last = behaviour?.steps.length ?? 0;
  return Math.min(place.step ?? last, last);
}

export const scenarioOf = ({ book, place }: State): BookScenario | undefined =>
  book?.scenarios.find(({ name }) => name === place.scenario);

export const expressionIn = ({ book, place }: State): Expression =>
  expressionOf(book!, place.reading);

/** The reading that the changes are made to. */
export function baseOf(state: State): BookReading {
  const { base } = expressionIn(state);
  const { readings } = state.book!;
  return readings.find(({ name }) => name === base) ?? readings[0]!;
}

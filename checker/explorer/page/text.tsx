/** The text: what differs from the base reading on top, then every sentence and choice. */
import { useEffect, useState } from "preact/hooks";
import type { BookChoice, BookClause } from "../protocol.ts";
import { withChoice, withClause, withLevel } from "./reading.ts";
import { baseOf, expressionIn, momentIn } from "./store.ts";
import { UnderWay } from "./under-way.tsx";
import { useOnDemand, useStore } from "./use.ts";

const LEVELS = ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "desc"];

/** Ids that the present step cites. */
function citedNow(store: ReturnType<typeof useStore>): ReadonlySet<string> {
  const { behaviour } = store.state;
  return new Set(behaviour?.steps[momentIn(store.state) - 1]?.citing.map(({ id }) => id) ?? []);
}

export function Text() {
  const store = useStore();
  const { book, answers } = store.state;
  const [search, setSearch] = useState("");
  const [isAll, setAll] = useState(false);
  const lit = citedNow(store);
  const here = new Set([...(answers?.consulted ?? []), ...lit]);
  const changed = new Set(
    expressionIn(store.state).changes.map((one) => one.replace(/^[+-]|=.*$/g, "")),
  );
  const wanted = search.trim().toLowerCase();
  const isShown = (id: string, words: string): boolean =>
    wanted === ""
      ? isAll || here.has(id) || changed.has(id)
      : `${id} ${words}`.toLowerCase().includes(wanted);
  const chapters = book!.chapters
    .map(({ title, clauses }) => ({
      title,
      clauses: clauses.filter(({ id, says, place, level }) =>
        isShown(id, `${says} ${place} ${level}`),
      ),
    }))
    .filter(({ clauses }) => clauses.length > 0);
  const choices = book!.choices.filter(({ id, question, choices: all }) =>
    isShown(id, `${question} ${all.map(({ means }) => means).join(" ")}`),
  );
  const isEmpty = chapters.length === 0 && choices.length === 0;
  return (
    <section id="text" aria-labelledby="text-title">
      <h2 id="text-title">Text</h2>
      <ReadingHead />
      <div class="filter">
        <label>
          <span class="hidden">Search the text</span>
          <input
            id="search"
            type="search"
            placeholder="Search the text ( / )"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
        <label class="plain">
          <input type="checkbox" checked={isAll} onChange={() => setAll(!isAll)} />
          all, not only what bears on this question
        </label>
      </div>
      {isEmpty && <p class="quiet">No sentence has these words.</p>}
      {chapters.map(({ title, clauses }) => (
        <div class="chapter" key={title}>
          <h3>{title}</h3>
          {clauses.map((clause) => (
            <Clause
              key={clause.id}
              clause={clause}
              isLit={lit.has(clause.id)}
              isChanged={changed.has(clause.id)}
            />
          ))}
        </div>
      ))}
      {choices.length > 0 && (
        <div class="chapter">
          <h3>Terms of the text, and conduct that it leaves open</h3>
          {choices.map((choice) => (
            <Choice key={choice.id} choice={choice} isChanged={changed.has(choice.id)} />
          ))}
        </div>
      )}
    </section>
  );
}

/** The base reading, what differs from it, and the way back. */
function ReadingHead() {
  const store = useStore();
  const { book } = store.state;
  const expression = expressionIn(store.state);
  return (
    <div class="reading">
      <label>
        Reading
        <select
          value={expression.base}
          onChange={(event) => store.read({ ...expression, base: event.currentTarget.value })}
        >
          {book!.readings.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <div class="changes">
        {expression.changes.length === 0 && <span class="quiet">as it stands</span>}
        {expression.changes.map((change) => (
          <button
            type="button"
            class="change"
            key={change}
            aria-label={`${change}, take back`}
            title={`Take ${change} back`}
            onClick={() =>
              store.read({
                ...expression,
                changes: expression.changes.filter((one) => one !== change),
              })
            }
          >
            {change} <span aria-hidden="true">×</span>
          </button>
        ))}
        <button type="button" disabled={store.depth === 0} onClick={() => history.back()} title="u">
          Undo
        </button>
      </div>
    </div>
  );
}

interface ClauseProps {
  readonly clause: BookClause;
  readonly isLit: boolean;
  readonly isChanged: boolean;
}

function Clause({ clause, isLit, isChanged }: ClauseProps) {
  const store = useStore();
  const { id, party, level, says, bound } = clause;
  const [isOpen, setOpen] = useState(false);
  const expression = expressionIn(store.state);
  const base = baseOf(store.state);
  // What was clicked shows at once; what the worker made of it follows.
  const now = expression.changes.find((one) => one.replace(/^[+-]|=.*$/g, "") === id);
  const binds = now === undefined ? base.inForce.includes(id) : !now.startsWith("-");
  const own = now?.includes("=") ? now.split("=")[1]! : (base.levels[id] ?? level);
  return (
    <div
      id={`clause-${id}`}
      class={`clause ${isLit ? "lit" : ""} ${isChanged ? "changed" : ""} ${binds ? "" : "free"}`}
    >
      <input
        type="checkbox"
        aria-label={`${id} is in force`}
        checked={binds}
        disabled={bound !== null && binds}
        title={bound ?? (binds ? `Free ${id}` : `Put ${id} in force`)}
        onChange={() => store.read(withClause(expression, base, id, !binds))}
      />
      <button type="button" class="words" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="id">{id}</span> <span class="level">{own}</span>{" "}
        <span class="quiet">
          {party}
          {binds ? "" : ", free"}
          {isLit ? ", cited here" : ""}
        </span>
        <span class="says">{says}</span>
      </button>
      {isOpen && <ClauseMore clause={clause} level={own} />}
    </div>
  );
}

/** The rule beside the words, the level, and what the sentence does here. */
function ClauseMore({ clause, level }: { readonly clause: BookClause; readonly level: string }) {
  const store = useStore();
  const { id, rules, bound, place, provenance } = clause;
  const expression = expressionIn(store.state);
  const binds = store.state.answers?.reading.inForce.includes(id) === true;
  return (
    <div class="more">
      <p class="quiet">
        {place}; {provenance}
      </p>
      {rules.length === 0 ? (
        <p class="quiet">
          {bound === null ? "a description; it has no rule" : `no rule: ${bound}`}
        </p>
      ) : (
        <ul class="rules">
          {rules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      )}
      <div class="row">
        <label>
          Level{" "}
          <select
            value={level}
            onChange={(event) =>
              store.read(
                withLevel(expression, baseOf(store.state), clause, event.currentTarget.value),
              )
            }
          >
            {LEVELS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <Bites id={id} isOff={!binds || rules.length === 0} />
      </div>
    </div>
  );
}

function Bites({ id, isOff }: { readonly id: string; readonly isOff: boolean }) {
  const { asked } = useStore().state;
  const { back, refused, isUnderWay, isAsked, ask } = useOnDemand(
    "bites",
    asked === null ? null : [asked, id],
  );
  if (refused !== null) return <p class="refused">{refused}</p>;
  if (isUnderWay) return <UnderWay words="looks ..." />;
  if (!isAsked || back === null) {
    return (
      <button type="button" disabled={isOff} onClick={ask}>
        What does it do here?
      </button>
    );
  }
  return (
    <p>
      {back.alone
        ? "It bites: it alone keeps something from happening here, or obliges it."
        : back.together.length === 0
          ? "Nothing that it speaks of comes up here."
          : back.shadowedBy.length > 0
            ? `Wherever it speaks here, ${back.shadowedBy.join(", ")} does too: to free it changes nothing.`
            : "Wherever it speaks here, another sentence does too."}
    </p>
  );
}

function Choice({
  choice,
  isChanged,
}: {
  readonly choice: BookChoice;
  readonly isChanged: boolean;
}) {
  const store = useStore();
  const expression = expressionIn(store.state);
  const base = baseOf(store.state);
  const now = expression.changes.find((one) => one.startsWith(`${choice.id}=`));
  const value = now?.slice(choice.id.length + 1) ?? base.choices[choice.id] ?? "";
  const means = choice.choices.find(({ id }) => id === value)?.means ?? "";
  return (
    <div class={`choice ${isChanged ? "changed" : ""}`}>
      <label>
        <span>
          {choice.question}{" "}
          <span class="quiet">{choice.party === "text" ? "term" : `conduct, ${choice.party}`}</span>
        </span>
        <select
          value={value}
          onChange={(event) =>
            store.read(withChoice(expression, base, choice.id, event.currentTarget.value))
          }
        >
          {choice.choices.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      </label>
      <p class="quiet">{means}</p>
    </div>
  );
}

/** Brings the first sentence that a step cites into view, where the text stands beside. */
export function useLitInView(ids: readonly string[]): void {
  useEffect(() => {
    const [first] = ids;
    if (first === undefined || matchMedia("(max-width: 1000px)").matches) return;
    document.getElementById(`clause-${first}`)?.scrollIntoView({ block: "nearest" });
  }, [ids.join()]);
}

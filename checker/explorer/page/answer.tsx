/** The answer: a row for each claim, and for each place where the text fails to give one. */
import { NOWHERE } from "../address.ts";
import type { Row } from "../protocol.ts";
import { Beside } from "./beside.tsx";
import { textOf, withChanges } from "./reading.ts";
import { Sign } from "./signs.tsx";
import { expressionIn, rowOf, scenarioOf } from "./store.ts";
import { UnderWay } from "./under-way.tsx";
import { useOnDemand, useStore } from "./use.ts";

export function Answer() {
  const store = useStore();
  const { answers, asked, busy, place, took } = store.state;
  const scenario = scenarioOf(store.state);
  const chosen = rowOf(answers, place.claim);
  return (
    <section
      id="answer"
      aria-labelledby="answer-title"
      aria-busy={busy !== null}
      data-asked={asked === null ? "" : [asked.scenario, asked.reading, asked.scope].join(" ")}
    >
      <h2 id="answer-title">Answer</h2>
      <QuestionHead />
      <p class="question">{scenario?.question}</p>
      {busy !== null && (
        <div class="busy" role="status">
          <progress aria-label="Under way" /> <span>{busy}</span>{" "}
          <button type="button" onClick={() => store.stop()}>
            Stop
          </button>
        </div>
      )}
      <div class={busy === null ? "" : "stale"}>
        <ul class="claims">
          {answers?.rows.map((row) => (
            <Claim key={row.name} row={row} isChosen={row === chosen} />
          ))}
        </ul>
        <Findings />
        {answers !== null && (
          <p class="quiet figures">
            {answers.states} states, {answers.engine} engine,{" "}
            <span data-took={took ?? ""}>{Math.round(took ?? answers.ms)} ms</span>. Within{" "}
            {answers.bounds}. {answers.text}.
            {answers.assumptions.length > 0 && ` Assumes: ${answers.assumptions.join("; ")}.`}
            <Pinned />
          </p>
        )}
      </div>
      {scenario !== undefined && (
        <details>
          <summary>What is left out</summary>
          <p>{scenario.story}</p>
          <p>Not modelled in this question: {scenario.leavesOut.join(", ")}.</p>
          <p>
            Not in this page: sentences of your own (write them in a file, and open it with{" "}
            <code>quiesce explore --reading ./my-reading.ts</code>), more queues than the bounds
            allow, all questions at once (<code>quiesce lost</code>), families of readings (
            <code>quiesce sentences</code>), rings other than the plain ones (
            <code>quiesce replay --amplify</code>).
          </p>
        </details>
      )}
      <Beside />
    </section>
  );
}

/** Which question, in which of its cases, within which bounds. */
function QuestionHead() {
  const store = useStore();
  const { book, place } = store.state;
  const scenario = scenarioOf(store.state);
  const cases = scenario?.cases ?? [];
  const at = cases.findIndex(
    ({ reading, scope }) => reading === place.reading && scope === place.scope,
  );
  const goTo = (scenario: string) => store.go({ ...NOWHERE, scenario });
  const folders = [...new Set(book!.scenarios.map(({ name }) => name.split("/")[0]!))];
  return (
    <div class="heads">
      <label>
        Question
        <select value={place.scenario} onChange={(event) => goTo(event.currentTarget.value)}>
          {folders.map((folder) => (
            <optgroup key={folder} label={folder}>
              {book!.scenarios
                .filter(({ name }) => name.split("/")[0] === folder)
                .map(({ name }) => (
                  <option key={name} value={name}>
                    {name.split("/").slice(1).join("/") || name}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      {cases.length > 0 && (
        <label>
          As pinned
          <select
            value={String(at)}
            onChange={(event) => {
              const one = cases[Number(event.currentTarget.value)];
              if (one === undefined) return;
              store.go({
                reading: one.reading,
                scope: one.scope,
                claim: "",
                line: null,
                step: null,
              });
            }}
          >
            <option value="-1">a reading of your own</option>
            {cases.map(({ says }, index) => (
              <option key={says} value={String(index)}>
                {says}
              </option>
            ))}
          </select>
        </label>
      )}
      <Bounds />
    </div>
  );
}

function Bounds() {
  const store = useStore();
  const { book, place } = store.state;
  const scenario = scenarioOf(store.state);
  const given = new Map(
    place.scope.split(",").flatMap((part) => {
      const [name = "", value] = part.split("=");
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const change = (name: string, value: string) => {
    const next = new Map(given);
    if (scenario?.scope[name] === value) next.delete(name);
    else next.set(name, value);
    const scope = [...next].map((pair) => pair.join("=")).join(",");
    store.go({ scope, line: null, step: null });
  };
  if (Object.keys(book!.bounds).length === 0) return null;
  return (
    <details>
      <summary>Bounds{place.scope === "" ? "" : `: ${place.scope}`}</summary>
      <div class="bounds">
        {Object.entries(book!.bounds).map(([name, values]) => (
          <label key={name}>
            {name}
            <select
              value={given.get(name) ?? scenario?.scope[name] ?? ""}
              onChange={(event) => change(name, event.currentTarget.value)}
            >
              {values.map((value) => (
                <option key={value}>{value}</option>
              ))}
            </select>
          </label>
        ))}
      </div>
    </details>
  );
}

function Claim({ row, isChosen }: { readonly row: Row; readonly isChosen: boolean }) {
  const store = useStore();
  const { more } = store.state;
  const baseline = more?.baselines[row.name];
  const { verdict, words, steps, why, claim, name, rests } = row;
  return (
    <li class={isChosen ? "chosen" : ""}>
      <button
        type="button"
        aria-pressed={isChosen}
        data-claim={name}
        data-verdict={verdict}
        data-steps={steps ?? ""}
        onClick={() => store.select(name)}
      >
        <span class={`verdict ${verdict}`}>
          <Sign of={verdict} /> {words}
          {why === null ? "" : ` (${why})`}
        </span>
        {steps !== null && <span class="steps">{steps} steps</span>}
        <span class="claim">{claim}</span>
        <span class="quiet">
          {name}
          {rests.length > 0 && `, rests on ${rests.join(", ")}`}
          {baseline !== undefined && `; without what the question adds: ${baseline}`}
        </span>
      </button>
      {isChosen && <ClaimMore row={row} />}
    </li>
  );
}

/** What would make a claim hold: as pinned by party, and minimal sets when asked. */
function ClaimMore({ row }: { readonly row: Row }) {
  const store = useStore();
  const { asked, more } = store.state;
  const { back, refused, isUnderWay, isAsked, ask } = useOnDemand(
    "smallest",
    asked === null ? null : [asked, row.name],
  );
  const cures = more?.cures[row.name] ?? [];
  if (
    row.verdict !== "violated" ||
    (row.rests.length === 0 && cures.length === 0 && row.why !== null)
  )
    return null;
  const expression = expressionIn(store.state);
  return (
    <div class="more">
      {cures.length > 0 && (
        <details>
          <summary>Holds if any of these, each was run</summary>
          <ul>
            {cures.map((cure) => (
              <li key={cure}>{cure}</li>
            ))}
          </ul>
        </details>
      )}
      {!isAsked && (
        <button type="button" onClick={ask}>
          Smallest changes that make it hold
        </button>
      )}
      {isUnderWay && <UnderWay words="tries all sets ..." />}
      {refused !== null && <p class="refused">{refused}</p>}
      {isAsked && back !== null && !isUnderWay && (
        <ul class="sets">
          {back.gaveUp && <li>not known: the engine's budget was spent</li>}
          {!back.gaveUp && back.sets.length === 0 && (
            <li>none of these is enough: {back.among.join(", ") || "nothing is offered here"}</li>
          )}
          {back.sets.map((set) => (
            <li key={set.join()}>
              <button
                type="button"
                title={textOf(withChanges(expression, set))}
                onClick={() => store.read(withChanges(expression, set))}
              >
                {set.join(" and ")}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Findings() {
  const store = useStore();
  const { answers, place } = store.state;
  const { findings = [] } = answers ?? {};
  if (findings.length === 0) return null;
  return (
    <>
      <h3>Where the text gives no answer</h3>
      <ul class="claims">
        {findings.map(({ kind, words, line }) => (
          <li key={words} class={place.line === line ? "chosen" : ""}>
            <button type="button" onClick={() => store.show(line)}>
              <span class="verdict contradiction">
                <Sign of={kind} /> {kind}
              </span>
              <span class="claim">{words}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Pinned() {
  const { differences = null } = useStore().state.more ?? {};
  if (differences === null) return null;
  if (differences.length === 0) return <> All as pinned.</>;
  return <> Not as pinned: {differences.join("; ")}.</>;
}

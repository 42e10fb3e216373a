/** Every event that can be taken now, and who or what keeps back the rest. */
import { useState } from "preact/hooks";
import { firstSteps, type Moment } from "./moment.ts";
import { useCall, useStore } from "./use.ts";

export function Walk({ behaviour, at }: Moment) {
  const store = useStore();
  const { asked, answers } = store.state;
  const [filter, setFilter] = useState("");
  const isEnd = at === behaviour.steps.length;
  const line = isEnd ? behaviour.line : firstSteps(behaviour, at);
  const taken = firstSteps(behaviour, at);
  const { back, refused } = useCall("moves", asked === null ? null : [asked, line]);
  if (refused !== null) return <p class="refused">{refused}</p>;
  if (back === null) return <p class="quiet">looks ...</p>;
  const { possible, kept, far, broken } = back;
  const claims = (answers?.rows ?? []).filter(({ name }) => broken.includes(name));
  const wanted = filter.trim().toLowerCase();
  const held = kept.filter(({ phrase, keepers }) =>
    `${phrase} ${keepers.join(" ")}`.toLowerCase().includes(wanted),
  );
  const next = behaviour.steps[at]?.phrase;
  return (
    <>
      <p class="now">
        {claims.length === 0 ? "No claim is broken by this step." : "This step breaks: "}
        {claims.map(({ name, claim }) => (
          <b key={name} title={claim}>
            {name}{" "}
          </b>
        ))}
      </p>
      <h3>Can happen next</h3>
      {possible.length === 0 && <p class="quiet">Nothing can happen any more.</p>}
      <ul class="moves">
        {possible.map(({ phrase, sentence, lane, by }) => (
          <li key={phrase}>
            <button
              type="button"
              title={sentence}
              class={phrase === next ? "next" : ""}
              onClick={() =>
                phrase === next
                  ? store.step(at + 1)
                  : store.show(taken === "" ? phrase : `${taken}; ${phrase}`)
              }
            >
              {phrase}
            </button>{" "}
            <span class="quiet">
              {lane}, {by}
              {phrase === next ? "; the next step of this behaviour" : ""}
            </span>
          </li>
        ))}
      </ul>
      <h3>Kept back</h3>
      <label>
        <span class="hidden">Search what is kept back</span>
        <input
          type="search"
          placeholder="Search"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </label>
      <ul class="kept">
        {held.map(({ phrase, near, keepers }) => (
          <li key={`${near} ${phrase}`}>
            <span class="phrase">{phrase}</span>{" "}
            <span class="quiet">
              {near === "rules" ? "is kept back by" : "waits:"} {keepers.join("; ")}
            </span>
          </li>
        ))}
      </ul>
      {far > 0 && <p class="quiet">Nobody is about to do {far} other kinds of events.</p>}
    </>
  );
}

/** Two readings beside each other: what appears, what goes, and where two behaviours part. */
import { useState } from "preact/hooks";
import type { Behaviour, Differing } from "../protocol.ts";
import { rowOf } from "./store.ts";
import { useCall, useStore } from "./use.ts";

export function Beside() {
  const store = useStore();
  const { book, place, asked } = store.state;
  const [words, setWords] = useState(place.beside);
  const { back, refused, isUnderWay } = useCall(
    "differing",
    place.beside === "" || asked === null ? null : [asked, place.beside],
  );
  return (
    <details open={place.beside !== ""}>
      <summary>Another reading beside this one</summary>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          store.go({ beside: words.trim() });
        }}
      >
        <label class="grow">
          <span class="hidden">The other reading</span>
          <input
            list="readings"
            value={words}
            placeholder="v1.4-as-written,held-kick=dropped"
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        <datalist id="readings">
          {book!.readings.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <button type="submit">Compare</button>
        {place.beside !== "" && (
          <button type="button" onClick={() => store.go({ beside: "" })}>
            Leave
          </button>
        )}
      </form>
      {refused !== null && <p class="refused">{refused}</p>}
      {isUnderWay && <p class="quiet">compares ...</p>}
      {back !== null && place.beside !== "" && <Differences of={back} />}
      {back !== null && place.beside !== "" && <Parting />}
    </details>
  );
}

function Differences({ of }: { readonly of: Differing }) {
  const { verdicts, appears, goes, same } = of;
  return (
    <div class="differences">
      {verdicts.map(({ name, before, after }) => (
        <p key={name}>
          {name}: {before} here, <b>{after}</b> there
        </p>
      ))}
      {verdicts.length === 0 && <p>Every verdict is the same.</p>}
      <Kinds sign="+" head="only in the other" all={appears} />
      <Kinds sign="-" head="only in this one" all={goes} />
      <p class="quiet">{same} kinds of steps in both</p>
    </div>
  );
}

/** More are counted. */
const MOST = 20;

function Kinds(props: {
  readonly sign: string;
  readonly head: string;
  readonly all: Differing["appears"];
}) {
  const { sign, head, all } = props;
  if (all.length === 0) return null;
  return (
    <details>
      <summary>
        {sign} {all.length} kinds of steps {head}
      </summary>
      <ul class="kinds">
        {all.slice(0, MOST).map(({ what, line }) => (
          <li key={what} title={line}>
            {what}
          </li>
        ))}
        {all.length > MOST && <li class="quiet">and {all.length - MOST} more</li>}
      </ul>
    </details>
  );
}

/** Both readings' behaviours of the claim, a line each step, up to where they part and on. */
function Parting() {
  const store = useStore();
  const { asked, place, behaviour } = store.state;
  const other = asked === null ? null : { ...asked, reading: place.beside };
  const { back: answers } = useCall("ask", other === null ? null : [other]);
  const line = rowOf(answers, place.claim)?.line ?? null;
  const { back } = useCall("behaviour", other === null || line === null ? null : [other, line]);
  if (behaviour === null || back === null || "says" in back) return null;
  const parts = partingOf(behaviour, back);
  const longest = Math.max(behaviour.steps.length, back.steps.length);
  return (
    <table class="parting">
      <caption>
        {parts === longest ? "The two behaviours are the same." : `They part at step ${parts + 1}.`}
      </caption>
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">this reading</th>
          <th scope="col">the other</th>
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: longest }, (_, at) => (
          <tr key={String(at)} class={at < parts ? "quiet" : "apart"}>
            <td>{at + 1}</td>
            <td>{behaviour.steps[at]?.phrase}</td>
            <td>{back.steps[at]?.phrase}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How many steps two behaviours have in common. */
function partingOf(one: Behaviour, other: Behaviour): number {
  const at = one.steps.findIndex((step, index) => step.event !== other.steps[index]?.event);
  return at < 0 ? one.steps.length : at;
}

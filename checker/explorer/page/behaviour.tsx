/** The behaviour: lanes of who acts, derived columns, and the way through it. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Behaviour, Citing, Step } from "../protocol.ts";
import { Sign } from "./signs.tsx";
import { momentIn, rowOf } from "./store.ts";
import { useLitInView } from "./text.tsx";
import { useStore } from "./use.ts";

export function BehaviourView() {
  const store = useStore();
  const { behaviour, place, answers } = store.state;
  const row = rowOf(answers, place.claim);
  const isOfClaim = row !== undefined && row.line === behaviour?.line;
  const at = momentIn(store.state);
  useLitInView(behaviour?.steps[at - 1]?.citing.map(({ id }) => id) ?? []);
  return (
    <section id="behaviour" aria-labelledby="behaviour-title">
      <h2 id="behaviour-title">Behaviour</h2>
      {behaviour === null ? (
        <p class="quiet">Nothing to show yet.</p>
      ) : (
        <>
          <p class="headline">
            {isOfClaim ? (
              <>
                <span class={`verdict ${row.verdict}`}>
                  <Sign of={row.verdict} /> {row.words}
                </span>{" "}
                {row.claim}
                {row.isWitness && behaviour.steps.length > 0 && (
                  <span class="quiet">, an example</span>
                )}
              </>
            ) : (
              "A walk of your own."
            )}
          </p>
          <Controls behaviour={behaviour} at={at} />
          <Lanes behaviour={behaviour} at={at} />
          <p class="quiet">{behaviour.against}</p>
        </>
      )}
    </section>
  );
}

function Controls({ behaviour, at }: { readonly behaviour: Behaviour; readonly at: number }) {
  const store = useStore();
  const last = behaviour.steps.length;
  const { loop } = behaviour;
  const button = (words: string, key: string, to: number, isOff: boolean) => (
    <button type="button" title={key} disabled={isOff} onClick={() => store.step(to)}>
      {words}
    </button>
  );
  return (
    <div class="controls">
      {button("First", "Home", 0, at === 0)}
      {button("Back", "←", at - 1, at === 0)}
      {button("Next", "→", at + 1, at === last)}
      {button("Last", "End", last, at === last)}
      {loop !== null && button("Loop", "l", loop, at === loop)}
      <output>{at === 0 ? "before the first step" : `step ${at} of ${last}`}</output>
    </div>
  );
}

/** Rows outside of the window are not drawn where there are more than these. */
const MANY = 150;
/** Height of a row of a long behaviour, in pixels. */
const HEIGHT = 44;

function Lanes({ behaviour, at }: { readonly behaviour: Behaviour; readonly at: number }) {
  const { steps, lanes, columns, loop } = behaviour;
  const isLong = steps.length > MANY;
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const first = isLong ? Math.max(0, Math.floor(top / HEIGHT) - 10) : 0;
  const shown = steps.slice(first, isLong ? first + 60 : steps.length);
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    if (isLong) current.scrollTop = Math.max(0, (at - 5) * HEIGHT);
    else current.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [at, behaviour.line]);
  const width = lanes.length + columns.length + 2;
  const filler = (count: number) =>
    count > 0 && (
      <tr style={{ height: `${count * HEIGHT}px` }}>
        <td colSpan={width} />
      </tr>
    );
  return (
    <section
      class="lanes"
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
      tabIndex={0}
      aria-label="Steps of the behaviour"
      onScroll={(event) => isLong && setTop(event.currentTarget.scrollTop)}
    >
      <table class={isLong ? "long" : ""}>
        <thead>
          <tr>
            <th scope="col">#</th>
            {lanes.map((lane) => (
              <th scope="col" key={lane}>
                {lane}
              </th>
            ))}
            {columns.map(({ head }) => (
              <th scope="col" key={head} class="narrow">
                {head}
              </th>
            ))}
            <th scope="col">by</th>
          </tr>
        </thead>
        <tbody>
          {filler(first)}
          {shown.map((step, index) => (
            <StepRow
              key={String(first + index)}
              behaviour={behaviour}
              index={first + index}
              at={at}
              step={step}
            />
          ))}
          {filler(steps.length - first - shown.length)}
          {loop !== null && loop === steps.length && (
            <tr class="round">
              <td colSpan={width}>
                <Sign of="round" /> nothing more happens, for ever
              </td>
            </tr>
          )}
          {loop !== null && loop < steps.length && (
            <tr class="round">
              <td colSpan={width}>
                <Sign of="round" /> steps {loop + 1} to {steps.length} repeat for ever: every step
                that must not be put off for ever is taken on the way round, or cannot be taken
                somewhere on it
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

interface StepProps {
  readonly behaviour: Behaviour;
  readonly step: Step;
  readonly index: number;
  readonly at: number;
}

function StepRow({ behaviour, step, index, at }: StepProps) {
  const store = useStore();
  const { lanes, loop } = behaviour;
  const number = index + 1;
  const from = lanes.indexOf(step.lane);
  const to = step.receiver === null ? -1 : lanes.indexOf(step.receiver.lane);
  const before = index === 0 ? behaviour.first : behaviour.steps[index - 1]!.values;
  const isIn = loop !== null && index >= loop;
  const isAgainst = step.citing.some(({ how }) => how === "against");
  const words = (lane: number) => {
    if (lane === from) {
      const says = to === from ? `; ${step.receiver?.says}` : "";
      return `${step.phrase}${says}${step.taken ? "" : ` (${behaviour.ended})`}`;
    }
    return lane === to ? step.receiver?.says : "";
  };
  return (
    <tr
      aria-current={number === at ? "step" : undefined}
      class={`${number > at ? "later" : ""} ${isIn ? "in-loop" : ""} ${isAgainst ? "is-against" : ""}`}
      onClick={() => store.step(number)}
    >
      <th scope="row">
        <button
          type="button"
          class="number"
          title={step.sentence}
          onClick={() => store.step(number)}
        >
          {index === loop && <Sign of="round" />}
          {number}
        </button>
      </th>
      {lanes.map((lane, place) => (
        <td key={lane} class={place === from ? "acts" : place === to ? "receives" : "idle"}>
          {place === to && to !== from && <Sign of={to > from ? "right" : "left"} />}
          {words(place)}
        </td>
      ))}
      {step.values.map((value, column) => (
        <td
          key={behaviour.columns[column]!.head}
          class={`narrow ${value === before[column] ? "" : "differs"}`}
        >
          {value}
        </td>
      ))}
      <td class="by">
        <By step={step} />
      </td>
    </tr>
  );
}

function By({ step }: { readonly step: Step }) {
  if (step.citing.length === 0) {
    return (
      <span class="quiet">
        {step.conduct.length > 0 ? `conduct ${step.conduct.join(", ")}` : "no clause"}
      </span>
    );
  }
  return (
    <>
      {step.citing.map((one) => (
        <Cite key={`${one.how} ${one.id}`} one={one} />
      ))}
    </>
  );
}

/** The clause's words on hover; the sentence itself is lit in the text. */
function Cite({ one: { how, id, level } }: { readonly one: Citing }) {
  const { book } = useStore().state;
  const says = book!.chapters
    .flatMap(({ clauses }) => clauses)
    .find((clause) => clause.id === id)?.says;
  return (
    <span class={`cite ${how === "against" ? "against" : ""}`} title={says ?? id}>
      {how} {id} {level}
    </span>
  );
}

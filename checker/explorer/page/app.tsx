/** The page: text, answer and behaviour beside each other, below each other where it is narrow. */
import { useEffect } from "preact/hooks";
import { Answer } from "./answer.tsx";
import { BehaviourView } from "./behaviour.tsx";
import { Details } from "./details.tsx";
import { momentIn, type Store } from "./store.ts";
import { Text } from "./text.tsx";
import { useStore } from "./use.ts";

export function App() {
  const store = useStore();
  useEffect(() => {
    const heed = (event: KeyboardEvent) => onKey(store, event);
    addEventListener("keydown", heed);
    return () => removeEventListener("keydown", heed);
  }, [store]);
  const { book, refused, notice } = store.state;
  return (
    <>
      <header class="top">
        <h1>Quiesce</h1>
        <p>Switch a sentence of the text off, and see what may happen then.</p>
        <nav aria-label="Parts of the page">
          <button type="button" onClick={() => jump("text")}>
            Text
          </button>
          <button type="button" onClick={() => jump("answer")}>
            Answer
          </button>
          <button type="button" onClick={() => jump("behaviour")}>
            Behaviour
          </button>
        </nav>
      </header>
      <div class="said" aria-live="polite">
        {notice !== null && (
          <p class="notice">
            {notice} <Dismiss />
          </p>
        )}
        {refused !== null && (
          <p class="refused" role="alert">
            <b>Not done:</b> {refused}{" "}
            {store.depth > 0 && (
              <button type="button" onClick={() => history.back()}>
                Undo
              </button>
            )}{" "}
            <Dismiss />
          </p>
        )}
      </div>
      {book === null ? (
        <main class="wait">{refused === null ? "Reads the model ..." : ""}</main>
      ) : (
        <main class="columns">
          <Text />
          <Answer />
          <BehaviourView />
          <Details />
        </main>
      )}
    </>
  );
}

function Dismiss() {
  const store = useStore();
  return (
    <button type="button" onClick={() => store.dismiss()}>
      Close
    </button>
  );
}

/** The address behind `#` is the question, so a way within the page is no link. */
const jump = (id: string) => document.getElementById(id)?.scrollIntoView();

/** Next, back, first, last, loop, and undo; never while somebody types. */
function onKey(store: Store, event: KeyboardEvent): void {
  const { behaviour } = store.state;
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) {
    if (event.key === "Escape") target.blur();
    if (target.getAttribute("type") !== "checkbox") return;
  }
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search")?.focus();
    return;
  }
  if (event.key === "u" && store.depth > 0) history.back();
  if (behaviour === null) return;
  const at = momentIn(store.state);
  const last = behaviour.steps.length;
  const loop = behaviour.loop ?? last;
  const to: Readonly<Record<string, number>> = {
    ArrowRight: at === last && loop < last ? loop + 1 : at + 1,
    j: at + 1,
    ArrowLeft: at - 1,
    k: at - 1,
    Home: 0,
    End: last,
    l: loop,
  };
  const step = to[event.key];
  if (step === undefined) return;
  event.preventDefault();
  store.step(step);
}

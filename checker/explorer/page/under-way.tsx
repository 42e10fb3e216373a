/** Something that a reader asked for, and may end. */
import { useStore } from "./use.ts";

export function UnderWay({ words }: { readonly words: string }) {
  const store = useStore();
  return (
    <p class="quiet" role="status">
      {words}{" "}
      <button type="button" onClick={() => store.stop()}>
        Stop
      </button>
    </p>
  );
}

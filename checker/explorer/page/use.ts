/** What components need of the store, and calls whose answers they show. */
import { createContext } from "preact";
import { useContext, useEffect, useReducer, useState } from "preact/hooks";
import type { Call, Calls } from "../protocol.ts";
import { Stopped } from "./client.ts";
import type { Store } from "./store.ts";

export const StoreContext = createContext<Store | null>(null);

export function useStore(): Store {
  const store = useContext(StoreContext)!;
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  useEffect(() => store.listen(() => redraw(null as never)), [store]);
  return store;
}

/** What came of a call: nothing yet, an answer, or one line that says why not. */
export interface Got<C extends Call> {
  readonly back: Calls[C]["back"] | null;
  readonly refused: string | null;
  readonly isUnderWay: boolean;
}

/** Asks again whenever the arguments change; null asks nothing. */
export function useCall<C extends Call>(call: C, args: Calls[C]["args"] | null): Got<C> {
  const store = useContext(StoreContext)!;
  const nothing: Got<C> = { back: null, refused: null, isUnderWay: false };
  const [got, set] = useState<Got<C>>(nothing);
  const key = JSON.stringify(args);
  useEffect(() => {
    let isCurrent = true;
    if (args === null) {
      set(nothing);
      return;
    }
    set((before) => ({ ...before, refused: null, isUnderWay: true }));
    store.client.call(call, ...args).then(
      (back) => isCurrent && set({ back, refused: null, isUnderWay: false }),
      (cause: Error) => {
        const refused = cause instanceof Stopped ? null : cause.message;
        if (isCurrent) set({ back: null, refused, isUnderWay: false });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [key]);
  return got;
}

/** A call that takes long, made when a reader wants it, and not again for other arguments. */
export function useOnDemand<C extends Call>(call: C, args: Calls[C]["args"] | null) {
  const [wanted, want] = useState<string | null>(null);
  const key = JSON.stringify(args);
  const isAsked = args !== null && wanted === key;
  return { ...useCall(call, isAsked ? args : null), isAsked, ask: () => want(key) };
}

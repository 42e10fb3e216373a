/** Begins the page. */
import { render } from "preact";
import type { Opening } from "../protocol.ts";
import { App } from "./app.tsx";
import { Store } from "./store.ts";
import { StoreContext } from "./use.ts";

/** What `quiesce explore` put into the page, if it did. */
const opening: Opening = JSON.parse(document.getElementById("opening")?.textContent || "null") ?? {
  address: "",
  own: null,
  digest: null,
};

const store = new Store(opening);
render(
  <StoreContext.Provider value={store}>
    <App />
  </StoreContext.Provider>,
  document.getElementById("page")!,
);
void store.start();

/** Begins the page. */
import { render } from "preact";
import { App } from "./app.tsx";
import { Store } from "./store.ts";
import { StoreContext } from "./use.ts";

const store = new Store();
render(
  <StoreContext.Provider value={store}>
    <App />
  </StoreContext.Provider>,
  document.getElementById("page")!,
);
void store.start();

/**
 * The driver's side of PCI power states: when it puts its device into D3hot and
 * back, and what it takes the device for afterwards.
 *
 * Models what drivers do (clauses PM-1, PM-5, PM-6, PM-9e, PM-10), since no text
 * that is held says it. A driver stops its device by SUSPEND, by D3hot, or by
 * both: SUSPEND first, and D3hot when it has seen the device suspended, or at once.
 */
import { BOTH, RESET } from "../status-values.ts";
import { collecting, counts, type DriverKit, kicking, posting, type Step } from "./driver-kit.ts";

/** Whether it writes this power state, and trusts the device to be as it left it. */
const sets =
  (state: string, driver = "trusts") =>
  ({ event }: Step): boolean =>
    event.state === state && event.driver === driver;

/** @param requested what a driver does that waits to see its device suspended */
export function driverPower(
  { left, stays, idle, reset, configReading }: DriverKit,
  requested: { readonly tags: string[]; readonly on: object },
) {
  const flr = { "driver.resetsFunction": reset["driver.resetsFunction"] };
  /** It knows that the function does not answer, and leaves it alone. */
  const asleep = (state: string) => ({
    ...flr,
    ...idle([...posting, ...kicking, ...configReading, "driver.timesOut"]),
    ...stays(state, collecting),
  });
  const writes = (value: number, target: string) => ({
    "driver.writesStatus": { guard: ({ event }: Step) => event.value === value, target },
  });
  const setsPower = (state: string, target: string) => ({
    "driver.setsPower": { guard: sets(state), target },
  });
  const sleeps = (bound: "suspends" | "retries") => ({
    guard: (step: Step) => sets("D3hot")(step) && left(bound)(step),
    target: "poweredDown",
    actions: counts(bound),
  });
  return {
    whileRunning: { "driver.setsPower": sleeps("suspends") },
    whileRequested: setsPower("D3hot", "suspendRequestedInD3hot"),
    whenSuspended: setsPower("D3hot", "suspendedInD3hot"),
    states: {
      poweredDown: {
        tags: ["rest"],
        on: {
          ...asleep("poweredDown"),
          "driver.setsPower": [
            { guard: sets("D0"), target: "running" },
            { guard: sets("D0", "doubts"), target: "takesItForReset" },
            sleeps("retries"),
          ],
        },
      },
      // It makes sure.
      takesItForReset: {
        on: { ...asleep("takesItForReset"), ...writes(RESET, "resetRequested") },
      },
      suspendRequestedInD3hot: requested,
      suspendedInD3hot: {
        tags: ["rest"],
        on: { ...asleep("suspendedInD3hot"), ...setsPower("D0", "poweredUp") },
      },
      poweredUp: {
        tags: ["rest"],
        on: { ...asleep("poweredUp"), ...writes(BOTH, "resumeRequested") },
      },
    },
  };
}

export type DriverPower = ReturnType<typeof driverPower>;

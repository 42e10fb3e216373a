/**
 * The driver's side of PCI power states: when it puts its device into D3hot and
 * back, and what it takes the device for afterwards.
 *
 * Models what drivers do (clauses PM-1, PM-5, PM-6, PM-9e, PM-10), since no text
 * that is held says it. A driver stops its device by SUSPEND, by D3hot, or by
 * both: SUSPEND first, and D3hot when it has seen the device suspended, or at once.
 */
import type { ReadingView } from "../../checker/types.ts";
import type { Scope } from "../scope.ts";
import { BOTH, RESET } from "../status-values.ts";
import { blocked, by } from "../words.ts";
import { collecting, counts, type DriverKit, kicking, posting, type Step } from "./driver-kit.ts";
import { sets } from "./power.ts";

/** By what means the driver stops its device: an interpretation. */
export function driverPower(retries: number, reading: ReadingView, kit: DriverKit) {
  const means = reading.choice("driver-suspends-by");
  const trusts = reading.choice("driver-after-power-up") === "trusts";
  const { left, stays, idle, reset, configReading } = kit;
  const setsPower = (state: string, target: string, clauses: string, more: object = {}) => ({
    "driver.setsPower": { guard: sets(state), target, ...by(clauses), ...more },
  });
  const mayRepeat = retries > 0 && reading.choice("driver-repeats-write") === "from-a-stale-read";
  const flr = { "driver.resetsFunction": reset["driver.resetsFunction"] };
  /** It knows that the function does not answer, and leaves it alone. */
  const asleep = (state: string) => ({
    ...flr,
    ...idle([...posting, ...kicking, ...configReading, "driver.timesOut"]),
    ...stays(state, collecting),
  });
  const writes = (value: number, target: string, clauses: string) => ({
    "driver.writesStatus": {
      guard: ({ event }: Step) => event.value === value,
      target,
      ...by(clauses),
    },
  });
  const again = {
    guard: (step: Step) => sets("D3hot")(step) && left("retries")(step),
    target: "poweredDown",
    actions: counts("retries"),
  };
  const both = means === "both" || means === "both-at-once";
  return {
    /** May it set SUSPEND at all? */
    setsSuspend: means !== "power-state",
    whileRunning:
      means === "power-state"
        ? {
            "driver.setsPower": {
              guard: (step: Step) => sets("D3hot")(step) && left("suspends")(step),
              target: "poweredDown",
              actions: counts("suspends"),
              ...by("PM-1"),
            },
          }
        : {},
    whileRequested:
      means === "both-at-once" ? setsPower("D3hot", "suspendRequestedInD3hot", "PM-1") : {},
    whenSuspended: means === "both" ? setsPower("D3hot", "suspendedInD3hot", "PM-10") : {},
    /** @param requested what a driver does that waits to see its device suspended */
    states: (requested: { readonly tags: string[]; readonly on: object }) => ({
      ...(means === "power-state"
        ? {
            poweredDown: {
              tags: ["rest"],
              on: {
                ...asleep("poweredDown"),
                "driver.setsPower": [
                  {
                    guard: sets("D0"),
                    target: trusts ? "running" : "poweredUp",
                    ...by(trusts ? "PM-5" : "PM-6"),
                  },
                  ...(mayRepeat ? [again] : []),
                ],
              },
            },
          }
        : {}),
      ...(means === "power-state" && !trusts
        ? {
            // It takes the device for reset, and makes sure.
            poweredUp: {
              on: { ...asleep("poweredUp"), ...writes(RESET, "resetRequested", "PM-6 B2") },
            },
          }
        : {}),
      ...(both
        ? {
            suspendedInD3hot: {
              tags: ["rest"],
              on: { ...asleep("suspendedInD3hot"), ...setsPower("D0", "poweredUp", "PM-10") },
            },
            poweredUp: {
              tags: ["rest"],
              on: { ...asleep("poweredUp"), ...writes(BOTH, "resumeRequested", "S-2a") },
            },
          }
        : {}),
      ...(means === "both-at-once" ? { suspendRequestedInD3hot: requested } : {}),
    }),
  };
}

/** Where the function is in D3hot, or frozen, the driver's accesses find nobody; and
 *  on CCW a command may end in any state. */
export function reachesNobody(
  { common, transport }: Scope,
  states: Readonly<Record<string, { readonly on: object; readonly tags?: string[] }>>,
) {
  const ends = (name: string) =>
    transport === "ccw" ? { "channel.endsCommand": { target: name } } : {};
  const lost = (on: Readonly<Record<string, unknown>>) =>
    common === "direct"
      ? {
          "power.answersAllOnes": on["driver.readsStatus"] ?? blocked(),
          "power.losesWrite": on["driver.writesStatus"] ?? blocked(),
          "mode.losesWrite": on["driver.writesStatus"] ?? blocked(),
          "mode.losesQueueReset": on["driver.writesQueueReset"] ?? blocked(),
        }
      : {};
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      { ...state, on: { ...ends(name), ...state.on, ...lost({ ...state.on }) } },
    ]),
  );
}

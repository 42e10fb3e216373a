/**
 * What a hypervisor does with the guest's trapped accesses that does not make them its
 * business: it performs each as it is, whatever else it is about.
 */
import type { Scope } from "../scope.ts";
import type { Seen } from "../words.ts";

type States = Readonly<Record<string, { readonly on?: object; readonly tags?: string[] }>>;

/** The same states, in each of which it performs what these bounds let it trap. */
export const performing = (scope: Scope, states: States): States =>
  Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      { ...state, on: { ...performs(scope, name), ...state.on } },
    ]),
  );

const performs = ({ common, pciConfig, functionResets }: Scope, here: string) => ({
  ...(common === "trapped" ? { "hypervisor.performsWrite": { target: here } } : {}),
  ...(pciConfig === "trapped" && functionResets > 0
    ? {
        "hypervisor.performsFunctionReset": {
          guard: ({ event }: Seen<object>) => event.record === "kept",
          target: here,
        },
      }
    : {}),
});

/** Which of them do, for the key of a machine. */
export const performsWhat = ({ common, pciConfig, functionResets }: Scope): string =>
  [common, pciConfig, functionResets > 0].join(" ");

/** The twin of a reading: the same text, and nobody follows its advice. */
import type { Reading } from "../../checker/types/index.ts";
import { clauses } from "../clauses/all.ts";
import { change } from "./change.ts";

const advice = ["SHOULD", "SHOULD NOT", "MAY"];

/** Every clause that only advises or permits, of whichever party. */
export const adviceOnly: readonly string[] = clauses
  .filter((clause) => advice.includes(clause.level))
  .map((clause) => clause.id);

/**
 * What a driver does where nothing that it must do keeps it from doing so: B3 alone
 * advises it to expect nothing after DEVICE_NEEDS_RESET, and S-3a alone against
 * setting SUSPEND again.
 */
const withoutAdvice = {
  "driver-sees-needs-reset": "waits",
  "driver-repeats-write": "from-a-stale-read",
};

/** The reading, and its twin that frees every SHOULD, SHOULD NOT and MAY. */
export const withTwin = (reading: Reading): readonly [Reading, Reading] => [
  reading,
  change(reading, {
    name: `${reading.name}-musts-only`,
    says: `${reading.says}; only MUST, MUST NOT and description in force`,
    free: adviceOnly,
    choose: withoutAdvice,
  }),
];

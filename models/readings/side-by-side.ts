import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";

/**
 * A contender. Side by side all are driven in one order: the device is stopped while the
 * guest's CPUs run, and these are paused next. What a stop is worth then rests on the stop.
 */
export const sideBySide = (reading: Reading): Reading =>
  change(reading, {
    name: reading.name,
    says: reading.says,
    choose: { "migration-order": "device-first" },
  });

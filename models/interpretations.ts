/**
 * What the text leaves open, and what a party is free to do: one choice each.
 *
 * `party` says who would have to act to make it another one: the text, by a
 * sentence; the device; the driver; or the VMM.
 */
import type { Interpretation } from "../checker/types/index.ts";
import { busMaster } from "./interpretations/bus-master.ts";
import { driver } from "./interpretations/driver.ts";
import { interrupts } from "./interpretations/interrupts.ts";
import { queueReady } from "./interpretations/queue-ready.ts";
import { saveAndRestore } from "./interpretations/save-and-restore.ts";
import { statusAndResets } from "./interpretations/status-and-resets.ts";
import { stopFromOutside } from "./interpretations/stop-from-outside.ts";
import { whileStopped } from "./interpretations/while-stopped.ts";

export const interpretations: readonly Interpretation[] = [
  ...statusAndResets,
  ...whileStopped,
  ...driver,
  ...interrupts,
  ...queueReady,
  ...stopFromOutside,
  ...saveAndRestore,
  ...busMaster,
];

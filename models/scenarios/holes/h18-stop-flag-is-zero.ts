/**
 * H18. The flag that stops a device has the value 0: the number of its bit, as other
 * texts beside it have it, or the value itself, as it is written. An owner that sends
 * the value resumes what it means to stop, and is told that all went well.
 */
import type { Cures, Scenario } from "../../../checker/types/index.ts";
import { migrationEnds } from "../../properties/migration.ts";
import { cut } from "../../properties/monitors.ts";
import { allMemoryIsCopied, savedStateIsOneCut, theStopLasts } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { holds, sound, violated } from "../pins.ts";
import { stopAndSave } from "../stop-and-save.ts";

const all = {
  ...sound,
  theStopLasts: holds,
  savedStateIsOneCut: holds,
  allMemoryIsCopied: holds,
  migrationEnds: holds,
};

const literal: Cures = {
  text: ["-F-1"],
  device: ["none: it does what it is sent"],
  driver: ["none: the driver does not know of the migration"],
  vmm: ["-F-1"],
};

export const h18: Scenario<Scope> = {
  name: "holes/h18-stop-flag-is-zero",
  question: "Does an owner stop a device that sends the constant as it is defined?",
  story:
    "The owner stops the device by a mode command, pauses the guest and saves: it sets the bit " +
    "that the constant numbers, or sends the constant.",
  leavesOut: ["kicks", "used notifications", "SUSPEND", "a destination", "abort"],
  scope: { ...smallScope, buffers: 1, migrations: 1 },
  baseline: { migrations: 0 },
  system: (scope) => stopAndSave("h18", scope),
  properties: (scope) => [
    theStopLasts,
    savedStateIsOneCut(scope, cut(scope)),
    allMemoryIsCopied,
    migrationEnds,
  ],
  cases: [
    {
      reading: "contender-parts,migration-order=device-first",
      says: "it sets the bit",
      states: 424,
      depth: 31,
      pins: all,
    },
    {
      reading: "stop-flag-is-zero",
      says: "it sends 0",
      states: 520,
      depth: 31,
      pins: {
        ...all,
        theStopLasts: violated(6, "holes/h18-told-stopped-and-runs", literal),
        savedStateIsOneCut: violated(10, "holes/h18-saved-while-it-runs", literal),
        allMemoryIsCopied: violated(13, "holes/h18-copied-while-it-runs", literal),
      },
    },
  ],
};

/**
 * What is asked of a device that is stopped from outside, saved and let go on,
 * while its guest may do to it what a guest does.
 */
import type { Property, SystemDeclaration } from "../../checker/types/index.ts";
import {
  migrationEnds,
  nobodyLeavesItStopped,
  stoppedDeviceIsSilent,
} from "../properties/migration.ts";
import { cut } from "../properties/monitors.ts";
import { allMemoryIsCopied, savedStateIsOneCut, theStopLasts } from "../properties/safety.ts";
import type { Scope } from "../scope.ts";
import { compose } from "../system.ts";

/** Who takes part, by whichever means the device is stopped. */
export const stopAndSave = (name: string, scope: Scope): SystemDeclaration =>
  compose(name, scope, [
    "control",
    "dataPath",
    "cpus",
    "migration",
    "ownerStops",
    "power",
    "dirtyLog",
  ]);

/** The device is silent, its stop lasts, what is saved fits together, and it ends. */
export const savedAsOne = (scope: Scope): readonly Property[] => [
  ...stoppedDeviceIsSilent(scope),
  theStopLasts,
  savedStateIsOneCut(scope, cut(scope)),
  allMemoryIsCopied,
  migrationEnds,
  nobodyLeavesItStopped,
];

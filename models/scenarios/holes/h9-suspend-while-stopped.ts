/**
 * H9. The guest asks for a suspend or a resume, and the owner stops the device in
 * the middle of it. The device then owes used notifications that P-5b forbids (H28),
 * and presents nothing before they are sent (S-16c). An owner that waits for the
 * guest's request to be finished waits for the same device.
 *
 * An owner that does not wait saves a status from the middle of it: 0F or 1B, where
 * the request is lost, or 1F, which does not say which request it was (H25).
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { resumeWaitEnds, suspendWaitEnds } from "../../properties/liveness.ts";
import { migrationEnds, noJointWait } from "../../properties/migration.ts";
import { cut } from "../../properties/monitors.ts";
import { savedStateIsOneCut } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const over = { migrationEnds: holds, noJointWait: holds };
const all = { ...over, suspendWaitEnds: holds, resumeWaitEnds: holds, savedStateIsOneCut: holds };

const driver = ["none: the driver does not know of the migration"];
const tells = "transitional-value=as-written,vmm-waits-for-guest=before-it-stops";
const waitsFirst = {
  text: ["none: no value tells alone; with 1F shown, the owner has to wait as well"],
  device: ["none: it presents what it has been asked for, at a time of its own"],
  driver,
  vmm: [tells],
};
const putOff = {
  text: ["suspend-while-stopped=waits"],
  device: ["suspend-while-stopped=waits"],
  driver,
  vmm: [tells],
};
const guessed = (right: string) => ({
  text: ["none: one byte stands for two requests"],
  device: [`restored-1f=${right}`],
  driver,
  vmm: ["vmm-waits-for-guest=before-it-stops"],
});
const jointly = {
  text: ["-S-16c"],
  device: ["-S-16c"],
  driver,
  vmm: ["vmm-waits-for-guest=before-it-stops"],
};
/** P-7a: write back what was observed; S-11b: access no virtqueue. */
const twoMusts = {
  text: ["+S-16b", "-P-7a"],
  device: ["+S-16b"],
  driver,
  vmm: ["none: the device may answer neither guest nor owner"],
};

export const h9: Scenario<Scope> = {
  name: "holes/h9-suspend-while-stopped",
  question: "What becomes of a guest's suspend whose device is stopped by its owner meanwhile?",
  story:
    "The guest suspends and resumes its device; the owner stops the same device by a mode " +
    "command, saves its parts and restores them at a destination.",
  leavesOut: ["kicks", "reset", "pre-copy rounds", "abort"],
  scope: { ...smallScope, buffers: 1, suspends: 1, migrations: 1, restores: 1 },
  baseline: { suspends: 0 },
  system: (scope) =>
    compose("h9", scope, ["control", "dataPath", "interrupts", "cpus", "migration", "ownerStops"]),
  properties: (scope) => [
    suspendWaitEnds,
    resumeWaitEnds,
    savedStateIsOneCut(scope, cut(scope)),
    migrationEnds,
    noJointWait,
  ],
  cases: [
    {
      reading: "contender-parts,migration-order=guest-first",
      says: "the owner saves the status that it reads",
      states: 11288,
      depth: 50,
      pins: {
        ...sound,
        ...over,
        suspendWaitEnds: violated(19, "holes/h9-suspend-is-forgotten", waitsFirst),
        resumeWaitEnds: violated(23, "holes/h9-resume-is-forgotten", waitsFirst),
        savedStateIsOneCut: violated(9, "holes/h9-status-changes-after-get", putOff),
      },
    },
    {
      reading: "contender-parts,migration-order=guest-first,transitional-value=as-written",
      says: "1F is saved, and the destination takes it for a suspend",
      states: 12864,
      depth: 50,
      pins: {
        ...sound,
        ...over,
        suspendWaitEnds: holds,
        resumeWaitEnds: violated(25, "holes/h9-resume-is-taken-for-suspend", guessed("resumes")),
        savedStateIsOneCut: violated(9, "holes/h9-status-changes-after-get-1f", putOff),
      },
    },
    {
      reading:
        "contender-parts,migration-order=guest-first,transitional-value=as-written,restored-1f=resumes",
      says: "1F is saved, and the destination takes it for a resume",
      states: 11920,
      depth: 50,
      pins: {
        ...sound,
        ...over,
        suspendWaitEnds: violated(20, "holes/h9-suspend-is-taken-for-resume", guessed("suspends")),
        resumeWaitEnds: holds,
        savedStateIsOneCut: violated(9, "holes/h9-status-changes-after-get-too", putOff),
      },
    },
    {
      reading:
        "contender-parts,migration-order=guest-first,transitional-value=as-written,vmm-waits-for-guest=once-stopped",
      says: "the owner stops the device and waits while it reads 1F",
      states: 10016,
      depth: 51,
      pins: {
        ...sound,
        resumeWaitEnds: holds,
        savedStateIsOneCut: holds,
        noContradiction: violated(11, "holes/h9-never-to-be-suspended", jointly),
        suspendWaitEnds: violated(11, "holes/h9-guest-waits-for-stopped-device", jointly),
        migrationEnds: violated(11, "holes/h9-owner-waits-for-stopped-device", jointly),
        noJointWait: violated(11, "holes/h9-both-wait-for-stopped-device", jointly),
      },
    },
    {
      reading:
        "contender-parts,migration-order=guest-first,transitional-value=as-written,vmm-waits-for-guest=before-it-stops",
      says: "the owner waits while it reads 1F, and then stops the device",
      states: 9160,
      depth: 51,
      pins: { ...sound, ...all },
    },
    {
      reading:
        "contender-parts-musts-only,migration-order=guest-first,transitional-value=as-written,vmm-waits-for-guest=before-it-stops",
      says: "the same without advice: a device suspended with a buffer in flight is stopped",
      states: 11776,
      depth: 50,
      pins: {
        ...sound,
        ...all,
        noDeadlock: violated(10, "holes/h9-write-back-while-suspended", twoMusts),
        suspendWaitEnds: violated(10, "holes/h9-guest-waits-for-write-back", twoMusts),
        migrationEnds: violated(10, "holes/h9-owner-waits-for-write-back", twoMusts),
        noJointWait: violated(10, "holes/h9-both-wait-for-write-back", twoMusts),
      },
    },
  ],
};

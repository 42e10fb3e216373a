/**
 * What a hypervisor or an owner does to stop a device that belongs to a guest, and
 * what such a stop leaves the device, its resets and its SUSPEND.
 */
import type { Interpretation } from "../../checker/types/index.ts";
import { consuming } from "../events/device-acts.ts";
import { during, forbids, ifRead, those, whenIts } from "../rules.ts";
import { whileResetting } from "../status-rules.ts";
import {
  readsAnd,
  seesItNotLive,
  seesItNotRunning,
  stopsAndSaves,
  whileCpusAre,
} from "./hypervisor-steps.ts";

/** Resets of a device, by which the stop of its owner is `ended`, or its `mode kept`. */
const resets = (mode: string) =>
  ["device.completesReset", "driver.resetsFunction", "hypervisor.performsFunctionReset"].map(
    (type) => those(type, { mode }),
  );

/** What a peer hypervisor may do to a device before it lets both go. */
const peerSteps = ["quiets", "stops", "freezes", "saves", "starts"].map(
  (verb) => `hypervisor.${verb}Device`,
);

/** How far a peer hypervisor is with a device, in this order. */
const stages = ["runs", "quiet", "stopped", "frozen", "saved", "let go"];

const isAhead = (far: string, than: string): boolean => stages.indexOf(far) > stages.indexOf(than);

/** Each step is done to A, then to B, before the next one is done to A. */
const bothStepByStep = forbids(
  peerSteps,
  whenIts("peerHypervisor", "while it is the turn of the other device", ({ context }, { d }) =>
    d === "A" ? context.A !== context.B : !isAhead(context.A, context.B),
  ),
);

const stopsNotBy = (...means: readonly string[]) =>
  forbids(means, during("orchestrator", "examining", "requesting", "there"));

const restores = ["hypervisor.restoresStatus", "hypervisor.restoresQueue"];
const queuesBeforeStatus = forbids(
  "hypervisor.restoresStatus",
  during("orchestrator", "there", "restoring"),
);

/** Where the log of a device is: with the VMM, or in the device, which a reset clears. */
const isNotLoggedIn = (log: string) =>
  forbids(
    ["device.uses", "device.writesBuffer", "payload.lands"].map((type) => those(type, { log })),
    during("page", "page"),
  );

const anyRing = during("vring", "running", "stopped");
/** A back end waits to be told the position of a ring before it starts it, or does not. */
const startsNoRing = forbids(those("hypervisor.switches", { rings: "running" }), anyRing);
const ringsRun = forbids(those("hypervisor.switches", { rings: "stopped" }), anyRing);

export const stopFromOutside: readonly Interpretation[] = [
  {
    id: "migration-order",
    party: "vmm",
    question: "Whom does the hypervisor stop first?",
    choices: {
      "guest-first": {
        means: "it pauses the guest's CPUs, then suspends the device",
        rules: [
          forbids(stopsAndSaves, whileCpusAre("running", "examining")),
          forbids(readsAnd("waits", "pauses"), seesItNotLive),
        ],
      },
      "device-first": {
        means: "it suspends the device, then pauses the guest's CPUs",
        rules: [
          forbids("hypervisor.pausesVcpus", during("orchestrator", "examining")),
          forbids(
            ["hypervisor.readsStatus", "hypervisor.savesStatus", "hypervisor.aborts"],
            whileCpusAre("running", "stopped", "frozen"),
          ),
          forbids(readsAnd("waits", "skips it"), seesItNotLive),
        ],
      },
      "guest-runs": {
        means: "it suspends the device and never pauses the guest's CPUs",
        rules: [
          forbids(
            "hypervisor.pausesVcpus",
            during("orchestrator", "examining", "stopped", "frozen"),
          ),
          forbids(readsAnd("pauses", "skips it"), seesItNotLive),
        ],
      },
    },
  },
  {
    id: "stopped-by",
    party: "vmm",
    question: "By what means does the hypervisor stop a device?",
    choices: {
      "status-bit": {
        means: "it sets SUSPEND in the status register, as a driver does",
        rules: [
          stopsNotBy("hypervisor.setsMode", "hypervisor.setsPower", "hypervisor.stopsRing"),
          forbids(readsAnd("asks"), seesItNotRunning),
          queuesBeforeStatus,
          ringsRun,
        ],
      },
      "mode-command": {
        means: "a command of its owner device, or of its own interface",
        rules: [
          stopsNotBy("hypervisor.writesStatus", "hypervisor.setsPower", "hypervisor.stopsRing"),
          forbids(restores, during("orchestrator", "there")),
          forbids("hypervisor.restoresQueue", during("orchestrator", "restoring")),
          ringsRun,
        ],
      },
      "power-state": {
        means: "it puts the function into D3hot",
        rules: [
          stopsNotBy("hypervisor.writesStatus", "hypervisor.setsMode", "hypervisor.stopsRing"),
          queuesBeforeStatus,
          ringsRun,
        ],
      },
      "ring-stop": {
        means: "it stops each ring, which gives its position (VU-1)",
        rules: [
          stopsNotBy("hypervisor.writesStatus", "hypervisor.setsMode", "hypervisor.setsPower"),
          queuesBeforeStatus,
          startsNoRing,
        ],
      },
    },
  },
  {
    id: "peer-order",
    party: "vmm",
    question: "In which order does a hypervisor stop two devices that write to each other?",
    choices: {
      "one-after-another": {
        means: "it stops and saves the one, then the other",
        rules: [
          forbids("hypervisor.quietsDevice"),
          forbids(
            those("hypervisor.stopsDevice", { d: "B" }),
            whenIts("peerHypervisor", "before A is saved", ({ value }) => value === "stopping"),
          ),
          forbids(
            "hypervisor.startsDevice",
            whenIts("peerHypervisor", "before both are saved, and of B before A", (state, { d }) =>
              d === "A" ? state.context.B !== "saved" : state.context.A !== "let go",
            ),
          ),
        ],
      },
      "all-first": {
        means: "it stops all, then freezes all where it can, then saves all",
        rules: [forbids("hypervisor.quietsDevice"), bothStepByStep],
      },
      "quiet-first": {
        means: "it first keeps all from writing to each other (VF-3)",
        rules: [
          forbids(
            "hypervisor.stopsDevice",
            whenIts(
              "peerHypervisor",
              "while the device is not quiet",
              ({ context }, { d }) => context[d] === "runs",
            ),
          ),
          bothStepByStep,
        ],
      },
    },
  },
  {
    id: "stop-mode",
    party: "vmm",
    question: "Into which mode does an owner put a device before it saves?",
    choices: {
      stop: {
        means: "stopped: kicks are still accepted (P-8)",
        rules: [
          forbids(those("device.completesCommand", { mode: "frozen" })),
          forbids("hypervisor.setsMode", during("orchestrator", "stopped")),
          forbids("hypervisor.freezesDevice"),
        ],
      },
      freeze: {
        means: "stopped, and then frozen: kicks are ignored too (AC-4)",
        rules: [
          ifRead(
            "stopped-by",
            "mode-command",
            forbids(
              "hypervisor.savesDevice",
              whenIts(
                "peerHypervisor",
                "before the device is frozen",
                ({ context }, { d }) => context[d] !== "frozen",
              ),
            ),
          ),
          ifRead(
            "stopped-by",
            ["status-bit", "power-state", "ring-stop"],
            forbids("hypervisor.freezesDevice"),
          ),
          ifRead(
            "stopped-by",
            "mode-command",
            forbids(
              [
                "hypervisor.pausesVcpus",
                ...stopsAndSaves.filter((e) => e !== "hypervisor.setsMode"),
              ],
              during("orchestrator", "stopped"),
            ),
          ),
        ],
      },
    },
  },
  {
    id: "mode-after-reset",
    party: "text",
    question: "Does a device that its owner has stopped stay so when it is reset?",
    choices: {
      cleared: {
        means: "no: the mode is cleared with all else",
        rules: [forbids(resets("mode kept"))],
      },
      survives: {
        means: "yes: the mode is the owner's, and no part",
        sentence: "A reset or FLR of a member MUST leave it stopped if its owner has stopped it.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [forbids(resets("ended"))],
      },
    },
  },
  {
    id: "get-while-resetting",
    party: "text",
    question: "When is a command that gets parts answered if the device resets itself?",
    choices: {
      "at-once": { means: "at once: P-13 names the commands that set, not those that get" },
      "after-it": {
        means: "when the reset is done",
        sentence: "A command that gets parts MUST be answered after a reset under way.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [forbids("hypervisor.savesStatus", whileResetting)],
      },
    },
  },
  {
    id: "restored-1f",
    party: "device",
    question: "What does a device go on with whose status is restored as 1F?",
    choices: {
      suspends: {
        means: "it suspends, as if asked to by that write",
        rules: [forbids(those("hypervisor.restoresStatus", { effect: "resumes" }))],
      },
      resumes: {
        means: "it resumes",
        rules: [forbids(those("hypervisor.restoresStatus", { effect: "suspends" }))],
      },
    },
  },
  {
    id: "dirty-log-after-reset",
    party: "text",
    question: "What becomes of a dirty log that the device keeps, when the device is reset?",
    choices: {
      kept: {
        means: "it is kept: the log is not the guest's",
        sentence: "A reset MUST leave the record of pages that the device has written.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [isNotLoggedIn("device")],
      },
      cleared: {
        means: "it is cleared with the rest of the device's state",
        rules: [isNotLoggedIn("VMM")],
      },
    },
  },
  {
    id: "until-stopped",
    party: "device",
    question: "Does a device fetch between the command to stop and its answer?",
    choices: {
      "fetches-no-more": {
        means: "no: it finishes what it has fetched",
        sentence: "Once it is told to stop, the device MUST NOT consume further buffers.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [forbids(consuming, during("mode", "stopping"))],
      },
      "goes-on": { means: "it may: no clause says otherwise" },
    },
  },
  {
    id: "suspend-while-stopped",
    party: "text",
    question: "May a device that its owner has stopped present or end SUSPEND?",
    choices: {
      presented: { means: "yes: the status is a part that may change (P-4, P-8)" },
      waits: {
        means: "not before its owner lets it go (P-2)",
        sentence: "A stopped device MUST put off a suspend or a resume until it is active.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [
          forbids(
            ["device.presentsSuspended", "device.presentsResumed"],
            during("mode", "stopped", "frozen"),
          ),
        ],
      },
    },
  },
];

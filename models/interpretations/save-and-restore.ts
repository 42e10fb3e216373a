/**
 * What a hypervisor does with the guest's accesses before it saves, what the saved
 * state holds, and what is done after a restore about what it does not hold.
 */
import type { Interpretation } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { anyOf, during, forbids, ifRead, those, whenIts } from "../rules.ts";
import { DISABLED, NOTHING_OPEN } from "../saved-position.ts";
import { NO_POSITION } from "../scope.ts";
import { BOTH } from "../status-values.ts";
import {
  fromBeginToEnd,
  letsGo,
  performs,
  readsAnd,
  recordsRunning,
  stopsAndSaves,
  stopsByOtherMeans,
  whileCpusAre,
  whileItMigrates,
} from "./hypervisor-steps.ts";

type Rule = ReturnType<typeof forbids>;

/** A hypervisor that stops a device by its status looks at that in any case. */
const unlessByStatus = (rule: Rule) =>
  ifRead("stopped-by", ["mode-command", "power-state", "ring-stop"], rule);
const looksNotFirst = forbids("hypervisor.readsStatus", during("orchestrator", "examining"));
const looksNotAgain = forbids(
  "hypervisor.readsStatus",
  during("orchestrator", "stopped", "frozen"),
);

const givesPosition = ["hypervisor.savesQueue", "hypervisor.stopsRing"];

/** Where the device stands, and what it has fetched and not used. */
interface Position {
  readonly nextAvail: number;
  readonly inFlight: readonly number[];
}

/** Of an enabled virtqueue nothing is saved in these words. */
const isNotSaved = (words: string, is: (said: Happening, position: Position) => boolean) =>
  forbids(
    givesPosition,
    whenIts(
      "queue",
      words,
      ({ value, context }, event) =>
        !["disabled", "reset", "usedAfterReset"].includes(value) && is(event, context),
    ),
  );
const holdsNoIndex = [
  isNotSaved("with an index", ({ at }) => at !== NO_POSITION),
  isNotSaved("with a count", ({ open }) => open.endsWith("unlisted")),
];
const isList = (open: string): boolean => open.startsWith("b");

/** Of an enabled virtqueue no position is taken from there. */
const takesNone = (from: string) =>
  ["savedQueue", "ring"].map((machine) =>
    forbids(
      those("hypervisor.restoresQueue", { from }),
      whenIts(machine, "of an enabled virtqueue", (_, { open }) => open !== DISABLED),
    ),
  );

/** What a destination has of what was owed, or had arrived, when its source was left. */
const switchIsNot = (
  values: Readonly<Record<string, string | readonly string[]>>,
  machine: string,
) => forbids(those("hypervisor.switches", values), anyOf(machine));
const owedIsNot = (...owed: readonly string[]) =>
  ["interrupt", "interruptStatus"].map((machine) => switchIsNot({ owed }, machine));
const pendingIsLost = switchIsNot({ pending: "carried" }, "config");

export const saveAndRestore: readonly Interpretation[] = [
  {
    id: "vmm-waits-for-guest",
    party: "vmm",
    question: "Does the hypervisor wait for a suspend or resume of the guest before it saves?",
    choices: {
      no: {
        means: "no: it saves what it reads",
        rules: [looksNotAgain, unlessByStatus(looksNotFirst)],
      },
      "once-stopped": {
        means: "yes, when the device is stopped: as long as it reads 1F",
        rules: [
          ifRead("stopped-by", "status-bit", looksNotAgain),
          unlessByStatus(looksNotFirst),
          unlessByStatus(
            forbids(
              ["hypervisor.savesStatus", "hypervisor.aborts"],
              during("orchestrator", "stopped", "frozen"),
            ),
          ),
        ],
      },
      "before-it-stops": {
        means: "yes, before it stops the device: as long as it reads 1F",
        rules: [
          looksNotAgain,
          unlessByStatus(forbids(stopsByOtherMeans, during("orchestrator", "examining"))),
          unlessByStatus(
            forbids(readsAnd("pauses", "goes on", "skips it"), during("orchestrator", "examining")),
          ),
          unlessByStatus(
            forbids(
              readsAnd("waits"),
              whenIts(
                "orchestrator",
                "when the guest has nothing under way",
                ({ value }, event) => value === "examining" && event.value !== BOTH,
              ),
            ),
          ),
        ],
      },
    },
  },
  {
    id: "vmm-after-function-reset",
    party: "vmm",
    question: "What does the hypervisor take a device for that it has reset for the guest?",
    choices: {
      "keeps-its-record": {
        means: "stopped, if it had stopped it",
        rules: [
          forbids(those("hypervisor.performsFunctionReset", { record: "dropped" }), fromBeginToEnd),
        ],
      },
      "records-running": {
        means: "running, and what was saved is dropped (VF-5)",
        rules: recordsRunning,
      },
    },
  },
  {
    id: "vmm-flushes",
    party: "vmm",
    question: "Does the hypervisor finish trapped accesses before it saves?",
    choices: {
      yes: {
        means: "yes: none is under way when it saves",
        rules: [
          forbids(stopsAndSaves, whileCpusAre("pausing")),
          forbids(
            those("hypervisor.performsFunctionReset", { record: "dropped" }),
            whileCpusAre("pausing"),
          ),
          forbids(givesPosition, during("queue", "resetting")),
        ],
      },
      no: { means: "no: one may be left half done", rules: [forbids("hypervisor.flushes")] },
    },
  },
  {
    id: "vmm-restores-queue-select",
    party: "vmm",
    question: "Does a VMM that wrote queue_select put back what the guest had written?",
    choices: {
      no: {
        means: "no",
        rules: [forbids("hypervisor.readsQueueSelect", during("secondDriver", "selecting"))],
      },
      yes: {
        means: "yes: it reads it first and writes it back",
        rules: [
          forbids(
            "hypervisor.selectsQueue",
            whenIts(
              "secondDriver",
              "before the hypervisor has read what is selected",
              ({ value, context }) => value === "selecting" && context.selected < 0,
            ),
          ),
        ],
      },
    },
  },
  {
    id: "trapped-access-while-migrating",
    party: "vmm",
    question: "What does the hypervisor do with an access that it traps while migrating?",
    choices: {
      performed: { means: "it performs it at once" },
      deferred: {
        means: "it performs it after the migration",
        rules: [
          forbids(performs, whileItMigrates),
          ifRead("vmm-flushes", "no", forbids(performs, whileCpusAre("pausing"))),
        ],
      },
    },
  },
  {
    id: "saved-position",
    party: "text",
    question: "What does the saved state hold of the position of a virtqueue?",
    choices: {
      registers: {
        means: "the next index to fetch and the next to use (V2-11, AC-5, VD-7)",
        sentence: "The saved state MUST hold where a device fetches and uses next.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [
          isNotSaved("without the index", ({ at }, { nextAvail }) => at !== nextAvail),
          isNotSaved(
            "without the count",
            ({ open }, { inFlight }) => inFlight.length > 0 && open === NOTHING_OPEN,
          ),
          ...takesNone("memory"),
        ],
      },
      "from-memory": {
        means: "no index: the destination takes both from used.idx in memory",
        rules: [...holdsNoIndex, ...takesNone("saved")],
      },
      none: {
        means: "no index, and none is taken from memory (P-23): what follows is not modelled",
        rules: [...holdsNoIndex, ...takesNone("memory")],
      },
    },
  },
  {
    id: "in-flight-list",
    party: "text",
    question: "Does the saved state name the buffers that were fetched and not used?",
    choices: {
      no: {
        means: "no: they are lost, or fetched once more",
        rules: [isNotSaved("with a list", ({ open }) => isList(open))],
      },
      yes: {
        means: "yes: the destination uses them (V2-13, AC-5)",
        sentence: "The saved state MUST name the buffers in flight.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [
          isNotSaved(
            "without a list",
            ({ open }, { inFlight }) => inFlight.length > 0 && !isList(open),
          ),
        ],
      },
    },
  },
  {
    id: "owed-interrupt",
    party: "text",
    question: "What becomes of a used notification that is owed when a device migrates?",
    choices: {
      lost: {
        means: "no part of the saved state holds it, and no clause owes it again (H28)",
        rules: owedIsNot("carried", "sent"),
      },
      "device-part": {
        means: "a part of the saved state holds it",
        sentence: "A device part MUST hold whether a used buffer notification is owed.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: owedIsNot("lost", "sent"),
      },
      "vmm-interrupts": {
        means: "the VMM interrupts once for every virtqueue after a restore",
        rules: owedIsNot("lost", "carried"),
      },
    },
  },
  {
    id: "arrived-interrupt",
    party: "vmm",
    question: "What becomes of a used notification that has arrived and was not taken?",
    choices: {
      kept: {
        means: "it is a message, and moves with the guest's CPUs",
        rules: [switchIsNot({ arrived: "lost" }, "interrupt")],
      },
      lost: {
        means: "it is a level: the ISR status holds it, which is in no part (P-26, H13)",
        rules: [switchIsNot({ arrived: "kept" }, "interrupt")],
      },
    },
  },
  {
    id: "pending-config-notification",
    party: "vmm",
    question: "What becomes of a configuration notification that is owed when a device migrates?",
    choices: {
      lost: {
        means: "no part of the saved state holds it",
        rules: [forbids("hypervisor.notifiesConfig"), pendingIsLost],
      },
      "device-part": {
        means: "a part of the saved state holds it",
        sentence: "A device part MUST hold whether a configuration change notification is owed.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [forbids("hypervisor.notifiesConfig"), switchIsNot({ pending: "lost" }, "config")],
      },
      "vmm-notifies": {
        means: "the VMM notifies once after every restore",
        rules: [
          pendingIsLost,
          forbids(
            ["hypervisor.kicksAgain", ...letsGo],
            whenIts("orchestrator", "while it has not notified", ({ value, context }) => {
              return value === "restored" && context.told === "nothing";
            }),
          ),
        ],
      },
    },
  },
  {
    id: "vmm-kicks-after-restore",
    party: "vmm",
    question: "Does the VMM kick every virtqueue once after a restore?",
    choices: {
      no: { means: "no", rules: [forbids("hypervisor.kicksAgain")] },
      yes: {
        means: "yes; a spurious kick is legal (B63b)",
        rules: [
          forbids(
            letsGo,
            whenIts("orchestrator", "while it has not kicked", ({ value, context }) => {
              return value === "restored" && context.told !== "kicks";
            }),
          ),
        ],
      },
    },
  },
];

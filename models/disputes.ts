/**
 * The disputes, as questions: who holds what, by message-id and place, and which
 * cases answer. `scenarios/disputes/README.md` is generated from this list and
 * from what the cases pin.
 */
import type { Dispute } from "../checker/types/index.ts";

/** As numbered in `scenarios/disputes/README.md`. */
const SEED = "[1]";
const ANSWERED = "[2]";
const QUOTED = "quoted in [1]";
const FREEZE = "[3]";

const in_ = (scenario: string, property: string, ...cases: readonly string[]) =>
  cases.map((says) => ({ scenario: `disputes/${scenario}`, property, says }));

/** What the numbers in positions stand for; the pages of answers use the same. */
export const sources: Readonly<Record<string, string>> = {
  [SEED]: "<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>",
  [ANSWERED]: "<20231116070024-mutt-send-email-mst@kernel.org>",
  [FREEZE]: "the thread of <20230919114242.2283646-*>, September 2023",
  "[4]": "<20240422070128.1980027-2-stevensd@chromium.org>",
};

export const disputes: readonly Dispute[] = [
  {
    id: "D1",
    question: "May a driver reset a virtqueue while the device is suspended?",
    positions: [
      { says: "no, queues are to be stable", from: `V2-1, ${SEED}` },
      { says: "arbitrary unless for migration only", from: QUOTED },
    ],
    answers: [
      ...in_(
        "d1-queue-reset-while-suspended",
        "noAccessAfterRelease",
        "without it, device ignores",
      ),
      ...in_("d1-queue-reset-while-suspended", "queueResetWaitEnds", "without it, device defers"),
    ],
    rows: ["SAFE-8"],
    asks: "holes/h3-queue-reset-while-suspended",
  },
  {
    id: "D2",
    question: "Is suspend the guest's or the hypervisor's?",
    positions: [
      { says: "the host suspends when it migrates; status can be trapped", from: SEED },
      {
        says: "a passed-through bit is the guest's; the owner needs its own",
        from: QUOTED,
      },
    ],
    answers: in_(
      "d2-who-owns-suspend",
      "theStopLasts",
      "status direct, CPUs run, guest may resume",
      "the same, where a read of 1F tells that one is under way",
      "status trapped and deferred, CPUs run",
    ),
    rows: ["SAFE-15"],
  },
  {
    id: "D3",
    question: "What if the guest resets its device while the hypervisor migrates it?",
    positions: [
      { says: "the guest owns the device: a reset clears all", from: SEED },
      { says: "the hypervisor then has lost its channel", from: QUOTED },
    ],
    answers: [
      ...in_(
        "d2-who-owns-suspend",
        "theStopLasts",
        "status direct, CPUs run, guest may reset",
        "status direct, CPUs paused, guest may reset",
      ),
      ...in_(
        "d3-owner-stops-while-guest-resets",
        "theStopLasts",
        "a reset by status clears the mode",
        "a reset by status leaves the mode",
      ),
      ...in_("d3-mmio-reset-clears-registers", "resetDeviceAssertsNoLine", "MMIO, CPUs paused"),
    ],
    rows: ["SAFE-10"],
  },
  {
    id: "D4",
    question: "Is the guest stopped first, or the device?",
    positions: [
      { says: "the guest; a device that is stopped first may show I/O errors", from: SEED },
      { says: "the order stands nowhere in the patch", from: ANSWERED },
    ],
    answers: [
      ...in_("d4-guest-first-or-device-first", "noRequestTimesOut", "device first", "guest first"),
      ...in_("d4-guest-first-or-device-first", "pausedGuestIsLeftAlone", "guest first"),
    ],
    rows: [],
    note: "Each order shows the guest something, with every contender; no clause asks for either.",
  },
  {
    id: "D5",
    question: "What becomes of an event from outside while suspended?",
    positions: [
      { says: "the device is as if powered down until it resumes", from: SEED },
      { says: "what stable means is vague, if something outside changes", from: ANSWERED },
    ],
    answers: [
      ...in_(
        "d5-change-while-suspended",
        "configChangeIsSeen",
        "1.4 without S-13: one sentence less",
        "1.4, migrated while suspended",
      ),
    ],
    rows: ["SAFE-12", "LIVE-3"],
    note: "d5-level-while-suspended asks of a level, h30 of a change that was made before.",
  },
  {
    id: "D6",
    question: "What does a stop cost as queues are added?",
    positions: [
      { says: "it grows with the queues in any case, as enabling them does", from: SEED },
      { says: "the constant matters: a thousand repeats make seconds", from: ANSWERED },
    ],
    answers: [],
    rows: [],
    counts: true,
    note: "The device's own time is not known; `quiesce cost --latency wait=...` takes one.",
  },
  {
    id: "D7",
    question: "Does PCI power management suffice?",
    positions: [
      { says: "no, virtio is to be self-contained; MMIO and CCW have none", from: SEED },
      { says: "the charter prefers what the platform has", from: ANSWERED },
    ],
    answers: [
      ...in_(
        "d7-power-state-as-suspend",
        "resumeTakesEffect",
        "with No_Soft_Reset",
        "without, and the driver trusts the device",
      ),
      ...in_(
        "d7-status-bit-then-power-state",
        "suspendWaitEnds",
        "D3hot when it has seen 1B",
        "D3hot at once; the driver waits for 1B",
      ),
    ],
    rows: ["LIVE-1"],
  },
  {
    id: "D8",
    question: "Can one suspend a device to look at its state?",
    positions: [
      { says: "yes, suspended state is stable", from: SEED },
      { says: "no, suspending has changed it", from: QUOTED },
    ],
    answers: [
      ...in_(
        "d8-suspend-as-debugging-aid",
        "askingToSuspendChangesNothing",
        "draining",
        "not draining: the device freezes",
      ),
      ...in_("d8-suspend-as-debugging-aid", "beingSuspendedChangesNothing", "draining"),
    ],
    rows: [],
    note: "Both are so: being suspended changes nothing, and draining on the way does.",
  },
  {
    id: "D9",
    question: "Who can stop a device inside a guest that is itself a hypervisor?",
    positions: [
      {
        says: "registers nest; the owner's queue is not there in a guest",
        from: "no message of it is held",
      },
      { says: "commands serve trap-and-emulate as well", from: QUOTED },
    ],
    answers: in_(
      "d9-inner-hypervisor",
      "theStopIsReached",
      "1.4 stop mode: a command of the owner device",
      "1.4 SUSPEND: a register of the function",
      "D3hot: configuration space of the function",
    ),
    rows: [],
  },
  {
    id: "D10",
    question: "What becomes of buffers in flight?",
    positions: [
      { says: "work to come", from: "V2-13b, virtio-comment 202308 msg00142" },
      {
        says: "from when on must the device drain: write, or transition?",
        from: "virtio-dev msg12105",
      },
    ],
    answers: in_(
      "d10-buffers-in-flight",
      "availableIsUsed.q0b0",
      "the device drains first (S-16b), both indices are saved",
      "it need not drain: one sentence less",
      "it need not drain, a list names what is in flight",
    ),
    rows: ["SAFE-4"],
  },
  {
    id: "D11",
    question: "Which order of stop and last look at the dirty log copies all memory?",
    positions: [
      { says: "the device tracks what it writes", from: "V2-14, recalled" },
      { says: "platform and IOMMU track it", from: "VF-6" },
    ],
    answers: in_(
      "d11-dirty-pages",
      "allPagesAreCopied",
      "stop, then read for the last time; the flush waits for writes under way",
      "read for the last time, then stop",
    ),
    rows: ["SAFE-11"],
  },
  {
    id: "D12",
    question: "Is stop enough where devices write to each other, or does it take a freeze?",
    positions: [
      { says: "a third mode that takes nothing from outside", from: "AC-4, recalled" },
      { says: "one flag: a stopped device takes notifications", from: "P-8a" },
    ],
    answers: [
      ...in_(
        "d12-stop-or-freeze",
        "noChangeByPeer",
        "stop alone, one after another",
        "stop alone, all first",
        "stop and freeze, one after another",
      ),
      ...in_("d12-stop-or-freeze", "peerIsAnswered", "stop and freeze, one after another"),
    ],
    rows: ["SAFE-16"],
  },
  {
    id: "D13",
    question: "Does a driver resume by setting DRIVER_OK, or by clearing SUSPEND?",
    positions: [
      { says: "it never clears a bit", from: `B1, ${FREEZE}` },
      { says: "it clears SUSPEND", from: "[4]" },
    ],
    answers: [
      ...in_(
        "d13-how-to-resume",
        "resumeWaitEnds",
        "1.4 on both sides",
        "a driver that clears SUSPEND, a device of 1.4",
      ),
      ...in_("d13-how-to-resume", "suspendWaitEnds", "a driver that waits for 1F, a device of 1.4"),
    ],
    rows: ["LIVE-2"],
  },
  {
    id: "D14",
    question: "Does a reset end a suspension?",
    positions: [
      { says: "yes, status 0 resets everything", from: `V2-16, ${FREEZE}` },
      { says: "no, what a guest keeps over sleep is to survive", from: FREEZE },
    ],
    answers: [
      ...in_(
        "d14-reset-and-suspend",
        "resetWaitEnds",
        "a reset resets everything",
        "SUSPEND survives a reset",
        "a suspend completes after the reset",
      ),
      ...in_("d14-reset-and-suspend", "zeroMeansReset", "a suspended device shows 00"),
    ],
    rows: ["LIVE-6"],
  },
  {
    id: "D15",
    question: "Is the gate for SUSPEND FEATURES_OK or DRIVER_OK?",
    positions: [
      { says: "FEATURES_OK", from: "V2-3, virtio-dev msg12849" },
      { says: "DRIVER_OK", from: "S-3a, S-9" },
    ],
    answers: [],
    rows: ["SAFE-13"],
    asks: "disputes/d15-gate",
    note: "Nobody was found to argue it.",
  },
];

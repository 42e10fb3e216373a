/** Points 22 to 31: the life around the rings. */
import { STATUS } from "./life-watch.ts";
import { GuestMemory } from "./memory.ts";
import type { PointCase } from "./points.testing.ts";
import { packedRig, segmentsAt, splitRig } from "./rig.testing.ts";
import { DeviceShell, type ShellQueue } from "./shell.ts";

type Format = "split" | "packed";
const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK, SUSPEND } = STATUS;
const RUNNING = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;

/** Both formats offer what these cases need under the same names. */
type Rig = ReturnType<typeof splitRig> | ReturnType<typeof packedRig>;
type Life = Rig & { readonly shell: DeviceShell };

const hypervisor = { name: "hypervisor", side: "hypervisor", gate: "live" } as const;

/** A device with one queue, which the driver has brought up to `status`. */
function bringUp(
  format: Format,
  status = RUNNING,
  profile: "strict" | "as-deployed" = "strict",
): Life {
  const rig = format === "split" ? splitRig(4, {}, { profile }) : packedRig(4, {}, { profile });
  const shell = new DeviceShell(rig.memory, rig.deviceSide, 2, 0b11n);
  shell.writeFeatures(0b01n);
  let value = 0;
  for (const bit of [ACKNOWLEDGE, DRIVER, FEATURES_OK]) {
    value |= bit;
    shell.writeStatus(value);
  }
  shell.configureQueue(0, rig as ShellQueue);
  shell.enableQueue(0);
  if (status & DRIVER_OK) shell.writeStatus(RUNNING);
  return { ...rig, shell } as Life;
}

/** The same case on both formats. */
function on(
  point: number,
  claim: string,
  mutation: string,
  breaks: PointCase["breaks"],
  body: (life: Life, wrong: boolean) => void,
  status = RUNNING,
): readonly PointCase[] {
  return (["split", "packed"] as const).map((format) => ({
    point,
    format,
    claim,
    mutation,
    breaks,
    run: (wrong) => {
      const life = bringUp(format, status);
      body(life, wrong);
      return life.memory;
    },
  }));
}

/** A case about registers only. */
function registers(
  point: number,
  claim: string,
  mutation: string,
  breaks: PointCase["breaks"],
  body: (life: Life, wrong: boolean) => void,
): PointCase {
  const [split] = on(point, claim, mutation, breaks, body);
  return { ...(split as PointCase), format: "both" };
}

function holdOne(life: Life): number {
  life.driver.add(segmentsAt(0, 0, 1));
  return life.device.fetch()?.head ?? 0;
}

function declare(life: Life, claim: Parameters<typeof life.watch.declareCursors>[1]): void {
  life.watch.declareCursors(life.deviceSide, claim, life.device.save() as never);
}

/** A device that keeps its cursors over a reset. */
const FORGETFUL = { reset: () => {} };

/** A shell that grants whatever the driver asks. */
class Permissive extends DeviceShell {
  protected override acceptsFeatures(): boolean {
    return true;
  }
}

export const LIFE_CASES: readonly PointCase[] = [
  ...on(
    22,
    "a reset with buffers in flight forgets them",
    "the device keeps its cursors",
    "resetForgetsEverything",
    (life, wrong) => {
      holdOne(life);
      life.shell.writeStatus(0);
      if (wrong) {
        const state = life.device.save();
        life.shell.finishReset();
        life.device.restore(state as never, "saved", false);
      } else life.shell.finishReset();
      declare(life, "resetForgetsEverything");
    },
  ),
  ...on(
    22,
    "the ring may move until status reads 0",
    "it moves afterwards",
    "resetDeviceIsSilent",
    (life, wrong) => {
      const head = holdOne(life);
      life.shell.writeStatus(0);
      if (!wrong) life.device.use(head, 0);
      life.shell.finishReset();
      if (wrong) life.device.interrupt();
    },
  ),
  ...on(
    23,
    "the device may use buffers until the queue reset is complete",
    "it uses one afterwards",
    "resetQueueIsSilent",
    (life, wrong) => {
      const head = holdOne(life);
      life.shell.writeQueueReset(0);
      if (!wrong) life.device.use(head, 0);
      life.shell.finishQueueReset(0);
      if (wrong) life.device.writeUsedEntry(head, 0);
    },
  ),
  ...on(
    23,
    "released memory is left alone",
    "the device reads its old ring",
    "noDeviceAccessAfterRelease",
    (life, wrong) => {
      holdOne(life);
      life.shell.writeQueueReset(0);
      life.shell.finishQueueReset(0);
      life.driver.release();
      if (wrong) life.device.fetch();
    },
  ),
  ...on(
    23,
    "a freed and reused page is left alone",
    "a late write lands in it",
    "noDeviceAccessAfterRelease",
    (life, wrong) => {
      const head = holdOne(life);
      if (wrong) life.driver.release();
      // The page belongs to somebody else now, who writes it; it stays released to the device.
      else life.device.use(head, 0);
      life.memory.writeBytes(life.driverSide, 0x4000, new Uint8Array(8).fill(0x55));
      if (wrong) life.device.writePayload(head, new Uint8Array(8));
    },
  ),
  ...on(
    24,
    "a re-enabled queue starts at 0, whatever its memory held",
    "the device keeps its cursors",
    "reenabledQueueStartsEmpty",
    (life, wrong) => {
      const head = holdOne(life);
      life.device.use(head, 0);
      const state = life.device.save();
      life.shell.writeQueueReset(0);
      life.shell.finishQueueReset(0);
      life.driver.release();
      life.memory.writeBytes(hypervisor, 0x100, new Uint8Array(64).fill(0xff));
      life.driver.initialise();
      life.shell.configureQueue(0, { watch: life.watch, device: wrong ? FORGETFUL : life.device });
      life.shell.enableQueue(0);
      if (wrong) life.device.restore(state as never);
      declare(life, "reenabledQueueStartsEmpty");
    },
  ),
  registers(
    25,
    "a disabled queue may be set up anew",
    "it is set up while enabled",
    "queueConfigFixed",
    (life, wrong) => {
      if (!wrong) {
        life.shell.writeQueueReset(0);
        life.shell.finishQueueReset(0);
      }
      life.shell.configureQueue(0, life as ShellQueue);
    },
  ),
  registers(26, "the driver adds bits", "it clears one", "statusOnlyGrows", (life, wrong) => {
    life.shell.writeStatus(wrong ? RUNNING & ~DRIVER : RUNNING | STATUS.FAILED);
  }),
  registers(
    26,
    "NEEDS_RESET stays until a reset",
    "the device takes it back",
    "statusOnlyGrows",
    (life, wrong) => {
      life.shell.needsReset();
      life.shell.watch.statusPresented(wrong ? RUNNING : RUNNING | STATUS.NEEDS_RESET, 0n, 0n);
    },
  ),
  registers(
    26,
    "FEATURES_OK is refused when a feature was not offered",
    "the device grants it",
    "featuresWithinOffer",
    (life, wrong) => {
      const make = wrong ? Permissive : DeviceShell;
      const shell = new make(life.memory, { ...life.deviceSide }, 1, 0b01n);
      shell.writeStatus(ACKNOWLEDGE);
      shell.writeStatus(ACKNOWLEDGE | DRIVER);
      shell.writeFeatures(0b11n);
      shell.writeStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK);
    },
  ),
  ...on(
    27,
    "buffers posted early wait for DRIVER_OK",
    "the device looks at them before",
    "nothingBeforeDriverOk",
    (life, wrong) => {
      life.driver.add(segmentsAt(0, 1, 0));
      if (!wrong) life.shell.writeStatus(RUNNING);
      life.device.fetch();
    },
    RUNNING & ~DRIVER_OK,
  ),
  ...on(
    28,
    "a kick while the owner has stopped the device is served afterwards",
    "it is dropped",
    "stopLosesNothing",
    (life, wrong) => {
      life.shell.setStopped(true);
      life.driver.add(segmentsAt(0, 1, 0));
      life.shell.kick(0);
      const kicked = life.shell.setStopped(false);
      for (const queue of wrong ? [] : kicked) {
        life.device.fetch();
        life.shell.watch.looked(queue);
      }
      life.shell.watch.declareIdle();
    },
  ),
  ...on(
    28,
    "a device drains before it presents SUSPEND",
    "it uses a buffer afterwards",
    "suspendedDeviceIsSilent",
    (life, wrong) => {
      const head = holdOne(life);
      life.shell.writeStatus(RUNNING | SUSPEND);
      if (!wrong) life.device.use(head, 0);
      life.shell.presentSuspended();
      if (wrong) life.device.use(head, 0);
    },
  ),
  ...on(
    28,
    "a stopped device goes on where it was",
    "it interrupts while stopped",
    "stoppedDeviceIsSilent",
    (life, wrong) => {
      const head = holdOne(life);
      life.shell.setStopped(true);
      if (wrong) life.device.interrupt();
      life.shell.setStopped(false);
      life.device.use(head, 0);
    },
  ),
  ...on(
    29,
    "a restored device holds what the saved one held",
    "the buffers in flight are left out",
    "restoreKeepsFuture",
    (life, wrong) => {
      holdOne(life);
      const state = life.device.save();
      life.device.reset();
      life.device.restore(state as never, "saved", !wrong);
      declare(life, "restoreKeepsFuture");
    },
  ),
  ...on(
    29,
    "a restored device stands where the saved one stood",
    "it starts at 0",
    "restoreKeepsFuture",
    (life, wrong) => {
      const head = holdOne(life);
      life.device.use(head, 0);
      const state = life.device.save();
      life.device.reset();
      life.device.restore(state as never, wrong ? "zero" : "saved");
      declare(life, "restoreKeepsFuture");
    },
  ),
  ...on(
    29,
    "the dirty log names every page that the device wrote",
    "one write misses it",
    "deviceWritesAreLogged",
    (life, wrong) => {
      const head = holdOne(life);
      life.memory.dirty.takeAll();
      const copy = new GuestMemory({ size: life.memory.size });
      copy.writeBytes(hypervisor, 0, life.memory.peekBytes(0, life.memory.size));
      life.memory.dirty.tracking = !wrong;
      life.device.writePayload(head, new Uint8Array(8).fill(7));
      life.memory.checkCopy(copy);
    },
  ),
  ...on(
    29,
    "a last copy that is made when nobody writes any more is complete",
    "the device writes once more",
    "lastCopyIsComplete",
    (life, wrong) => {
      const head = holdOne(life);
      const copy = new GuestMemory({ size: life.memory.size });
      copy.writeBytes(hypervisor, 0, life.memory.peekBytes(0, life.memory.size));
      if (wrong) life.device.writePayload(head, new Uint8Array(8).fill(7));
      life.memory.checkLastCopy(copy);
    },
  ),
  registers(
    30,
    "a change shows a new generation and is notified",
    "the generation stays",
    "configChangeSignalled",
    (life, wrong) => {
      if (wrong) {
        life.shell.watch.configChanged();
        life.shell.watch.configNotified();
      } else life.shell.changeConfig();
      life.shell.watch.checkConfig();
    },
  ),
  registers(
    30,
    "a change during suspend is notified after resume",
    "the notification is lost",
    "configChangeSignalled",
    (life, wrong) => {
      life.shell.writeStatus(RUNNING | SUSPEND);
      life.shell.presentSuspended();
      if (wrong) {
        life.shell.watch.configChanged();
        life.shell.watch.generationChanged();
      } else life.shell.changeConfig();
      life.shell.writeStatus(RUNNING | SUSPEND);
      life.shell.presentRunning();
      life.shell.watch.checkConfig();
    },
  ),
  registers(
    31,
    "a kick for queue 9 of 2 leads to nothing",
    "the device acts on it",
    "absentQueueHarmless",
    (life, wrong) => {
      const serve = life.shell.kick(9) || wrong;
      if (serve) life.shell.watch.looked(9);
    },
  ),
];

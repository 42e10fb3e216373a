import { describe, expect, it } from "vitest";
import { STATUS } from "./life-watch.ts";
import { broken, segmentsAt, splitRig } from "./rig.testing.ts";
import { DeviceShell } from "./shell.ts";

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK, SUSPEND, NEEDS_RESET } = STATUS;
const RUNNING = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;

function running(profile: "strict" | "as-deployed" = "strict") {
  const rig = splitRig(4, {}, { profile });
  const shell = new DeviceShell(rig.memory, rig.deviceSide, 2, 0b1n);
  for (const status of [ACKNOWLEDGE, ACKNOWLEDGE | DRIVER, RUNNING & ~DRIVER_OK])
    shell.writeStatus(status);
  shell.configureQueue(0, rig);
  shell.enableQueue(0);
  shell.writeStatus(RUNNING);
  return { ...rig, shell };
}

describe("the registers around the rings", () => {
  it("suspend presents 0x1B and resume 0x0F, each in a step of its own", () => {
    const { shell, deviceSide, memory } = running();
    shell.writeStatus(RUNNING | SUSPEND);
    expect([shell.status, deviceSide.gate]).toEqual([0x0f, "live"]);
    shell.presentSuspended();
    expect([shell.status, deviceSide.gate]).toEqual([0x1b, "suspended"]);
    shell.writeStatus(RUNNING | SUSPEND);
    expect([shell.status, deviceSide.gate]).toEqual([0x1b, "suspended"]);
    shell.presentRunning();
    expect([shell.status, deviceSide.gate]).toEqual([0x0f, "live"]);
    expect(broken(memory)).toEqual([]);
  });

  it("a reset reads 0 only when it is complete, and then nothing is left", () => {
    const { shell, driver, device, deviceSide, memory } = running();
    driver.add(segmentsAt(0, 1, 0));
    device.fetch();
    shell.writeStatus(0);
    expect([shell.status, device.inFlight]).toEqual([RUNNING, [0]]);
    shell.finishReset();
    expect([shell.status, shell.features, device.inFlight, deviceSide.gate]).toEqual([
      0,
      0n,
      [],
      "reset",
    ]);
    expect(shell.readQueue(0)).toEqual({ enable: false, reset: false });
    expect(broken(memory)).toEqual([]);
  });

  it("queue_reset reads 1 until both it and queue_enable read 0", () => {
    const { shell } = running();
    expect(shell.readQueue(0)).toEqual({ enable: true, reset: false });
    shell.writeQueueReset(0);
    expect(shell.readQueue(0)).toEqual({ enable: true, reset: true });
    shell.finishQueueReset(0);
    expect(shell.readQueue(0)).toEqual({ enable: false, reset: false });
    expect(shell.readQueue(9)).toEqual({ enable: false, reset: false });
  });

  it("a kick is served at once, kept while stopped, and of no effect for queue 9 of 2", () => {
    const { shell } = running();
    expect(shell.kick(0)).toBe(true);
    shell.setStopped(true);
    expect(shell.kick(0)).toBe(false);
    expect(shell.kick(9)).toBe(false);
    expect(shell.setStopped(false)).toEqual([0]);
    expect(shell.takePendingKicks()).toEqual([]);
  });

  it("a failed device shows NEEDS_RESET, with a notification only if it was live", () => {
    const { shell } = running();
    shell.needsReset();
    expect([shell.status, shell.configNotifications]).toEqual([RUNNING | NEEDS_RESET, 1]);
    shell.finishReset();
    shell.writeStatus(ACKNOWLEDGE);
    shell.needsReset();
    expect([shell.status, shell.configNotifications]).toEqual([ACKNOWLEDGE | NEEDS_RESET, 1]);
  });

  it("config_generation has 8 bits", () => {
    const { shell } = running();
    for (let i = 0; i < 257; i++) shell.changeConfig();
    expect([shell.generation, shell.configNotifications]).toEqual([1, 257]);
  });

  it("as deployed, bits can be cleared and kicks are served early", () => {
    for (const profile of ["strict", "as-deployed"] as const) {
      const { shell, memory } = running(profile);
      shell.writeStatus(RUNNING & ~DRIVER_OK);
      const lenient = profile === "as-deployed";
      expect([shell.status, shell.kick(0)]).toEqual(
        lenient ? [RUNNING & ~DRIVER_OK, true] : [RUNNING, true],
      );
      // What the driver did is named in both profiles.
      expect(broken(memory)).toEqual(["statusOnlyGrows"]);
    }
  });
});

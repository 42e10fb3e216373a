import { describe, expect, test } from "vitest";
import { Life, type LifeOptions } from "./life.ts";

const options: LifeOptions = {
  running: true,
  clearsDriverOk: true,
  saves: true,
};

const life = (changes: Partial<LifeOptions> = {}): Life => new Life({ ...options, ...changes });

describe("the gate of a device", () => {
  test("opens with DRIVER_OK, and not for values out of turn", () => {
    const one = life({ running: false });
    expect(one.gate).toBe("reset");
    for (const value of [0x0f, 0x1f, 0x03]) one.deviceReceives(value);
    expect(one.gate).toBe("reset");
    for (const value of [0x01, 0x03, 0x0b]) one.deviceReceives(value);
    expect(one.gate).toBe("beforeDriverOk");
    one.deviceReceives(0x0f);
    expect(one.gate).toBe("live");
  });

  test("closes when SUSPEND is presented, not when it is asked for", () => {
    const one = life();
    one.driverWrites(0x1f);
    one.deviceReceives(0x1f);
    expect(one.gate).toBe("live");
    one.deviceIsSuspended();
    expect(one.gate).toBe("suspended");
    one.deviceRuns();
    expect(one.gate).toBe("live");
  });

  test("stays closed for a driver that has read SUSPEND until it writes again", () => {
    const one = life();
    one.driverWrites(0x1f);
    one.driverReads(0x1b);
    one.deviceRuns();
    expect(one.gate).toBe("suspended");
    one.driverWrites(0x1f);
    expect(one.gate).toBe("live");
  });

  test("takes 1F for suspended only where a suspended device keeps DRIVER_OK", () => {
    for (const [clearsDriverOk, gate] of [
      [true, "live"],
      [false, "suspended"],
    ] as const) {
      const one = life({ clearsDriverOk });
      one.driverWrites(0x1f);
      one.driverReads(0x1f);
      expect(one.gate).toBe(gate);
    }
  });

  test("is closed for a hypervisor that goes on after what it reads until it lets go", () => {
    for (const next of ["goes on", "skips it"]) {
      const one = life();
      one.hypervisorReads(next);
      expect(one.gate).toBe("live");
      one.hypervisorBegins();
      for (const other of ["waits", "asks", "pauses"]) one.hypervisorReads(other);
      expect(one.gate).toBe("live");
      one.hypervisorReads(next);
      expect(one.gate).toBe("stopped");
      one.hypervisorLetsGo();
      expect(one.gate).toBe("live");
    }
  });

  test("opens for a hypervisor that drops its record at a function reset", () => {
    const one = life();
    one.hypervisorSetsPower("D3hot");
    one.hypervisorResetsFunction("kept");
    expect(one.gate).toBe("stopped");
    one.hypervisorResetsFunction("dropped");
    expect(one.gate).toBe("live");
  });

  test("is open while a reset is under way, and closed when it is complete", () => {
    const one = life();
    one.deviceIsSuspended();
    one.deviceReceives(0);
    expect(one.gate).toBe("live");
    one.deviceIsReset();
    expect(one.gate).toBe("reset");
  });

  test("is at a destination what the saved status says", () => {
    for (const [value, gate] of [
      [0x00, "reset"],
      [0x03, "beforeDriverOk"],
      [0x0f, "live"],
      [0x1b, "suspended"],
    ] as const) {
      const one = life({ running: false });
      one.deviceIsGiven(value);
      expect(one.gate).toBe(gate);
    }
  });
});

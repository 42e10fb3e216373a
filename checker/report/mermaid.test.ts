import { expect, test } from "vitest";
import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import { lockModel } from "../testing/lock-model.ts";
import { parseOneLine } from "../trace/phrase.ts";
import { machineKinds, sequenceDiagram, stateDiagram } from "./mermaid.ts";
import { rowsOf } from "./rows.ts";

const [scenario] = lockModel.scenarios;
const systemOf = (reading: string) =>
  compileSystem(scenario!.system({ rounds: 1, breaks: 1 }), resolveReading(lockModel, reading));
const system = systemOf("as-written");

test("a state diagram has every state and transition, and marks what a variable guards", () => {
  const kinds = machineKinds([system]);
  expect(kinds.map(({ kind }) => kind)).toEqual(["driver", "device", "lock", "environment"]);
  expect(
    stateDiagram(kinds[1]!),
  ).toBe(`%% Generated from the machine "device" (device); do not edit. * guarded by a variable.
stateDiagram-v2
  state "outside" as outside
  state "inside" as inside
  [*] --> outside
  inside --> outside : device.releases
  outside --> inside : device.takes *
`);
});

test("a parameter is written out where it decides", () => {
  const lock = stateDiagram(machineKinds([system])[2]!);
  expect(lock).toContain("driver.looks (value 00)");
  expect(lock).toContain("driver.looks (value 01)");
});

test("machines of several readings are drawn as one", () => {
  const lock = (of: Parameters<typeof machineKinds>[0]) => stateDiagram(machineKinds(of)[2]!);
  const free = systemOf("as-written,-L1");
  expect(lock([system])).not.toContain("held --> held : device.takes");
  expect(lock([system, free])).toContain("%% held --> held : device.takes");
  expect(lock([system, free])).toContain("held --> free : device.releases<br>environment.breaks");
});

test("a sequence diagram follows the rows of the chart", () => {
  const trace = parseOneLine(system, "device takes; release; ask; (see 00)*");
  expect(
    sequenceDiagram("locks/l1", rowsOf(system, trace, [])),
  ).toBe(`%% Generated from locks/l1; do not edit.
sequenceDiagram
  participant driver as Driver
  participant device as Device
  device->>device: device takes
  device->>device: release [obliged L2 SHOULD]
  driver->>driver: ask
  loop for ever
  driver->>device: see 00
  Note over device: shows free
  end
`);
});

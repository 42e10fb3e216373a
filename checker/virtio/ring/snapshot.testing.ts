/** Whether a queue of either format goes back to what was saved of it. */
import { expect } from "vitest";
import type { Reaped } from "./driver-side.ts";
import type { Segment } from "./layout.ts";
import type { GuestMemory } from "./memory.ts";
import { broken, segmentsAt } from "./rig.testing.ts";

interface Kept<State> {
  save(): State;
  load(state: State): void;
}

interface Sides<DriverState, DeviceState, WatchState> {
  readonly memory: GuestMemory;
  readonly driver: Kept<DriverState> & {
    add(segments: readonly Segment[]): number | undefined;
    reap(): readonly Reaped[];
  };
  readonly device: {
    save(): DeviceState;
    restore(state: DeviceState): void;
    fetch(): unknown;
    use(head: number, length: number): void;
  };
  readonly watch: Kept<WatchState>;
}

/** Saves all four with a buffer in flight, goes on, loads them, and goes on again. */
export function expectReturnToSnapshot<A, B, C>({ memory, driver, device, watch }: Sides<A, B, C>) {
  driver.add(segmentsAt(0, 1, 1));
  device.fetch();
  const saved = [memory.snapshot(), driver.save(), device.save(), watch.save()] as const;
  device.use(0, 0);
  driver.reap();
  driver.add(segmentsAt(1, 0, 1));
  memory.load(saved[0]);
  driver.load(saved[1]);
  device.restore(saved[2]);
  watch.load(saved[3]);
  expect([driver.save(), device.save(), watch.save()]).toEqual(saved.slice(1));
  device.use(0, 0);
  expect(driver.reap()).toEqual([{ head: 0, length: 0 }]);
  expect(broken(memory)).toEqual([]);
}

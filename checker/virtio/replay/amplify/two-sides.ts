/**
 * What the rings of both formats do alike: they hand each call to the side that it
 * is for. `At` is a position as the format has it.
 */

import type { Shape } from "../../../trace/shape.ts";
import type { Actor, GuestMemory, Watch } from "../../ring/memory.ts";
import type { Reaped } from "../../ring/split-driver.ts";
import type { Held } from "./rings.ts";

interface DriverSide<At> {
  readonly lastUsed: At;
  suppressInterrupts(): void;
  askForInterrupt(from: At): void;
  reap(): readonly Reaped[];
  kick(): void;
  release(): void;
}

interface DeviceSide<At> {
  readonly nextAvail: At;
  readonly inFlight: readonly number[];
  fetch(): Held | undefined;
  readPayload(head: number, length: number): Uint8Array;
  writePayload(head: number, bytes: Uint8Array): number;
  use(head: number, length: number): void;
  suppressKicks(): void;
  askForKick(from: At): void;
  interrupt(): void;
  reset(): void;
}

export abstract class TwoSides<At> {
  abstract readonly driver: DriverSide<At>;
  abstract readonly device: DeviceSide<At>;
  abstract readonly watch: Watch & { enabled: boolean };
  readonly memory: GuestMemory;
  readonly guest: Actor;
  readonly vdev: Actor;
  readonly shape: Shape;

  constructor(memory: GuestMemory, [guest, vdev]: readonly [Actor, Actor], shape: Shape) {
    this.memory = memory;
    this.guest = guest;
    this.vdev = vdev;
    this.shape = shape;
  }

  driverAsks(): void {
    const { suppression } = this.shape;
    if (suppression === "flags") this.driver.suppressInterrupts();
    if (suppression === "eventIdx") this.driver.askForInterrupt(this.driver.lastUsed);
  }

  release(): void {
    this.driver.release();
  }

  retire(): void {
    this.memory.removeWatch(this.watch);
  }

  get enabled(): boolean {
    return this.watch.enabled;
  }

  set enabled(on: boolean) {
    this.watch.enabled = on;
  }

  resetDevice(): void {
    this.device.reset();
  }

  fetch(): Held | undefined {
    return this.device.fetch();
  }

  readPayload(head: number, length: number): void {
    this.device.readPayload(head, length);
  }

  writePayload(head: number, bytes: Uint8Array): void {
    this.device.writePayload(head, bytes);
  }

  use(head: number, length: number): void {
    this.device.use(head, length);
    const { suppression } = this.shape;
    if (suppression === "flags") this.device.suppressKicks();
    if (suppression === "eventIdx") this.device.askForKick(this.device.nextAvail);
  }

  reap(): Reaped | undefined {
    return this.driver.reap()[0];
  }

  kick(): void {
    this.driver.kick();
  }

  interrupt(): void {
    this.device.interrupt();
  }

  get inFlight(): readonly number[] {
    return this.device.inFlight;
  }
}

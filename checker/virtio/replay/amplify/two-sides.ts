/**
 * What the rings of both formats do alike: they hand each call to the side that it
 * is for. `At` is a position as the format has it.
 */

import type { Shape } from "../../../trace/shape.ts";
import type { Chain } from "../../ring/chain.ts";
import type { Reaped } from "../../ring/driver-side.ts";
import type { Actor, GuestMemory, Watch } from "../../ring/memory.ts";

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
  holds(head: number): boolean;
  fetch(): Chain | undefined;
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
  suppression: Shape["suppression"] = "none";

  constructor(memory: GuestMemory, [guest, vdev]: readonly [Actor, Actor]) {
    this.memory = memory;
    this.guest = guest;
    this.vdev = vdev;
  }

  driverAsks(): void {
    const { suppression } = this;
    if (suppression === "flags") this.driver.suppressInterrupts();
    if (suppression === "eventIdx") this.driver.askForInterrupt(this.driver.lastUsed);
  }

  release(): void {
    this.driver.release();
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

  fetch(): Chain | undefined {
    return this.device.fetch();
  }

  readPayload(head: number, length: number): void {
    this.device.readPayload(head, length);
  }

  writePayload(head: number, bytes: Uint8Array): void {
    this.device.writePayload(head, bytes);
  }

  use(head: number, length: number): void {
    const { suppression } = this;
    this.device.use(head, length);
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

  holds(head: number): boolean {
    return this.device.holds(head);
  }
}

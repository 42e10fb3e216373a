/**
 * What the world knows about a device's life: what the device has presented, what
 * the driver has read, and what the hypervisor relies on. Together they are the
 * gate that the kernel holds the device's accesses against.
 *
 * It is worked out from register values that events carry, never from the local
 * states of the model, so that the two can be compared.
 */
import { STATUS } from "../ring/life-watch.ts";
import type { Gate } from "../ring/memory.ts";

const { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK, SUSPEND, FAILED } = STATUS;
const RUNNING = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;

/** The order in which a driver sets bits (content.tex, Device Initialization). */
const NEXT: Readonly<Record<number, readonly number[]>> = {
  0: [ACKNOWLEDGE],
  [ACKNOWLEDGE]: [ACKNOWLEDGE | DRIVER],
  [ACKNOWLEDGE | DRIVER]: [ACKNOWLEDGE | DRIVER | FEATURES_OK],
  [ACKNOWLEDGE | DRIVER | FEATURES_OK]: [RUNNING, RUNNING | SUSPEND],
};

export interface LifeOptions {
  readonly running: boolean;
  /** Whether the driver has seen its device suspended before the story begins. */
  readonly seenSuspended?: boolean;
  /** Whether a suspended device shows DRIVER_OK = 0 (S-1b). */
  readonly clearsDriverOk: boolean;
  /** Whether a hypervisor relies on what it has read, because it saves after it. */
  readonly saves: boolean;
}

export class Life {
  readonly #options: LifeOptions;
  #device: "settingUp" | "running" | "suspended" | "resetting";
  /** The bits that the device has accepted while it is set up. */
  #accepted = 0;
  #driver: "elsewhere" | "asksToSuspend" | "seesSuspended" | "asksToResume" = "elsewhere";
  #hypervisor: "elsewhere" | "examines" | "reliesOnStop" = "elsewhere";
  /** Mode commands that are out, and whether the last one asks for a stop. */
  #commands = 0;
  #wantsStop = false;
  /** Rings that the hypervisor has stopped by asking for their position. */
  readonly #stoppedRings = new Set<number>();

  constructor(options: LifeOptions) {
    this.#options = options;
    this.#device = options.running ? "running" : "settingUp";
    if (options.seenSuspended === true) this.#driver = "seesSuspended";
  }

  /** The hypervisor's knowledge counts first, then the driver's, then the device's. */
  get gate(): Gate {
    if (this.#hypervisor === "reliesOnStop") return "stopped";
    if (this.#driver === "seesSuspended" || this.#device === "suspended") return "suspended";
    if (this.#device !== "settingUp") return "live";
    return this.#accepted === 0 ? "reset" : "beforeDriverOk";
  }

  /** A write of the status register reaches the device, whoever sent it. */
  deviceReceives(value: number): void {
    if (value === 0) this.#device = "resetting";
    else if (this.#device === "settingUp" && NEXT[this.#accepted]?.includes(value)) {
      this.#accepted = value;
      if (value & DRIVER_OK) this.#device = "running";
    }
  }

  deviceIsSuspended(): void {
    this.#device = "suspended";
  }

  deviceRuns(): void {
    this.#device = "running";
  }

  /** Reset in any way, or new at a destination. */
  deviceIsReset(): void {
    this.#device = "settingUp";
    this.#accepted = 0;
  }

  /** The status that was saved is put into a device at a destination. */
  deviceIsGiven(value: number): void {
    this.#accepted = value;
    const suspended = (value & SUSPEND) !== 0;
    this.#device = suspended ? "suspended" : value & DRIVER_OK ? "running" : "settingUp";
    // A device that was stopped by a command stays so until another one.
    if (!this.#wantsStop) this.#hypervisor = "elsewhere";
  }

  driverWrites(value: number): void {
    const asks = value === (RUNNING | SUSPEND);
    if (!asks) this.#driver = "elsewhere";
    else if (this.#driver === "elsewhere") this.#driver = "asksToSuspend";
    else if (this.#driver === "seesSuspended") this.#driver = "asksToResume";
  }

  driverReads(value: number): void {
    if (this.#driver === "asksToSuspend" && this.#looksSuspended(value))
      this.#driver = "seesSuspended";
    if (this.#driver === "asksToResume" && runs(value)) this.#driver = "elsewhere";
  }

  /** A driver that cannot read the status learns only that its write has ended. */
  driverTakesItForDone(): void {
    this.driverReads((RUNNING & ~DRIVER_OK) | SUSPEND);
    this.driverReads(RUNNING);
  }

  /** Its write was rejected: it is where it was before. */
  driverIsRefused(): void {
    if (this.#driver === "asksToResume") this.#driver = "seesSuspended";
    else if (this.#driver === "asksToSuspend") this.#driver = "elsewhere";
  }

  driverResetsFunction(): void {
    this.#driver = "elsewhere";
  }

  hypervisorBegins(): void {
    if (this.#options.saves) this.#hypervisor = "examines";
  }

  /** What a hypervisor that looks at the device does next. */
  hypervisorReads(next: string): void {
    const relies = next === "goes on" || next === "skips it";
    if (this.#hypervisor === "examines" && relies) this.#hypervisor = "reliesOnStop";
  }

  hypervisorLetsGo(): void {
    this.#hypervisor = "elsewhere";
    this.#wantsStop = false;
    this.#stoppedRings.clear();
  }

  /** The hypervisor performs a function reset that the guest asked for; it may drop its
   *  record of the device, and takes it to run then. */
  hypervisorResetsFunction(record: string): void {
    if (record === "dropped") this.hypervisorLetsGo();
  }

  /** The hypervisor sends a mode command. */
  hypervisorCommands(mode: string): void {
    this.#commands++;
    if (mode === "active") this.hypervisorLetsGo();
    else this.#wantsStop = true;
  }

  /** The device answers a mode command. */
  deviceAnswers(mode: string, outcome: string): void {
    this.#commands--;
    const stops = mode !== "active" && outcome === "done";
    if (stops && this.#wantsStop && this.#commands === 0) this.#hypervisor = "reliesOnStop";
  }

  /** The hypervisor itself puts the function into a power state. */
  hypervisorSetsPower(state: string): void {
    if (state === "D0") this.hypervisorLetsGo();
    else this.#hypervisor = "reliesOnStop";
  }

  /** The hypervisor stops a ring; it relies on the stop when all are stopped. */
  hypervisorStopsRing(q: number, queues: number): void {
    this.#stoppedRings.add(q);
    if (this.#stoppedRings.size === queues) this.#hypervisor = "reliesOnStop";
  }

  #looksSuspended(value: number): boolean {
    if ((value & SUSPEND) === 0) return false;
    return (value & DRIVER_OK) === 0 || !this.#options.clearsDriverOk;
  }
}

const runs = (value: number): boolean => (value & ~FAILED) === RUNNING;

/**
 * An independent device to hold the kernel against: the virtio devices of v86, an
 * x86 emulator, driven through its ports and its guest memory, without a CPU.
 *
 * Its interface is internal, so the version is pinned exactly.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { V86 } from "v86";

/** What a device is known to do that the text does not ask for; each has a test. */
export const AS_DEPLOYED = {
  earlyKicks: "A kick before DRIVER_OK is served.",
  statusBitsClear: "A driver can clear status bits without a reset.",
  alwaysInterrupts: "With EVENT_IDX every used buffer interrupts, whatever used_event says.",
  usedIdxFromMemory: "The next used position is read back from the used idx in memory.",
  noQueueReset: "VIRTIO_F_RING_RESET is not offered.",
  lenientChains: "A chain that breaks the rules is cut short and used, not refused.",
} as const;

/** A request as the device holds it. */
export interface Chain {
  readonly head_idx: number;
  readonly length_readable: number;
  get_next_blob(into: Uint8Array): number;
  set_next_blob(from: Uint8Array): number;
}

interface Queue {
  readonly avail_last_idx: number;
  pop_request(): Chain;
  push_reply(chain: Chain): void;
  flush_replies(): void;
  notify_me_after(requests: number): void;
  has_request(): boolean;
  get_state(): unknown[];
}

interface Virtio {
  readonly queues: readonly Queue[];
  readonly device_feature: Uint32Array;
  isr_status: number;
  get_state(): unknown[];
  set_state(state: unknown[]): void;
  lower_irq(): void;
}

interface Cpu {
  readonly mem8: Uint8Array;
  readonly io: {
    port_write8(port: number, value: number): void;
    port_write16(port: number, value: number): void;
    port_write32(port: number, value: number): void;
    port_read8(port: number): number;
  };
  readonly devices: Readonly<Record<"virtio_console" | "virtio_9p", { readonly virtio: Virtio }>>;
}

/** First port of the common configuration and of the notification area. */
const PORTS = {
  virtio_console: { common: 0xb800, notify: 0xb900 },
  virtio_9p: { common: 0xa800, notify: 0xa900 },
} as const;

/** Offsets in the common configuration (transport-pci.tex, struct virtio_pci_common_cfg). */
const AT = {
  featureSelect: 8,
  feature: 12,
  status: 20,
  queueSelect: 22,
  queueSize: 24,
  queueEnable: 28,
  desc: 32,
  driver: 40,
  device: 48,
};

export class V86Device {
  readonly ram: Uint8Array;
  readonly #emulator: V86;
  readonly #cpu: Cpu;
  readonly #name: keyof typeof PORTS;

  private constructor(emulator: V86, name: keyof typeof PORTS) {
    this.#emulator = emulator;
    this.#cpu = (emulator as unknown as { v86: { cpu: Cpu } }).v86.cpu;
    this.#name = name;
    this.ram = this.#cpu.mem8;
  }

  static async load(name: keyof typeof PORTS): Promise<V86Device> {
    const build = dirname(createRequire(import.meta.url).resolve("v86"));
    const emulator = new V86({
      wasm_path: join(build, "v86.wasm"),
      autostart: false,
      memory_size: 4 << 20,
      virtio_console: { type: "none" },
      filesystem: {},
    });
    await new Promise<void>((loaded) => emulator.add_listener("emulator-loaded", loaded));
    return new V86Device(emulator, name);
  }

  async destroy(): Promise<void> {
    await this.#emulator.destroy();
  }

  get virtio(): Virtio {
    return this.#cpu.devices[this.#name].virtio;
  }

  queue(number: number): Queue {
    const queue = this.virtio.queues[number];
    if (queue === undefined)
      throw new Error(
        `queue ${number} does not exist; legal: 0 to ${this.virtio.queues.length - 1}`,
      );
    return queue;
  }

  get status(): number {
    return this.#cpu.io.port_read8(this.#common(AT.status));
  }

  set status(value: number) {
    this.#cpu.io.port_write8(this.#common(AT.status), value);
  }

  acceptFeatures(low: number, high: number): void {
    for (const [select, bits] of [low, high].entries()) {
      this.#cpu.io.port_write32(this.#common(AT.featureSelect), select);
      this.#cpu.io.port_write32(this.#common(AT.feature), bits);
    }
  }

  enableQueue(
    number: number,
    size: number,
    areas: { desc: number; driverArea: number; deviceArea: number },
  ): void {
    const { io } = this.#cpu;
    io.port_write16(this.#common(AT.queueSelect), number);
    io.port_write16(this.#common(AT.queueSize), size);
    for (const [offset, address] of [
      [AT.desc, areas.desc],
      [AT.driver, areas.driverArea],
      [AT.device, areas.deviceArea],
    ] as const) {
      io.port_write32(this.#common(offset), address);
      io.port_write32(this.#common(offset + 4), 0);
    }
    io.port_write16(this.#common(AT.queueEnable), 1);
  }

  /** Queues 0 and 1 have notification offsets 0 and 1, two bytes each. */
  kick(number: number): void {
    this.#cpu.io.port_write16(PORTS[this.#name].notify + 2 * number, number);
  }

  /** Whether an interrupt was raised since the last call; acknowledges it. */
  takeInterrupt(): boolean {
    const raised = (this.virtio.isr_status & 1) !== 0;
    this.virtio.lower_irq();
    return raised;
  }

  /** Bytes that arrive from outside for the console's receive queue 0. */
  input(bytes: Uint8Array): void {
    const { bus } = this.#emulator as unknown as {
      bus: { send(name: string, data: Uint8Array): void };
    };
    bus.send("virtio-console0-input-bytes", bytes);
  }

  onOutput(listener: (bytes: Uint8Array) => void): void {
    this.#emulator.add_listener("virtio-console0-output-bytes", listener);
  }

  /** Saves the device as v86 does, wipes it, and restores it from the copy. */
  saveAndRestore(): void {
    const state = this.virtio
      .get_state()
      .map((each) => (isQueue(each) ? each.get_state() : structuredClone(each)));
    this.status = 0;
    this.virtio.set_state(state);
  }

  #common(offset: number): number {
    return PORTS[this.#name].common + offset;
  }
}

function isQueue(value: unknown): value is Queue {
  return typeof value === "object" && value !== null && "get_state" in value;
}

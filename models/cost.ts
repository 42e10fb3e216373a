/**
 * What each way to stop a device puts between stop and running again.
 *
 * The model gives the events, in the order in which a hypervisor takes them; this
 * file says what one event is on the way to the device: accesses of a register,
 * commands, messages, reads of guest memory. All that is saved and loaded counts;
 * a VMM that loads ahead of the stop has less to do. The device is idle, and its
 * own time is `wait`: no measurement of it is public.
 *
 * Who restores knows the features and the sizes of queues, and reads neither; the
 * vector of configuration changes (PCI config_msix_vector, CCW_CMD_SET_CONF_IND) is
 * not set up on any transport.
 *
 * Sources: the clauses named beside each number, at virtio-v1.4-cs01 15f488c;
 * transport-pci.tex, Common configuration structure layout; transport-mmio.tex, MMIO
 * Device Register Layout; transport-ccw.tex, Device Initialization and Resetting
 * Devices; include/uapi/linux/vhost.h for vDPA; vhost-user.rst for vhost-user.
 */
import type { CostModel, ModelEvent, Reading, Sentence } from "../checker/types/index.ts";
import { type Scope, smallScope, upTo } from "./scope.ts";
import { compose } from "./system.ts";

type Counts = Readonly<Record<string, number>>;
type Steps = Readonly<Record<string, Counts | ((reading: Reading, event: ModelEvent) => Counts)>>;

const nothing: Counts = {};

/** The device takes its time: to suspend, to resume, to answer. */
const waits: Steps = {
  "device.presentsSuspended": { wait: 1 },
  "device.presentsResumed": { wait: 1 },
  "device.completesCommand": { wait: 1 },
};

/** queue_select, then the two indices (V2-11); or used.idx in memory (VD-7a). */
const readsPosition = ({ choices }: Reading): Counts =>
  ({ registers: { register: 3 }, "from-memory": { memory: 1 } })[choices["saved-position"] ?? ""] ??
  nothing;

/** The status register, and queue_select with what stands behind it (B43). */
const registers: Steps = {
  ...waits,
  "hypervisor.readsStatus": { register: 1 },
  "hypervisor.writesStatus": { register: 1 },
  "hypervisor.savesStatus": { register: 1 },
  "hypervisor.savesQueue": readsPosition,
  // queue_select, size, vector, three addresses in two halves each, enable; the indices.
  "hypervisor.restoresQueue": (reading) => ({
    register: 10 + (reading.choices["saved-position"] === "registers" ? 2 : 0),
  }),
  // Reset and its read (B19); ACKNOWLEDGE, DRIVER, two halves of the features with
  // their select, FEATURES_OK and its read, DRIVER_OK (B8).
  "hypervisor.restoresStatus": { register: 11 },
};

/** The same registers, but no vector a queue: MMIO has one interrupt for all. */
const mmioRegisters: Steps = {
  ...registers,
  // QueueSel, QueueSize, three addresses in two halves each, QueueReady.
  "hypervisor.restoresQueue": { register: 9 },
  // Status 0 and its read (B17); ACKNOWLEDGE, DRIVER, DriverFeatures twice with
  // DriverFeaturesSel, FEATURES_OK and its read, DRIVER_OK (B8).
  "hypervisor.restoresStatus": { register: 11 },
};

/** On CCW each is a channel command, which carries all that it is about. */
const channelCommands: Steps = {
  ...waits,
  // READ_STATUS, of revision 2 (B41).
  "hypervisor.readsStatus": { channel: 1 },
  "hypervisor.savesStatus": { channel: 1 },
  "hypervisor.writesStatus": { channel: 1 },
  // SET_VQ: index, size and three addresses at once.
  "hypervisor.restoresQueue": { channel: 1 },
  // SET_VIRTIO_REV; VDEV_RESET, done when it ends (B21); WRITE_STATUS ACKNOWLEDGE,
  // DRIVER; WRITE_FEAT twice; WRITE_STATUS FEATURES_OK, READ_STATUS; SET_IND_ADAPTER,
  // for all queues at once; WRITE_STATUS DRIVER_OK (B8).
  "hypervisor.restoresStatus": { channel: 10 },
};

/** D3hot and D0 are writes of PCI configuration space; the state is registers. */
const power: Steps = { ...registers, "hypervisor.setsPower": { register: 1, d3hot: 1 } };

/** One command gets all parts, one sets them (P-16a, P-17); each has a part a queue (P-23). */
const commands: Steps = {
  ...registers,
  "hypervisor.setsMode": { command: 1 },
  "hypervisor.savesStatus": { command: 1 },
  "hypervisor.savesQueue": { part: 1 },
  "hypervisor.restoresStatus": { command: 1 },
  "hypervisor.restoresQueue": { part: 1 },
};

/** The size is asked for before the context is read (AC-2). */
const context: Steps = { ...commands, "hypervisor.savesStatus": { command: 2 } };

/** An object is made, the size asked for, all parts got (VF-4a). */
const vfio: Steps = { ...commands, "hypervisor.savesStatus": { command: 3 } };

/** Calls into the kernel. Split: the used index is read from memory (VD-7a). */
const calls: Steps = {
  ...waits,
  "hypervisor.setsMode": { message: 1 },
  "hypervisor.savesStatus": { message: 1 },
  "hypervisor.savesQueue": { message: 1, memory: 1 },
  // VRING_NUM, VRING_ADDR, VRING_BASE, VRING_KICK, VRING_CALL, VRING_ENABLE.
  "hypervisor.restoresQueue": { message: 6 },
  // ACKNOWLEDGE, DRIVER, features, FEATURES_OK and its read, DRIVER_OK (B8).
  "hypervisor.restoresStatus": { message: 6 },
};

/** To get a ring's base stops it (VU-1a); the used index is in memory. */
const messages: Steps = {
  ...waits,
  "hypervisor.stopsRing": { message: 1, memory: 1 },
  "hypervisor.startsRing": { message: 1 },
  // VRING_NUM, VRING_ADDR, VRING_BASE, VRING_KICK, VRING_CALL.
  "hypervisor.restoresQueue": { message: 5 },
  // SET_FEATURES, SET_MEM_TABLE, SET_STATUS.
  "hypervisor.restoresStatus": { message: 3 },
};

/** The event that stops the device, and what each event is on the way to it. */
interface Way {
  readonly stops: string;
  readonly steps: Steps;
}

const byMode = (steps: Steps): Way => ({ stops: "hypervisor.setsMode", steps });
const byStatus: Way = { stops: "hypervisor.writesStatus", steps: registers };

/** By the head of the column. */
const ways: Readonly<Record<string, Way>> = {
  v2: byStatus,
  admin: byMode(context),
  pm: { stops: "hypervisor.setsPower", steps: power },
  s14: byStatus,
  parts: byMode(commands),
  vdpa: byMode(calls),
  vhost: { stops: "hypervisor.stopsRing", steps: messages },
  vfio: byMode(vfio),
};

/** What a transport does not change. */
const others = "vhost.h for vDPA, vhost-user.rst for vhost-user";

type Transport = Scope["transport"];

/** What stands in the table above on PCI, or on any transport: a host's own interface. */
const elsewhere: Readonly<Record<Exclude<Transport, "pci">, Way>> = {
  mmio: { ...byStatus, steps: mmioRegisters },
  ccw: { ...byStatus, steps: channelCommands },
};

const wayOf = (head: string, transport: string): Way | undefined =>
  head === "s14" && transport !== "pci"
    ? elsewhere[transport as keyof typeof elsewhere]
    : ways[head];

const noGroup = "no group of devices with an owner: administration commands have none to reach";

/** What MMIO and CCW both lack: groups are of SR-IOV, power states of PCI. */
const lacking: Readonly<Record<string, string>> = {
  v2: "its registers for a virtqueue's state are known for PCI alone (V2-11)",
  admin: noGroup,
  pm: "no power states (PM-3)",
  parts: noGroup,
  vfio: "no PCI function that VFIO could drive",
};

/** Nothing is in the rings, and nobody looks: what is left is the migration. */
const still = (queues: number): readonly Sentence[] =>
  upTo(queues).flatMap((q) => [
    {
      kind: "forbid",
      id: `IDLE-${q}a`,
      says: "An idle driver makes no buffer available.",
      machine: `driverQueue${q}`,
      event: "driver.makesAvailable",
      when: () => true,
    },
    {
      kind: "forbid",
      id: `IDLE-${q}b`,
      says: "An idle device does not look at a virtqueue unasked.",
      machine: `queue${q}`,
      event: "device.polls",
      when: () => true,
    },
  ]);

export const cost: CostModel<Scope> = {
  operations: [
    { name: "register", means: "an access of a device register", us: 1, source: "free" },
    { name: "channel", means: "a channel command, on CCW", us: 1, source: "free" },
    { name: "command", means: "an administration command", us: 1, source: "free" },
    { name: "part", means: "a virtqueue's part in a command", us: 1, source: "free" },
    { name: "message", means: "a call into the kernel, or a message", us: 1, source: "free" },
    { name: "memory", means: "a read of guest memory", us: 1, source: "free" },
    { name: "wait", means: "the device's own time to stop or to go on", us: 0, source: "free" },
    {
      name: "d3hot",
      means: "the delay after a change to or from D3hot",
      us: 10_000,
      source: "PCIe 6.0, 5.9; linux 3e347969a577",
    },
  ],
  transports: [
    { name: "pci", source: `transport-pci.tex, Common configuration structure layout; ${others}` },
    { name: "mmio", source: `transport-mmio.tex, MMIO Device Register Layout; ${others}` },
    { name: "ccw", source: `transport-ccw.tex, Channel Commands for Virtio; ${others}` },
  ],
  lacks: (head, transport) => (transport === "pci" ? null : (lacking[head] ?? null)),
  scope: (queues, transport) => ({
    ...smallScope,
    transport: transport as Transport,
    queues,
    buffers: 1,
    migrations: 1,
    restores: 1,
  }),
  system: (scope) =>
    compose("cost", scope, [
      ...(["control", "dataPath", "cpus", "migration", "ownerStops"] as const),
      ...(scope.transport === "pci" ? (["power"] as const) : []),
    ]),
  reading: (reading, queues) => ({
    ...reading,
    sentences: [...reading.sentences, ...still(queues)],
  }),
  stops: (head) => ways[head]?.stops ?? "",
  ends: { event: ({ type }) => type === "hypervisor.resumesVcpus" },
  of: (head, reading, event, transport) => {
    const counts = wayOf(head, transport)?.steps[event.type] ?? nothing;
    return typeof counts === "function" ? counts(reading, event) : counts;
  },
  budget: { us: 300_000, says: "QEMU's default downtime limit, migration/options.c" },
};

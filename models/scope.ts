/**
 * The scope: the bounds within which a scenario is explored.
 *
 * Nothing is unbounded but the data path: buffers may go round for ever, while
 * suspends, resets, migrations, changes and retries are counted.
 */

/** How the guest reaches a region of the device. */
export type Path = "direct" | "trapped";

export interface Scope {
  readonly transport: "pci" | "mmio" | "ccw";
  /** The revision negotiated on CCW; below 2 the status cannot be read (B41). */
  readonly ccwRevision: 1 | 2;
  /** Virtqueues, numbered from 0. */
  readonly queues: number;
  /** Ring size; indices are kept modulo twice this. */
  readonly ring: number;
  /** Buffers a queue has; at most `ring`. */
  readonly buffers: number;
  /** Where the story begins: with a running device, before initialisation, or at a
   *  destination, with a guest that is paused and holds its device for suspended. */
  readonly starts: "running" | "reset" | "destination";
  /** Whether the feature of the SUSPEND bit was negotiated. */
  readonly suspendFeature: "negotiated" | "absent";
  /** How often the driver may ask the device to suspend. */
  readonly suspends: number;
  /** How often the driver may write status 0. */
  readonly resets: number;
  /** How often the driver may ask for a function level reset. */
  readonly functionResets: number;
  /** How often the driver may reset a virtqueue. */
  readonly queueResets: number;
  /** Whether it may enable a virtqueue again that it has reset while the device ran. */
  readonly queueEnables: number;
  /** How often the driver may repeat a status write that it has made. */
  readonly retries: number;
  /** How often the hypervisor may begin a migration. */
  readonly migrations: number;
  /** How often the hypervisor may give a migration up. */
  readonly aborts: number;
  /** Whether what was saved is restored at a destination (1), or the source goes
   *  on after the snapshot (0). */
  readonly restores: number;
  /** How often the hypervisor copies memory before it stops the device. */
  readonly rounds: number;
  /** How often the environment may change the configuration. */
  readonly configChanges: number;
  /** How many packets the environment may send. */
  readonly packets: number;
  /** How often the device may fail to suspend or to resume. */
  readonly failures: number;
  /** How often the guest, and how often a hypervisor, may switch bus mastering off. */
  readonly busMasterOffs: number;
  /** Guest CPUs besides the driver's that may mark the device FAILED. */
  readonly otherCpus: number;
  /** The PCI configuration space: where a function level reset is asked for. */
  readonly pciConfig: Path;
  /** Status and common configuration. */
  readonly common: Path;
  /** The notification area: `same-function` keeps a kick in order with later
   *  status writes, `eventfd` lets it be overtaken. */
  readonly notify: "same-function" | "eventfd";
  /** Device configuration: read by the driver after a change. */
  readonly deviceConfig: Path;
  /** How the device interrupts: by messages, or by one line that is asserted while a
   *  bit of its interrupt status is set (MMIO, and PCI with MSI-X off). */
  readonly interrupts: "messages" | "levels";
}

/** The smallest scope in which a question can be asked; scenarios widen it. */
export const smallScope: Scope = {
  transport: "pci",
  ccwRevision: 2,
  queues: 1,
  ring: 2,
  buffers: 2,
  starts: "running",
  suspendFeature: "negotiated",
  suspends: 0,
  resets: 0,
  functionResets: 0,
  queueResets: 0,
  queueEnables: 0,
  retries: 0,
  migrations: 0,
  aborts: 0,
  restores: 0,
  rounds: 0,
  configChanges: 0,
  packets: 0,
  failures: 0,
  busMasterOffs: 0,
  otherCpus: 0,
  pciConfig: "trapped",
  common: "direct",
  notify: "same-function",
  deviceConfig: "direct",
  interrupts: "messages",
};

const paths: readonly Path[] = ["direct", "trapped"];

/** Every legal value of every bound, for checking a scope given by a user. */
export const scopeLimits: { readonly [K in keyof Scope]: readonly Scope[K][] } = {
  transport: ["pci", "mmio", "ccw"],
  ccwRevision: [1, 2],
  queues: [1, 2, 3, 4],
  ring: [1, 2, 4, 8],
  buffers: [1, 2, 3, 4, 5, 6, 7, 8],
  starts: ["running", "reset", "destination"],
  suspendFeature: ["negotiated", "absent"],
  suspends: [0, 1, 2, 3],
  resets: [0, 1, 2, 3],
  functionResets: [0, 1, 2, 3],
  queueResets: [0, 1, 2, 3],
  queueEnables: [0, 1],
  retries: [0, 1, 2, 3],
  migrations: [0, 1, 2, 3],
  aborts: [0, 1, 2, 3],
  restores: [0, 1],
  rounds: [0, 1, 2],
  configChanges: [0, 1, 2, 3],
  packets: [0, 1, 2, 3],
  failures: [0, 1],
  busMasterOffs: [0, 1, 2, 3],
  otherCpus: [0, 1],
  pciConfig: paths,
  common: paths,
  notify: ["same-function", "eventfd"],
  deviceConfig: paths,
  interrupts: ["messages", "levels"],
};

/** In words. */
export const transportNames = { pci: "PCI", mmio: "MMIO", ccw: "CCW" } as const;

/** 0, 1, ... n - 1. */
export const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** In place of an index: a disabled virtqueue has none. */
export const NO_POSITION = -1;

/** The values that a ring index takes here: modulo twice the ring size. */
export const indices = (scope: Scope): readonly number[] => upTo(2 * scope.ring);

/** Whether what is saved may reach a device at the destination that its guest has not left
 *  in reset: one that may set its device up anew, or break it, while nobody pauses its CPUs.
 *  One that suspends may find that its device has lost its state, and set it up anew. */
export const isRestoredAnywhere = (scope: Scope): boolean =>
  scope.restores > 0 &&
  (scope.starts === "reset" ||
    scope.suspends + scope.resets + scope.functionResets + scope.failures + scope.otherCpus > 0);

/** A ring has one descriptor an entry, and a buffer takes one; and what a transport
 *  does not have. */
export function scopeConflict(scope: Scope): string | null {
  const { buffers, ring, transport, queueResets, functionResets, common } = scope;
  const { interrupts, busMasterOffs } = scope;
  if (buffers > ring) {
    return `buffers=${buffers} do not fit in ring=${ring}; legal: buffers=1 to ring. Widen the ring too.`;
  }
  if (transport === "ccw" && queueResets > 0) {
    return `queueResets=${queueResets} with transport=ccw; legal: 0. RING_RESET is not supported on CCW (B32).`;
  }
  if (transport === "ccw" && common === "trapped") {
    return "common=trapped with transport=ccw; legal: direct. A trapped channel is not modelled.";
  }
  if (transport === "ccw" && interrupts === "levels") {
    return "interrupts=levels with transport=ccw; legal: messages. CCW has no interrupt status register.";
  }
  if (transport !== "pci" && functionResets > 0) {
    return `functionResets=${functionResets} with transport=${transport}; legal: 0. Only PCI has a function level reset.`;
  }
  if (transport !== "pci" && busMasterOffs > 0) {
    return `busMasterOffs=${busMasterOffs} with transport=${transport}; legal: 0. Only PCI has bus mastering.`;
  }
  return null;
}

const several = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

const beginnings = { reset: "from reset on", destination: "from a destination on" } as const;

/** The bounds in words: `split, 1 queue x 2, 2 buffers, 1 suspend, PCI`. */
export function describeScope(scope: Scope): string {
  const counted: readonly (readonly [number, string])[] = [
    [scope.suspends, "suspend"],
    [scope.resets, "reset"],
    [scope.functionResets, "function reset"],
    [scope.queueResets, "queue reset"],
    [scope.retries, "repeated write"],
    [scope.migrations, "migration"],
    [scope.aborts, "abort"],
    [scope.rounds, "copying round"],
    [scope.configChanges, "config change"],
    [scope.packets, "packet"],
    [scope.failures, "failure"],
    [scope.busMasterOffs, "bus master stop"],
    [scope.otherCpus, "other CPU"],
  ];
  return [
    `split, ${several(scope.queues, "queue")} x ${scope.ring}`,
    several(scope.buffers, "buffer"),
    ...(scope.starts === "running" ? [] : [beginnings[scope.starts]]),
    ...(scope.suspendFeature === "absent" ? ["SUSPEND not negotiated"] : []),
    ...counted.filter(([n]) => n > 0).map(([n, what]) => several(n, what)),
    ...(scope.queueEnables > 0 ? ["virtqueues enabled again"] : []),
    ...(scope.restores > 0 ? ["restored at a destination"] : []),
    `${transportNames[scope.transport]}${scope.transport === "ccw" ? ` revision ${scope.ccwRevision}` : ""}`,
    `status ${scope.common}`,
    ...(scope.functionResets > 0 ? [`PCI configuration ${scope.pciConfig}`] : []),
    ...(scope.deviceConfig === "trapped" ? ["device configuration trapped"] : []),
    `kick ${scope.notify}`,
    ...(scope.interrupts === "levels" ? ["level interrupts"] : []),
  ].join(", ");
}

/**
 * The device status byte (content.tex, Device Status Field).
 *
 * The driver sets bits and never clears one (B1), so the byte that asks a
 * running device to suspend and the byte that asks a suspended one to resume
 * are the same: 0x1F.
 */

export const ACKNOWLEDGE = 0x01;
const DRIVER = 0x02;
export const DRIVER_OK = 0x04;
const FEATURES_OK = 0x08;
export const SUSPEND = 0x10;
export const NEEDS_RESET = 0x40;
export const FAILED = 0x80;

/** The names of the bits, the lowest first; bit 5 has none. */
export const statusBits = [
  "ACKNOWLEDGE",
  "DRIVER",
  "DRIVER_OK",
  "FEATURES_OK",
  "SUSPEND",
  "",
  "DEVICE_NEEDS_RESET",
  "FAILED",
];

/** Every bit clear: a device that has been reset. */
export const RESET = 0x00;
/** 03: a driver was found. */
export const DRIVER_FOUND = ACKNOWLEDGE | DRIVER;
/** 0B: features accepted, not yet driving. */
export const FEATURES_ACCEPTED = DRIVER_FOUND | FEATURES_OK;
/** 0F: a device that runs. */
export const RUNNING = FEATURES_ACCEPTED | DRIVER_OK;
/** 1B: a device that is suspended, as virtio 1.4 presents it. */
export const SUSPENDED = FEATURES_ACCEPTED | SUSPEND;
/** 1F: DRIVER_OK and SUSPEND together, what a suspend and a resume both write. */
export const BOTH = RUNNING | SUSPEND;

/** 0B on a suspended device: SUSPEND cleared, and DRIVER_OK not set. */
export const SUSPEND_CLEARED = SUSPENDED & ~SUSPEND;

/** Whether all bits of `bits` are set in `value`. */
export const has = (value: number, bits: number): boolean => (value & bits) === bits;

/** The device runs, as far as its status says. */
export const saysItRuns = (value: number): boolean => (value & ~FAILED) === RUNNING;

/** It neither runs, nor is suspended or about to be. */
export const isNotLive = (value: number): boolean =>
  !saysItRuns(value) && value !== BOTH && (!has(value, SUSPEND) || has(value, DRIVER_OK));

const lifeCycle = [RESET, ACKNOWLEDGE, DRIVER_FOUND, FEATURES_ACCEPTED, RUNNING, BOTH, SUSPENDED];

/** Every value that a driver writes. */
export const writtenValues = [RESET, ACKNOWLEDGE, DRIVER_FOUND, FEATURES_ACCEPTED, RUNNING, BOTH];

/** Every value that a reader can read within the scope. */
export function readableValues(scope: {
  readonly failures: number;
  readonly otherCpus: number;
  readonly starts: string;
}): readonly number[] {
  // SUSPEND is set before DRIVER_OK only by who replays status writes at a destination.
  const notLive = scope.starts === "destination" ? [FEATURES_ACCEPTED] : [];
  const failing = [RUNNING, BOTH, SUSPENDED, ...notLive];
  const broken = scope.failures > 0 ? failing.map((v) => v | NEEDS_RESET) : [];
  // Another CPU may set it at any time, also while the device is reset or initialised.
  const failed = scope.otherCpus > 0 ? [...lifeCycle, ...broken].map((v) => v | FAILED) : [];
  return [...lifeCycle, ...broken, ...failed];
}

/** As the byte is written in a chart or a trace: `0F`. */
export const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, "0");

const BITS: readonly (readonly [number, string])[] = [
  [ACKNOWLEDGE, "ACKNOWLEDGE"],
  [DRIVER, "DRIVER"],
  [FEATURES_OK, "FEATURES_OK"],
  [DRIVER_OK, "DRIVER_OK"],
  [SUSPEND, "SUSPEND"],
  [NEEDS_RESET, "DEVICE_NEEDS_RESET"],
  [FAILED, "FAILED"],
];

/** The bits that are set, by the names that the text has for them. */
export const bitsOf = (value: number): readonly string[] =>
  BITS.filter(([bit]) => has(value, bit)).map(([, name]) => name);

/** The bit of a name; undefined for what is none. */
export const bitNamed = (name: string): number | undefined =>
  BITS.find(([, own]) => own === name)?.[0];

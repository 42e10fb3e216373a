/** An event as a machine's guards and assignments see it. */
export interface Happening {
  readonly type: string;
  readonly q: number;
  readonly b: number;
  readonly at: number;
  readonly value: number;
  /** How a device treats a queue_reset write, or shows a configuration change. */
  readonly effect: string;
  /** The version of the device configuration. */
  readonly version: number;
  /** The value of config_generation. */
  readonly generation: number;
  /** What becomes of a packet. */
  readonly fate: string;
  /** What a saved state says of the buffers in flight: see `saved-position.ts`. */
  readonly open: string;
  /** The power state that the function is put into. */
  readonly state: string;
  /** What bus mastering is set to, and what becomes of DRIVER_OK with it. */
  readonly master: string;
  readonly driverOk: string;
  /** Which of two devices: A or B. */
  readonly d: string;
  /** The mode that an admin command asks for, and how it was answered. */
  readonly mode: string;
  readonly outcome: string;
  /** What a trapped read of the device configuration asks for. */
  readonly field: string;
  /** The bits of an interrupt status: 1 of used buffers, 2 of the configuration. */
  readonly bits: number;
  /** When an interrupt is acknowledged: its cause noted, or handled. */
  readonly when: string;
}

/** An event as a machine's guards and assignments see it. */
export interface Happening {
  readonly type: string;
  readonly q: number;
  readonly b: number;
  readonly at: number;
  readonly value: number;
  /** What the driver makes of what it reads, of the end of its command, or of its device. */
  readonly driver: string;
  /** How a device treats a register write or a status that is restored, or shows a
   *  configuration change. */
  readonly effect: string;
  /** The version of the device configuration. */
  readonly version: number;
  /** The value of config_generation. */
  readonly generation: number;
  /** What becomes of a packet. */
  readonly fate: string;
  /** What a saved state says of the buffers in flight: see `saved-position.ts`. */
  readonly open: string;
  /** Where a destination takes the position from: what was saved, or memory. */
  readonly from: string;
  /** Whether the rings of a destination run before they are told where to begin. */
  readonly rings: string;
  /** Whether a device that goes on looks at every ring, unasked. */
  readonly rescan: string;
  /** Whether the driver kicks once more after a resume. */
  readonly kicks: string;
  /** What a destination has of a used notification that is owed, or that has arrived; of a
   *  configuration notification that is owed; and of the interrupt status. */
  readonly owed: string;
  readonly arrived: string;
  readonly pending: string;
  readonly isr: string;
  /** Whether a restored device has an MSI-X vector for its configuration. */
  readonly vector: string;
  /** Whether a bit of the interrupt status is set by what it tells of, or later. */
  readonly bit: string;
  /** Whether the interrupt line of a suspended device follows the bits. */
  readonly line: string;
  /** Whether a VMM interrupts by a bit, or by the line alone. */
  readonly by: string;
  /** Whether an acknowledgement, or a read of the ISR status, clears. */
  readonly clears: string;
  /** Whether a notification by a level sets its bit. */
  readonly sets: string;
  /** Whether a device that stops forgets where it stands in its virtqueues. */
  readonly position: string;
  /** What a reset on MMIO leaves of QueueReady and of the interrupt status. */
  readonly keeps: string;
  /** Whether a reset leaves the vector of the configuration as it was. */
  readonly mapping: string;
  /** Whether the reset of a virtqueue leaves the device where it stood, and whether what was
   *  owed of it is owed afterwards. */
  readonly stands: string;
  readonly owes: string;
  /** Whether a device goes on with a virtqueue whose QueueReady is set to 0. */
  readonly still: string;
  /** The power state that the function is put into, and what becomes of its own state. */
  readonly state: string;
  readonly own: string;
  /** What bus mastering is set to, and what becomes of DRIVER_OK with it. */
  readonly master: string;
  readonly driverOk: string;
  /** Which of two devices: A or B. */
  readonly d: string;
  /** The mode that an admin command asks for, and how it was answered; of a reset, what
   *  becomes of the mode. */
  readonly mode: string;
  readonly outcome: string;
  readonly error: string;
  /** Who logs a write of the device, or what becomes of the log that is read. */
  readonly log: string;
  /** What the hypervisor does on what it has read from the status. */
  readonly next: string;
  /** What the hypervisor does with its record of a device that it has reset. */
  readonly record: string;
  /** What a trapped read of the device configuration asks for. */
  readonly field: string;
  /** The bits of an interrupt status: 1 of used buffers, 2 of the configuration. */
  readonly bits: number;
  /** When an interrupt is acknowledged: its cause noted, or handled. */
  readonly when: string;
  /** What a device fails to do, and what of that its status shows. */
  readonly to: string;
  readonly shows: string;
}

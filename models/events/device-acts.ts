/** What a device does on its own, as clauses speak of it. */

/** It looks at a virtqueue, unasked or because of a kick, and takes what it finds. */
export const consuming = [
  "device.handlesKick",
  "device.polls",
  "device.fetches",
  "device.findsNothing",
  "device.mishandlesKick",
];

/** It looks at a virtqueue, or touches the memory that the virtqueue refers to. */
export const virtqueueAccesses = [...consuming, "device.writesBuffer", "device.uses"];

/** It tells the driver of a change of its configuration, or would have. */
export const configNotifications = [
  "device.notifiesConfig",
  "device.notifiesConfigLate",
  "vector.dropsConfigInterrupt",
];

export const notifications = ["device.interrupts", ...configNotifications];

/** What it does with buffers that it has fetched, until their driver hears of them. */
export const finishing = ["device.writesBuffer", "device.uses", "device.interrupts"];

/** A write of 1 to queue_reset, whoever makes it. */
export const resetWrites = ["driver.writesQueueReset", "hypervisor.writesQueueReset"];

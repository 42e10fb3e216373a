/** What would make the claims about rings hold where a contender fails them: each is run. */

const driver = ["none: the driver does not know of the migration"];
const curedBy = (text: readonly string[], device: readonly string[], vmm: readonly string[]) => ({
  text,
  device,
  driver,
  vmm,
});
const onlyDevice = ["none: only the device knows what it holds"];
const elsewhere = ["none: the destination never heard of the source"];

/** A kick that the source held is no part of what is saved (H4, museum 15). */
export const kickIsLost = curedBy(
  ["rescan-on-resume=yes"],
  ["rescan-on-resume=yes"],
  ["vmm-kicks-after-restore=yes"],
);
export const drainV2 = curedBy(["+V2-8b"], ["+V2-8b"], onlyDevice);
export const drain14 = curedBy(["+S-16b"], ["+S-16b"], onlyDevice);
export const lostV2 = curedBy(["+V2-8b", "in-flight-list=yes"], ["+V2-8b"], onlyDevice);
export const noPosition = curedBy(["saved-position=registers"], elsewhere, [
  "saved-position=from-memory",
]);
export const noPositionUndrained = curedBy(["saved-position=registers"], elsewhere, [
  "none: memory does not tell what was fetched",
]);
export const notDrained = curedBy(
  ["none: no sentence held asks for a drain before this stop"],
  ["none: it is stopped where it stands"],
  onlyDevice,
);
export const listed = curedBy(["in-flight-list=yes"], elsewhere, onlyDevice);
export const drainPartsOnly = curedBy(["+P-7a"], ["+P-7a"], onlyDevice);
export const drainParts = curedBy(["+P-7a", "in-flight-list=yes"], ["+P-7a"], onlyDevice);
const rekick = "vmm-kicks-after-restore=yes";
export const kickAndDrainV2 = curedBy(
  ["+V2-8b,rescan-on-resume=yes", `in-flight-list=yes,${rekick}`],
  ["+V2-8b,rescan-on-resume=yes"],
  onlyDevice,
);
export const kickAndPosition = curedBy(
  ["saved-position=registers,rescan-on-resume=yes"],
  elsewhere,
  [`saved-position=from-memory,${rekick}`],
);
export const kickPositionAndDrain = curedBy(
  ["+S-16b,saved-position=registers,rescan-on-resume=yes"],
  elsewhere,
  onlyDevice,
);
export const nothingSaved = curedBy(
  [`saved-position=registers,in-flight-list=yes,${rekick}`],
  elsewhere,
  onlyDevice,
);
export const silent = curedBy(["+S-11b"], ["+S-11b"], onlyDevice);
export const silentAndKicked = curedBy(
  ["+S-11b,rescan-on-resume=yes"],
  ["+S-11b,rescan-on-resume=yes"],
  onlyDevice,
);
export const kickAndList = curedBy([`in-flight-list=yes,${rekick}`], elsewhere, onlyDevice);

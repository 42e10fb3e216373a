/** The readings of `contest.ts`, each with its twin, in the order of the page. */
import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";
import { contenderAdmin } from "./contender-admin.ts";
import { contenderParts } from "./contender-parts.ts";
import { contenderPm } from "./contender-pm.ts";
import { contenderSuspend } from "./contender-suspend.ts";
import { contenderV2 } from "./contender-v2.ts";
import { contenderVdpa } from "./contender-vdpa.ts";
import { contenderVfio } from "./contender-vfio.ts";
import { contenderVhostUser } from "./contender-vhost-user.ts";
import { withTwin } from "./musts-only.ts";

/**
 * Side by side all are driven in one order: the device is stopped while the guest's
 * CPUs run, and these are paused next. What a stop is worth then rests on the stop.
 */
const sideBySide = (reading: Reading): Reading =>
  change(reading, {
    name: reading.name,
    says: reading.says,
    choose: { "migration-order": "device-first" },
  });

export const contenders: readonly Reading[] = [
  contenderV2,
  contenderAdmin,
  contenderPm,
  contenderSuspend,
  contenderParts,
  contenderVdpa,
  contenderVhostUser,
  contenderVfio,
]
  .map(sideBySide)
  .flatMap(withTwin);

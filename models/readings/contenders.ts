/** The readings of `contest.ts`, each with its twin, in the order of the page. */
import type { Reading } from "../../checker/types/index.ts";
import { contenderAdmin } from "./contender-admin.ts";
import { contenderParts } from "./contender-parts.ts";
import { contenderPm } from "./contender-pm.ts";
import { contenderSuspend } from "./contender-suspend.ts";
import { contenderV2 } from "./contender-v2.ts";
import { contenderVdpa } from "./contender-vdpa.ts";
import { contenderVfio } from "./contender-vfio.ts";
import { contenderVhostUser } from "./contender-vhost-user.ts";
import { withTwin } from "./musts-only.ts";

export const contenders: readonly Reading[] = [
  contenderV2,
  contenderAdmin,
  contenderPm,
  contenderSuspend,
  contenderParts,
  contenderVdpa,
  contenderVhostUser,
  contenderVfio,
].flatMap(withTwin);

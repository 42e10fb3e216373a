/** The machines that `quiesce diagram` draws for a document. */
import type { Figure } from "../../checker/types/index.ts";
import type { Scope } from "../scope.ts";
import { driverFigure } from "./driver.ts";
import { hypervisorFigure } from "./hypervisor.ts";
import { queueFigure } from "./queue.ts";
import { statusFigure } from "./status.ts";

export const figures: readonly Figure<Scope>[] = [
  statusFigure,
  queueFigure,
  driverFigure,
  hypervisorFigure,
];

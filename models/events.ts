/**
 * The vocabulary: every event, who decides it, who takes part, who may block.
 *
 * Reading an entry:
 *   initiator     the one machine that decides that it happens
 *   participants  every other machine that takes part, if it is in the system
 *   mayBlock      those whose state is a physical precondition; anybody else
 *                 that does not let the event happen is a finding
 *   parameters    every value that a parameter may have
 *   answers       parameters that a participant answers, such as a value read
 *   fair          why the event may not be put off for ever
 *
 * `q` is a virtqueue, `b` one of its buffers, `at` a ring index modulo twice the
 * ring size, `value` a register value. `queue{q}` is the machine of that queue.
 */
import type { EventDeclarations } from "../checker/types/index.ts";
import { busMastering, withBusMaster } from "./events/bus-master.ts";
import { channelCommands, overChannel } from "./events/channel.ts";
import { configuration } from "./events/configuration.ts";
import { dataPath } from "./events/data-path.ts";
import { interrupting } from "./events/interrupts.ts";
import { pagedMemory } from "./events/memory.ts";
import { migration } from "./events/migration.ts";
import { ownerMode, stoppedRings } from "./events/owner-mode.ts";
import { peers } from "./events/peer.ts";
import { powered, powerStates } from "./events/power.ts";
import { queueRegisters } from "./events/queue-registers.ts";
import { functionReset, lifeCycle, statusRegister } from "./events/status-register.ts";
import type { Scope } from "./scope.ts";

/** Every event of the model, in the order in which a tie between traces is broken. */
export function events(scope: Scope): EventDeclarations {
  const declared = powered(scope, {
    ...dataPath(scope),
    ...overChannel({ ...statusRegister(scope), ...lifeCycle() }),
    ...channelCommands(),
    ...queueRegisters(scope),
    ...functionReset(scope),
    ...configuration(scope),
    ...migration(scope),
    ...pagedMemory(scope),
    ...powerStates(scope),
    ...ownerMode(scope),
    ...stoppedRings(scope),
    ...peers(),
    ...busMastering(),
  });
  return withBusMaster(scope, interrupting(scope, declared));
}

/** Everything that the command line needs to know of this model. */
import type { Model } from "../checker/types/index.ts";
import { audits } from "./audits/system.ts";
import { chartColumns } from "./chart-columns.ts";
import { clauses } from "./clauses/all.ts";
import { contest } from "./contest.ts";
import { cost } from "./cost.ts";
import { coverage } from "./coverage.ts";
import { disputes, sources } from "./disputes.ts";
import { figures } from "./figures/all.ts";
import { interpretations } from "./interpretations.ts";
import { contenders } from "./readings/contenders.ts";
import { repeatTakesSuspendBack } from "./readings/repeat-takes-suspend-back.ts";
import { stopFlagIsZero } from "./readings/stop-flag-is-zero.ts";
import { suspendedIsNotLive } from "./readings/suspended-is-not-live.ts";
import { v14AsWritten } from "./readings/v1.4-as-written.ts";
import { v14MustsOnly } from "./readings/v1.4-musts-only.ts";
import { v2Reconstructed } from "./readings/v2-reconstructed.ts";
import { v2WithoutQueueResetClause } from "./readings/v2-without-queue-reset-clause.ts";
import { contestCommands } from "./scenarios/contest/commands.ts";
import { contestInterrupts } from "./scenarios/contest/interrupts.ts";
import { contestMigration } from "./scenarios/contest/migration.ts";
import { contestPeers } from "./scenarios/contest/peers.ts";
import { queueReset } from "./scenarios/contest/queue-reset.ts";
import { registers } from "./scenarios/contest/registers.ts";
import { contestRings } from "./scenarios/contest/rings.ts";
import { d1, d1Saved, d1Second } from "./scenarios/disputes/d1-queue-reset-while-suspended.ts";
import { d1Stopped } from "./scenarios/disputes/d1-queue-stopped-while-suspended.ts";
import { d2, d3 } from "./scenarios/disputes/d2-who-owns-suspend.ts";
import { d3Mmio } from "./scenarios/disputes/d3-mmio-reset-clears-registers.ts";
import { d3Owner } from "./scenarios/disputes/d3-owner-stops-while-guest-resets.ts";
import { d3Rounds } from "./scenarios/disputes/d3-reset-between-rounds.ts";
import { d4Every, d4GuestFirst } from "./scenarios/disputes/d4-every-contender.ts";
import { d4 } from "./scenarios/disputes/d4-guest-first-or-device-first.ts";
import { d5, d5Packets } from "./scenarios/disputes/d5-change-while-suspended.ts";
import { d5Every, d5EveryPacket } from "./scenarios/disputes/d5-every-contender.ts";
import { d5LevelMigrated } from "./scenarios/disputes/d5-level-migrated.ts";
import { d5Level } from "./scenarios/disputes/d5-level-while-suspended.ts";
import { d7Master, d7MasterSuspend, d7MasterVmm } from "./scenarios/disputes/d7-bus-mastering.ts";
import { d7MasterLost } from "./scenarios/disputes/d7-bus-mastering-lost.ts";
import { d7Ccw, d7CcwRead } from "./scenarios/disputes/d7-ccw.ts";
import { d7, d7Both } from "./scenarios/disputes/d7-power-state-or-status-bit.ts";
import { d8 } from "./scenarios/disputes/d8-suspend-as-debugging-aid.ts";
import { d9 } from "./scenarios/disputes/d9-inner-hypervisor.ts";
import { d10, d10Indices } from "./scenarios/disputes/d10-buffers-in-flight.ts";
import { d11 } from "./scenarios/disputes/d11-dirty-pages.ts";
import { d12Kick } from "./scenarios/disputes/d12-frozen-device-loses-a-kick.ts";
import { d12 } from "./scenarios/disputes/d12-stop-or-freeze.ts";
import { d13 } from "./scenarios/disputes/d13-how-to-resume.ts";
import { d14 } from "./scenarios/disputes/d14-reset-and-suspend.ts";
import { d15, d15Feature } from "./scenarios/disputes/d15-gate.ts";
import { h1 } from "./scenarios/holes/h1-one-byte.ts";
import { h2 } from "./scenarios/holes/h2-suspend-taken-back.ts";
import { h3 } from "./scenarios/holes/h3-queue-reset-while-suspended.ts";
import { h4 } from "./scenarios/holes/h4-kick-held-at-suspend.ts";
import { h9 } from "./scenarios/holes/h9-suspend-while-stopped.ts";
import { h10 } from "./scenarios/holes/h10-failure-is-not-signalled.ts";
import { h12 } from "./scenarios/holes/h12-parked-buffers.ts";
import { h13 } from "./scenarios/holes/h13-notification-left-behind.ts";
import { h16 } from "./scenarios/holes/h16-suspended-is-not-live.ts";
import { h18 } from "./scenarios/holes/h18-stop-flag-is-zero.ts";
import { h19, h19Reset } from "./scenarios/holes/h19-no-vector-after-restore.ts";
import { h29 } from "./scenarios/holes/h29-what-a-queue-reset-leaves.ts";
import { h30 } from "./scenarios/holes/h30-change-before-suspend.ts";
import { m15 } from "./scenarios/museum/15-kick-lost-across-restore.ts";
import { describeScope, type Scope, scopeConflict, scopeLimits } from "./scope.ts";
import { stopQuestions } from "./stops.ts";
import { v14cs01 } from "./text/v1.4-cs01.ts";

export const model: Model<Scope> = {
  clauses,
  interpretations,
  readings: [
    v14AsWritten,
    v14MustsOnly,
    v2Reconstructed,
    v2WithoutQueueResetClause,
    repeatTakesSuspendBack,
    suspendedIsNotLive,
    stopFlagIsZero,
    ...contenders,
  ],
  scenarios: [
    registers,
    queueReset,
    d1,
    d1Saved,
    d1Second,
    d1Stopped,
    d2,
    d3,
    d3Owner,
    d3Mmio,
    d3Rounds,
    d4,
    d4Every,
    d4GuestFirst,
    d5,
    d5Packets,
    d5Every,
    d5EveryPacket,
    d5Level,
    d5LevelMigrated,
    d7,
    d7Both,
    d7Master,
    d7MasterVmm,
    d7MasterSuspend,
    d7MasterLost,
    d7Ccw,
    d7CcwRead,
    d8,
    d9,
    d10,
    d10Indices,
    d11,
    d12,
    d12Kick,
    d13,
    d14,
    d15,
    d15Feature,
    h1,
    h2,
    h3,
    h4,
    h9,
    h10,
    h12,
    h13,
    h16,
    h18,
    h19,
    h19Reset,
    h29,
    h30,
    m15,
    contestMigration,
    contestCommands,
    contestPeers,
    contestRings,
    contestInterrupts,
  ],
  interruptions: ["suspends", "resets", "functionResets", "migrations"],
  contest,
  cost,
  figures,
  audits,
  spec: v14cs01,
  disputes,
  texts: [
    { reading: "v1.4-as-written", says: "virtio 1.4 as written" },
    { reading: "v1.4-musts-only", says: "its MUSTs alone" },
  ],
  sources,
  coverage,
  stops: stopQuestions,
  scopeLimits,
  scopeConflict,
  describeScope,
  chartColumns,
};

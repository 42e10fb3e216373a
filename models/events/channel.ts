/**
 * Events of the CCW transport: accesses to the status are channel commands, which
 * begin, and end with success or by being rejected.
 */
import type { EventDeclarations } from "../../checker/types/index.ts";
import { deviceWorks } from "./fairness.ts";

/** What a driver does that takes a rejected write for one that was done. */
export const BELIEVES = "believes";

/** Accesses to the status that are channel commands; one is out at a time. */
const commands = [
  "driver.writesStatus",
  "driver.readsStatus",
  "driver.readsStatusFirst",
  // What was accepted first is done after the command has ended.
  "device.presentsSuspended",
  "device.presentsResumed",
];

export const channelCommands = (): EventDeclarations => ({
  "channel.endsCommand": {
    initiator: "channel",
    participants: ["status", "driver"],
    mayBlock: ["status"],
    parameters: { outcome: ["done", "rejected"], driver: ["goes on", "waits", BELIEVES] },
    answers: ["driver"],
    fair: deviceWorks,
    sentence: "The channel command that writes the status ends: {outcome}; the driver {driver}.",
    phrase: "ends {outcome}, {driver}",
  },
});

/** The same events, where a channel command has to end before the next begins. */
export const overChannel = (declarations: EventDeclarations): EventDeclarations =>
  Object.fromEntries(
    Object.entries(declarations).map(([type, event]) =>
      commands.includes(type)
        ? [
            type,
            {
              ...event,
              participants: [...event.participants, "channel"],
              mayBlock: [...event.mayBlock, "channel"],
            },
          ]
        : [type, event],
    ),
  );

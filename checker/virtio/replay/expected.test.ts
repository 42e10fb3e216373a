/** What a device that does not keep still breaks, in each state of whoever stopped it. */
import { describe, expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import { event, is } from "../../../models/properties/predicates.ts";
import { type Scope, smallScope } from "../../../models/scope.ts";
import { compose } from "../../../models/system.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import { exploreExplicitSync } from "../../explore/explicit/explore.ts";
import type { Property } from "../../types/index.ts";
import { Session } from "./replay.ts";

const small: Scope = { ...smallScope, ring: 1, buffers: 1, migrations: 1 };

/** The hypervisor has an answer that the device is stopped, and has not let it go. */
const relies = "stoppedDeviceIsSilent";

/** Readings without the clauses that keep a stopped device from memory. */
const asked: readonly (readonly [
  reading: string,
  bounds: Partial<Scope>,
  breaks: Readonly<Record<string, readonly string[]>>,
])[] = [
  [
    "contender-parts,-P-2,-P-5a,-P-6a,transitional-value=as-written,vmm-waits-for-guest=once-stopped",
    { suspends: 1 },
    {
      examining: [],
      stoppingWaiting: [],
      stopped: [relies],
      settled: [relies],
      savingQueues: [relies],
      copying: [relies],
      saved: [relies],
      runningAgain: [],
    },
  ],
  [
    "contender-admin,-AC-3a,-AC-3b,-AC-4a",
    { queues: 2, restores: 1 },
    {
      stoppingWaiting: [],
      freezingWaiting: [relies],
      frozen: [relies],
      statusRestored: [relies],
      runningAgain: [],
    },
  ],
];

/** The device looks for buffers while the hypervisor is there. */
const looksIn = (state: string): Property => ({
  name: state,
  claim: state,
  restsOn: [],
  kind: "possible",
  can: { before: is("hypervisor", state), event: event(["device.findsNothing"]) },
  witness: { event: () => true },
  memory: { cannotShow: "an example" },
});

describe.each(asked)("%s", (reading, bounds, breaks) => {
  test("an access breaks memory's rules exactly where the model says", () => {
    const scope = { ...small, ...bounds };
    const system = compileSystem(
      compose("stop", scope, ["control", "dataPath", "cpus", "migration", "ownerStops"]),
      resolveReading(model, reading),
    );
    const properties = Object.keys(breaks).map(looksIn);
    const found = exploreExplicitSync(system, { properties }).properties.slice(2);
    for (const { name, example } of found) {
      expect(example, name).not.toBeNull();
      const session = new Session(system, scope);
      const steps = example!.events.map((id) => session.take(system.events[id]!));
      expect(steps.find(({ mismatch }) => mismatch !== null)?.mismatch, name).toBeUndefined();
      expect(steps.at(-1)!.broken, name).toEqual(breaks[name]);
    }
  });
});

/** It was saved with the buffer in flight, used it all the same, and was restored with it. */
test.each(["used", "driver"])(
  "a buffer that is used again breaks rules where it is %s",
  (owner) => {
    const scope = { ...small, restores: 1 };
    const parts = ["control", "dataPath", "cpus", "migration"] as const;
    const reading =
      "v1.4-musts-only,-S-11a,-S-11b,migration-order=device-first,until-suspended=freezes," +
      "saved-position=from-memory,in-flight-list=yes";
    const system = compileSystem(compose("again", scope, parts), resolveReading(model, reading));
    const again: Property = {
      ...looksIn("again"),
      kind: "possible",
      can: { before: is("buffer0.0", owner), event: event(["device.uses"]) },
    };
    const { example } = exploreExplicitSync(system, { properties: [again] }).properties[2]!;
    const session = new Session(system, scope);
    const steps = example!.events.map((id) => session.take(system.events[id]!));
    expect(steps.find(({ mismatch }) => mismatch !== null)?.mismatch).toBeUndefined();
    const isTouched = steps.map(({ broken }) => broken.includes("deviceTouchesOnlyShared"));
    // At its last step, and not when it is used for the first time.
    expect(isTouched.indexOf(true)).toBe(steps.length - 1);
  },
);

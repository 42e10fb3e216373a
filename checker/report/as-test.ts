/** A counterexample as a test in plain steps, which a harness inside a guest can carry out. */
import type { DeviceTest } from "../asking/test-file.ts";
import type { CompiledSystem, EventInstance } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import { phraseOf } from "../trace/phrase.ts";
import type { Audits } from "../types/index.ts";

/** What a counterexample is about. */
export interface ShownBy {
  readonly name: string;
  readonly property: string;
  readonly claim: string;
  readonly reading: string;
  /** The bounds in which it was found, where a test needs them. */
  readonly scope: NonNullable<DeviceTest["scope"]>;
}

/**
 * The tester's steps, with a wait and an expectation for each read; what the device does happens
 * by itself. A reason in place of a test where no guest could carry it out.
 */
export function asTest<S>(
  audits: Audits<S>,
  system: CompiledSystem,
  trace: Trace,
  { name, property, claim, reading, scope }: ShownBy,
): DeviceTest | string {
  const instances = trace.events.map((id) => system.events[id]!);
  const parties = instances.map(({ type }) => type.split(".")[0]!);
  const other = instances.find(
    ({ initiator }, at) =>
      parties[at] !== audits.tester && system.machines[initiator]!.actor !== audits.tested,
  );
  if (other !== undefined) return `${name}: no guest makes "${other.type}" happen`;
  const end = audits.endOf(
    property,
    instances.map(({ event }) => event),
  );
  if (end === null) return `${name}: no guest sees what ${property} is about`;
  const own = instances.filter((_, at) => parties[at] === audits.tester);
  const steps = own.flatMap((instance) => audits.seenBy(instance.event) ?? [doing(instance)]);
  return {
    name,
    says: `${claim}; counterexample in ${reading}`,
    ...(Object.keys(scope).length === 0 ? {} : { scope }),
    steps: [...steps, ...end],
  };
}

/** The phrase of a step without what others answer to it. */
function doing({ declaration, event }: EventInstance): string {
  const [first = ""] = (declaration.answers ?? []).map((answer) => `{${answer}`);
  const cut = first === "" ? -1 : declaration.phrase.indexOf(first);
  const phrase = cut < 0 ? declaration.phrase : declaration.phrase.slice(0, cut).trimEnd();
  return phraseOf({ ...declaration, phrase }, event);
}

/** Whether claims are made of what claims are made of. */
import { NO_CONTRADICTION, NO_DEADLOCK, NO_SILENCE } from "../explore/results.ts";
import { type Fields, fieldsOf, lineOf, refusing, shown } from "./shapes.ts";

const ASKED_ALWAYS: readonly string[] = [NO_DEADLOCK, NO_SILENCE, NO_CONTRADICTION];

const KEYS: Readonly<Record<string, readonly string[]>> = {
  invariant: ["holds"],
  step: ["never"],
  leadsTo: ["from", "to"],
  possible: ["can"],
};

type Refuse = ReturnType<typeof refusing>;

/** @throws ModelError, one line, for a claim or a part of one that asks nothing. */
export function checkClaim(name: string, given: unknown): void {
  const refuse = refusing(`Property ${shown(name)}`);
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    refuse("has a name that no command can be given", 'letters, digits and "_"', "Rename it.");
  }
  if (ASKED_ALWAYS.includes(name)) {
    refuse("is asked of every system", `names other than ${ASKED_ALWAYS.join(", ")}`, "Rename it.");
  }
  const kind = String((given as Fields | null)?.kind);
  const own = KEYS[kind];
  if (own === undefined) {
    refuse(
      "is no claim",
      "always, never, neverStep, leadsTo, possible",
      "Wrap the predicate in one of them.",
    );
  }
  const claim = fieldsOf(given, ["kind", "says", "witness", ...own!], refuse);
  if (claim.says !== undefined) lineOf('"says"', claim.says, refuse);
  if (claim.witness !== undefined) checkPattern(claim.witness, refuse);
  for (const part of own!) {
    if (part === "never" || part === "can") checkStep(claim[part], refuse);
    else checkPredicate(claim[part], refuse);
  }
}

/** A claim about every step, or about any, is not meant. */
function checkStep(given: unknown, refuse: Refuse): void {
  checkPattern(given, refuse);
  if (Object.values(given as Fields).some((part) => part !== undefined)) return;
  refuse("is about any step", "a state before, an event or a state after", "Name one of them.");
}

function checkPattern(given: unknown, refuse: Refuse): void {
  const { before, event, after } = fieldsOf(given, ["before", "event", "after"], refuse);
  if (before !== undefined) checkPredicate(before, refuse);
  if (after !== undefined) checkPredicate(after, refuse);
  if (event === undefined || typeof event === "function") return;
  refuse(
    `has ${shown(event)} as event`,
    "a function of the event",
    'Write ({ type }) => type === "...".',
  );
}

function checkPredicate(given: unknown, refuse: Refuse): void {
  const { is, ...rest } = (given ?? {}) as Fields;
  if (is === "local") {
    if (typeof rest.machine === "string" && typeof rest.test === "function") return;
    refuse("has a predicate without machine or test", "at(machine, state)", "Name both.");
  } else if (is === "relation") {
    const machines = Array.isArray(rest.machines) ? rest.machines : [];
    if (machines.length === 2 && typeof rest.test === "function") return;
    refuse("relates nothing", "related(one, other, test)", "Name two machines and a test.");
  } else if (is === "and" || is === "or") {
    const parts: unknown = is === "and" ? rest.all : rest.any;
    if (!Array.isArray(parts) || parts.length === 0) {
      refuse("joins no predicates", "at least one", "Name what is to be true.");
    }
    for (const part of parts as readonly unknown[]) checkPredicate(part, refuse);
  } else if (is === "not") {
    checkPredicate(rest.of, refuse);
  } else {
    const legal = "at, related, allOf, anyOf, not";
    refuse(`has ${shown(given)} as a predicate`, legal, "Write at(machine, state).");
  }
}

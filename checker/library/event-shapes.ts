/** Whether events are defined as they may be. */
import type { EventDeclaration } from "../types/index.ts";
import {
  type Fields,
  fieldsOf,
  lineOf,
  nameOf,
  namesIn,
  recordOf,
  refusing,
  shown,
} from "./shapes.ts";

const KEYS = [
  "initiator",
  "participants",
  "mayBlock",
  "parameters",
  "answers",
  "identity",
  "decider",
  "fair",
  "sentence",
  "phrase",
];

/** @throws ModelError, one line, for an event as a user defines it. */
export function checkEventDefinition(type: string, given: unknown): void {
  const refuse = refusing(`Event ${shown(type)}`);
  nameOf("its type", type, refuse);
  const event = fieldsOf(given, KEYS, refuse);
  if (typeof event.initiator !== "string" || event.initiator === "") {
    refuse(`has ${shown(event.initiator)} as initiator`, "the name of a machine", "Name one.");
  }
  for (const what of ["participants", "mayBlock", "answers", "identity"]) {
    if (event[what] !== undefined) namesIn(what, event[what], refuse);
  }
  checkBlockers(event, refuse);
  if (event.parameters !== undefined) checkParameters(event.parameters, refuse);
  for (const what of ["sentence", "phrase"]) {
    if (event[what] !== undefined) checkWords(what, event, refuse);
  }
  if (event.fair !== undefined) checkFair(event.fair, refuse);
}

/** As `defineEvents` returns it. */
export function checkDeclared(type: string, given: unknown): asserts given is EventDeclaration {
  const refuse = refusing(`Event ${shown(type)}`);
  const { fair, ...event } = fieldsOf(given, KEYS, refuse);
  for (const key of ["participants", "mayBlock", "sentence", "phrase"]) {
    if (event[key] !== undefined) continue;
    refuse(`has no ${shown(key)}`, "what defineEvents returns", "Wrap the events in it.");
  }
  const said =
    fair === undefined ? [] : Object.values(fieldsOf(fair, ["clause", "assumption"], refuse));
  if (!said.every((one) => typeof one === "string")) {
    refuse(`has ${shown(fair)} as "fair"`, "what defineEvents returns", "Wrap the events in it.");
  }
  checkEventDefinition(type, event);
}

type Refuse = ReturnType<typeof refusing>;

/** Who may hold an event up takes part in it; others would be looked for in vain. */
function checkBlockers({ mayBlock, participants = [] }: Fields, refuse: Refuse): void {
  const taking = participants as readonly string[];
  const stem = (template: string): string => template.replace(/[\d*].*$|\{.*$/, "");
  const stems = taking.map(stem);
  for (const one of (mayBlock ?? []) as readonly string[]) {
    if (taking.includes(one) || stems.includes(stem(one))) continue;
    refuse(
      `has ${shown(one)} as mayBlock`,
      taking.length === 0
        ? "participants, of which it has none"
        : `of its participants ${shown(taking)}`,
      "Add it to the participants, or leave it out.",
    );
  }
}

function checkParameters(given: unknown, refuse: Refuse): void {
  for (const [name, values] of Object.entries(recordOf(given, refuse))) {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      refuse(`has ${shown(name)} as a parameter`, "letters, digits and _", "Rename it.");
    }
    if (!Array.isArray(values) || values.length === 0) {
      refuse(
        `gives ${shown(values)} for parameter "${name}"`,
        "a list of every value that it may have, at least one",
        "Write [0, 1].",
      );
    }
    const list = values as readonly unknown[];
    const bad = list.find((value) => !isValue(value));
    if (bad !== undefined || list.includes(undefined)) {
      refuse(
        `gives ${shown(bad)} as a value of parameter "${name}"`,
        'finite numbers, true, false, and strings without blanks, ";" and ","',
        "Correct the list.",
      );
    }
    const read = new Set<string>();
    const twice = list.find((value) => read.size === read.add(String(value)).size);
    if (twice === undefined) continue;
    refuse(
      `gives ${shown(twice)} twice for parameter "${name}"`,
      "values that read differently",
      "Remove one.",
    );
  }
}

const isValue = (value: unknown): boolean =>
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value)) ||
  (typeof value === "string" && /^[^\s;,(){}*]+$/.test(value));

/** What stands in a one-line trace, and between braces a parameter. */
function checkWords(what: string, event: Fields, refuse: Refuse): void {
  const words = lineOf(what, event[what], refuse);
  const names = Object.keys((event.parameters ?? {}) as Fields);
  for (const [, inside = ""] of words.matchAll(/\{([^}]*)\}/g)) {
    const name = /^\w+/.exec(inside)?.[0] ?? inside;
    if (names.includes(name)) continue;
    const legal = names.length === 0 ? "no braces: it has no parameters" : shown(names);
    refuse(`has {${inside}} in its ${what}`, legal, "Name a parameter.");
  }
  if (what !== "phrase") return;
  const plain = words.replace(/\{[^}]*\}/g, "");
  if (/[;()*]/.test(plain) || words.trim() !== words) {
    refuse(
      `has ${shown(words)} as phrase`,
      'words without ";", "(", ")" and "*", which part and repeat the steps of a trace',
      "Rephrase it.",
    );
  }
  if (plain.length > 24) {
    refuse(`has ${shown(words)} as phrase`, "at most 24 characters", "Shorten it.");
  }
}

function checkFair(given: unknown, refuse: Refuse): void {
  if (typeof given === "string") {
    lineOf('"fair"', given, refuse);
    return;
  }
  const isRule =
    typeof given === "object" && given !== null && typeof (given as Fields).rule === "string";
  if (isRule && Object.keys(given).length === 1) return;
  refuse(
    `has ${shown(given)} as "fair"`,
    "why it is, or { rule: id }",
    "Say why, or leave it out.",
  );
}

// Dependencies point one way. Tests may look at anything.
const NOT_TESTS = "\\.(test|testing)\\.ts$";
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: NOT_TESTS },
  to: { path: "^(models|checker)/", pathNot: [from, ...allowed] },
});

const TYPES = "^checker/types\\.ts$";
// By topic, and read through `types.ts` alone.
const TOPICS = "^checker/types/";
const COMPILE = "^checker/compile/";
const EXPLORE = "^checker/explore/";
const RING = "^checker/ring/";
const LIBRARY = "^checker/library/";
const WASM = "^checker/wasm/";
const REPLAY = "^checker/replay/";
// What stands directly in `checker/`, apart from the three that know the model.
const MIDDLE = "^checker/(?!cli\\.ts|update\\.ts|worker\\.ts)[a-z-]+\\.ts$";

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circles",
      comment: "Who depends on whom must have an answer.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    only("models-know-types", "Models know the types that they implement.", "^models/", [TYPES]),
    only("compile-knows-types", "Compilation knows nothing of virtio.", COMPILE, [TYPES]),
    only("explore-knows-compile", "Engines read tables.", EXPLORE, [TYPES, COMPILE, WASM]),
    only("ring-knows-no-model", "The kernel knows rings and no model.", RING, [WASM]),
    only("wasm-knows-nobody", "Instructions are bytes.", WASM, []),
    only("replay-joins", "Replay joins kernel and traces.", REPLAY, [
      RING,
      EXPLORE,
      COMPILE,
      MIDDLE,
    ]),
    only("middle-knows-engines", "Checks know engines, not how they are shown.", MIDDLE, [
      EXPLORE,
      COMPILE,
      TOPICS,
    ]),
    only("topics-know-topics", "Types rest on types.", TOPICS, []),
    {
      name: "types-join-topics",
      comment: "Whoever needs a type asks `types.ts` for it.",
      severity: "error",
      from: { path: "^(models|checker)/", pathNot: [TYPES, TOPICS] },
      to: { path: TOPICS },
    },
    only("library-knows-no-model", "A system of one's own needs no virtio.", LIBRARY, [
      EXPLORE,
      COMPILE,
      MIDDLE,
    ]),
    only("report-reads-results", "Reports only read results.", "^checker/report/", [
      EXPLORE,
      COMPILE,
      MIDDLE,
    ]),
    only("commands-know-no-model", "Commands are given a model.", "^checker/commands/", [
      EXPLORE,
      COMPILE,
      RING,
      REPLAY,
      MIDDLE,
      LIBRARY,
      "^checker/report/",
    ]),
    {
      name: "known-packages",
      comment: "What runs for a user is a dependency, not a development dependency.",
      severity: "error",
      from: {
        path: "^(models|checker)/",
        pathNot: [NOT_TESTS, "^checker/(commands/render|bundle)\\.ts$"],
      },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], pathNot: "@types/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "default"] },
  },
};

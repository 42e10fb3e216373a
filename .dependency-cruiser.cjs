// Dependencies point one way. Tests may look at anything.
const NOT_TESTS = "\\.(test|testing)\\.ts$";
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: NOT_TESTS },
  to: { path: "^(models|checker)/", pathNot: [from, ...allowed] },
});

const TYPES = "^checker/types/index\\.ts$";
// By topic, and read through `index.ts` alone.
const TOPICS = "^checker/types/(?!index)";
const room = (name) => `^checker/${name}/`;
const COMPILE = room("compile");
const EXPLORE = room("explore");
const ASKING = room("asking");
const TRACE = room("trace");
const VERDICT = room("verdict");
const CONTEST = room("contest");
const RING = room("virtio/ring");
const REPLAY = room("virtio/replay");
const LIBRARY = room("library");
const REPORT = room("report");

/** What a behaviour rests on, and what a verdict does. */
const TO_ASKING = [TYPES, COMPILE, EXPLORE, ASKING];
const TO_VERDICT = [...TO_ASKING, TRACE, VERDICT];

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
    only("explore-knows-compile", "Engines read tables.", EXPLORE, [TYPES, COMPILE]),
    only("ring-knows-no-model", "The kernel knows rings and no model.", RING, []),
    only("asking-knows-tables", "What is asked is about compiled systems.", ASKING, [
      TYPES,
      COMPILE,
    ]),
    only("trace-follows", "A behaviour is followed, not searched.", TRACE, TO_ASKING),
    only("verdict-knows-engines", "Verdicts know engines, not how they are shown.", VERDICT, [
      ...TO_ASKING,
      TRACE,
    ]),
    only("contest-compares", "Contenders are compared by their verdicts.", CONTEST, TO_VERDICT),
    only("replay-joins", "Replay joins kernel and traces.", REPLAY, [...TO_ASKING, TRACE, RING]),
    only("topics-know-topics", "Types rest on types.", TOPICS, []),
    {
      name: "types-join-topics",
      comment: "Whoever needs a type asks `index.ts` for it.",
      severity: "error",
      from: { path: "^(models|checker)/", pathNot: [TYPES, TOPICS] },
      to: { path: TOPICS },
    },
    only("library-knows-no-model", "A system of one's own needs no virtio.", LIBRARY, TO_VERDICT),
    only("report-reads-results", "Reports only read results.", REPORT, [...TO_VERDICT, CONTEST]),
    only("commands-know-no-model", "Commands are given a model.", room("commands"), [
      ...TO_VERDICT,
      CONTEST,
      RING,
      REPLAY,
      LIBRARY,
      REPORT,
      "^checker/explorer/(address|protocol)\\.ts$",
    ]),
    only(
      "explorer-is-given-its-model",
      "The page shows any model.",
      "^checker/explorer/(?!worker/main)",
      [
        ...TO_VERDICT,
        REPLAY,
        LIBRARY,
        REPORT,
        "^checker/explorer/",
        // Where the project stands, and how a browser is found there.
        "^checker/commands/(io|render)\\.ts$",
      ],
    ),
    {
      name: "known-packages",
      comment: "What runs for a user is a dependency, not a development dependency.",
      severity: "error",
      from: {
        path: "^(models|checker)/",
        pathNot: [
          NOT_TESTS,
          "^checker/(commands/render|process/bundle)\\.ts$",
          "^checker/explorer/",
        ],
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

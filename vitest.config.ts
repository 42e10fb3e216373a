import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, and so begins first: else one core waits at the end for the other. */
const LONGEST = [
  "verdict/pins",
  "verdict/engines",
  "testing/readme",
  "models/model",
  "symbolic/family-agreement",
  "contest/lacking",
  "commands/documents",
  "library/library",
  "commands/cost",
  "replay/walks",
  "models/disputes",
  "amplify/amplify",
  "wide/wide",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const all = ["models/**/*.test.ts", "checker/**/*.test.ts"];

/** `npm run test:fast`: what answers for a change without asking the whole model. */
const fast = {
  include: [
    "checker/{asking,compile,explore,library,report,trace}/*.test.ts",
    "checker/commands/{about,bad-inputs,limits,positions,program,tasks}.test.ts",
    "checker/contest/contest.test.ts",
    "checker/verdict/{check,evidence}.test.ts",
    "checker/virtio/ring/*.test.ts",
    "models/clauses/*.test.ts",
    "models/constant.test.ts",
  ],
  // Whole scenarios, many random systems, started processes, or an emulated guest.
  exclude: [
    "**/compile/{cache,quick}.test.ts",
    "**/explore/{against-naive,families,rules-against-naive,silences}.test.ts",
    "**/report/tla*.test.ts",
    "**/library/library.test.ts",
    "**/ring/{hostile,lockstep,points,positions,v86}.test.ts",
  ],
  // Loading the modules anew for each file would take most of the time.
  isolate: false,
};

/** Whatever hangs ends; whoever shares a busy machine does not. */
const PATIENCE = 900_000;

const usual = {
  testTimeout: PATIENCE,
  hookTimeout: PATIENCE,
  // With every core at work, collecting garbage on several threads only takes turns.
  execArgv: ["--max-semi-space-size=64", "--single-threaded-gc"],
};

/** Each of those that take longest has a process of its own, and leaves no memory to the next. */
const long = LONGEST.map((name) => `**/${name}.test.ts`);
const projects = [
  { test: { ...usual, name: "long", include: long } },
  { test: { ...usual, name: "short", include: all, exclude: long, isolate: false } },
];

export default defineConfig(({ mode }) => ({
  test: {
    // Left to itself, vitest keeps one of two cores free.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    reporters: ["default"],
    ...(mode === "fast" ? { ...usual, ...fast } : { projects }),
  },
}));

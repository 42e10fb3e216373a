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

export default defineConfig({
  test: {
    include: ["models/**/*.test.ts", "checker/**/*.test.ts"],
    // Whatever hangs ends; whoever shares a busy machine does not.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // Left to itself, vitest keeps one of two cores free.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    reporters: ["default"],
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["models/**/*.test.ts", "checker/**/*.test.ts"],
    testTimeout: 300_000,
    // Left to itself, vitest keeps one of two cores free.
    maxWorkers: "100%",
    reporters: ["default"],
  },
});

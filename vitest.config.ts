import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["models/**/*.test.ts", "checker/**/*.test.ts"],
    testTimeout: 60_000,
    reporters: ["default"],
  },
});

/**
 * Tests of a device as data: steps that a guest takes, waits, and what it expects to see.
 *
 *   { "schema": 1, "tests": [{ "name": "suspends", "says": "...",
 *       "steps": ["set SUSPEND", "wait", "status has SUSPEND", "status lacks DRIVER_OK"] }] }
 *
 * A step is a phrase of a chart (`write 1F`, `b0 available q0`, `kick q0`), `wait`, or one of
 * the model's words for a test: `set SUSPEND`, `status has SUSPEND or DEVICE_NEEDS_RESET`.
 */
import { z } from "zod";
import { firstIssue, parseJson } from "./json.ts";
import { UsageError } from "./usage.ts";

const boundsSchema = z
  .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
  .describe("Bounds that differ from those of the model for tests.");

const testSchema = z.strictObject({
  name: z.string().min(1).describe("What it is called: S0067."),
  says: z.string().describe("What it tries, in one sentence."),
  source: z.string().optional().describe("Where it stands: an address."),
  scope: boundsSchema.optional(),
  steps: z.array(z.string().min(1)).min(1).describe("What happens, in order."),
  note: z.string().optional().describe("Where the steps are not those of the source, and why."),
});

const fileSchema = z.strictObject({
  schema: z.literal(1),
  says: z.string().optional().describe("What these tests are, for the head of a page."),
  scope: boundsSchema.optional().describe("The same for all of them."),
  tests: z.array(testSchema).min(1),
});

export type DeviceTest = z.infer<typeof testSchema>;
export type TestFile = z.infer<typeof fileSchema>;

/** Reads a file of tests; each then has the bounds of all, too. @throws UsageError, one line, for what is none. */
export function parseTests(text: string, path: string): TestFile {
  const result = fileSchema.safeParse(parseJson(text, `test file "${path}"`));
  if (!result.success) {
    throw new UsageError(
      `"${path}" is no file of tests: ${firstIssue(result.error, "the file")}; ` +
        'legal: { "schema": 1, "tests": [{ "name", "says", "steps": [...] }] }',
    );
  }
  const names = result.data.tests.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  const { scope = {}, tests } = result.data;
  if (twice === undefined) {
    return {
      ...result.data,
      tests: tests.map((test) => ({ ...test, scope: { ...scope, ...test.scope } })),
    };
  }
  throw new UsageError(`test file "${path}" has two tests called "${twice}"; rename one`);
}

/** `quiesce audit`: what tests of a device are worth, written as steps and expectations. */
import { loadReading, resolveReading } from "../asking/reading.ts";
import { legalBounds, withBounds } from "../asking/scope.ts";
import { type DeviceTest, parseTests } from "../asking/test-file.ts";
import { UsageError } from "../asking/usage.ts";
import {
  type AuditedIn,
  auditJson,
  auditPage,
  auditText,
  isWorthRunning,
} from "../report/audit.ts";
import type { Model, Reading, SystemDeclaration } from "../types/index.ts";
import { type Auditing, areContrary, audit } from "../verdict/audit.ts";
import { between } from "./documents.ts";
import { EXIT, type Io } from "./io.ts";
import { textOf } from "./user-text.ts";

export interface AuditOptions {
  readonly reading?: string;
  readonly json?: boolean;
}

/** Prints what each test of a file is worth; 1 where one is not sound, or not useful. */
export async function auditFile<S extends object>(
  model: Model<S>,
  path: string,
  options: AuditOptions,
  io: Io,
): Promise<number> {
  const { tests } = parseTests(textOf(path, "test file"), path);
  const reading = await loadReading(model, options.reading ?? model.readings[0]?.name ?? "");
  const found = await auditedIn(model, tests, reading, path, io.signal);
  if (found === null) {
    io.err("stopped: no test was answered in full\n");
    return EXIT.interrupted;
  }
  io.out(options.json === true ? auditJson(found) : auditText(found, model.clauses));
  return found.audited.every(isWorthRunning) ? EXIT.fine : EXIT.violated;
}

/** Null where somebody asked to stop. @throws UsageError that names the file and the test */
async function auditedIn<S extends object>(
  model: Model<S>,
  tests: readonly DeviceTest[],
  reading: Reading,
  path: string,
  signal: AbortSignal,
): Promise<AuditedIn | null> {
  const of = auditing(model, reading);
  const audited = [];
  for (const test of tests) {
    // For signals to be heard.
    await new Promise((resume) => setImmediate(resume));
    if (signal.aborted) return null;
    audited.push(
      named(`test "${test.name}" of "${path}"`, () => audit(test, within(model, of, test))),
    );
  }
  const contrary = tests.flatMap((first, at) =>
    tests
      .slice(at + 1)
      .filter((second) => areContrary(first, second, within(model, of, first)))
      .map((second) => [first.name, second.name] as const),
  );
  return { reading: reading.name, audited, contrary };
}

function auditing<S extends object>(model: Model<S>, reading: Reading): Auditing<S> {
  const { audits, interpretations } = model;
  if (audits === undefined) throw new UsageError("this model has no words for tests of a device");
  const known = new Map<string, SystemDeclaration>();
  const declared = (scope: S): SystemDeclaration => {
    const key = JSON.stringify(scope);
    const made = known.get(key) ?? audits.system(scope);
    known.set(key, made);
    return made;
  };
  return { audits, interpretations, scope: audits.scope, reading, declared };
}

const within = <S extends object>(
  model: Model<S>,
  of: Auditing<S>,
  { scope = {} }: DeviceTest,
): Auditing<S> => ({ ...of, scope: withBounds(model, of.scope, legalBounds(model, scope)) });

function named<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new UsageError(`${what}: ${cause.message}`);
  }
}

/** Beside the text as it is written, one sentence of an earlier one: who gates SUSPEND. */
const READINGS = ["", ",+V2-5b"];

/** The page about tests that others wrote. */
export async function auditDocument<S extends object>(
  model: Model<S>,
  read: (path: string) => string,
): Promise<ReadonlyMap<string, string>> {
  const path = "models/audits/villain.json";
  const { tests } = parseTests(read(path), path);
  const all: AuditedIn[] = [];
  for (const changes of READINGS) {
    const reading = resolveReading(model, `${model.readings[0]?.name}${changes}`);
    const found = await auditedIn(model, tests, reading, path, new AbortController().signal);
    if (found !== null) all.push(found);
  }
  const page = "models/audits/README.md";
  return new Map([[page, between(read(page), page, "audit", auditPage(all, model.clauses))]]);
}

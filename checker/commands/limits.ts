/** The bounds of the search that a command line asks for. */

import { UsageError } from "../asking/usage.ts";
import type { EngineChoice } from "../verdict/engines.ts";
import type { Bound } from "../verdict/runs.ts";

/** As commander gives them: words of the user's. */
export interface LimitOptions {
  readonly engine?: EngineChoice;
  readonly maxStates?: string;
  readonly timeout?: string;
  readonly memory?: string;
  readonly capacity?: boolean;
}

const UNITS: Readonly<Record<string, number>> = { MiB: 2 ** 20, GiB: 2 ** 30 };

/** Below, no table has room beside its own tables of constants. */
const LEAST_MEMORY = 16 * 2 ** 20;

/** @throws UsageError naming the option, its value and what is legal. */
export function limitsOf(options: LimitOptions): Bound {
  const { engine = "auto", maxStates, timeout, memory, capacity = false } = options;
  const named = memory !== undefined ? "--memory" : capacity ? "--capacity" : null;
  if (named !== null && (engine === "plain" || engine === "symbolic")) {
    throw new UsageError(
      `${named} is for the explicit engine, and --engine is "${engine}"; legal with it: auto, ` +
        "explicit. Leave one of them out",
    );
  }
  return {
    engine,
    ...(maxStates === undefined ? {} : { maxStates: positive("--max-states", maxStates, true) }),
    ...(timeout === undefined ? {} : { timeoutMs: 1000 * positive("--timeout", timeout) }),
    ...(memory === undefined ? {} : { memory: bytes(memory) }),
    ...(capacity ? { capacity } : {}),
  };
}

function positive(option: string, text: string, isWhole = false): number {
  const value = Number(text);
  const isNumber = /^\d+(\.\d+)?(e\d+)?$/i.test(text) && Number.isFinite(value) && value > 0;
  if (isNumber && (!isWhole || Number.isSafeInteger(value))) return value;
  throw new UsageError(`${option} is "${text}"; legal: a ${isWhole ? "whole " : ""}number above 0`);
}

function bytes(text: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)(MiB|GiB)$/.exec(text) ?? [];
  const value = Math.floor(Number(number) * (UNITS[unit] ?? 0));
  if (value >= LEAST_MEMORY && Number.isSafeInteger(value)) return value;
  throw new UsageError(
    `--memory is "${text}"; legal: a number and MiB or GiB, at least 16MiB. Write --memory 4GiB`,
  );
}

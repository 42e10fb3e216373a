/** The worker's side of the talk: a call at a time, and words for whatever goes wrong. */

import { UsageError } from "../../asking/usage.ts";
import { ModelError } from "../../compile/errors.ts";
import { parseOneLine } from "../../trace/phrase.ts";
import type { Model } from "../../types/index.ts";
import type { Brought, Calls, Question, Reply, Request } from "../protocol.ts";
import { behaviourOf, movesAfter } from "./behaviour.ts";
import { bookOf } from "./book.ts";
import { Desk } from "./desk.ts";
import { memoryAfter } from "./memory.ts";

type Answering = { [C in keyof Calls]: (...args: Calls[C]["args"]) => Promise<Calls[C]["back"]> };

/** Where replies go, and requests come from; the first message is what a user brought. */
export interface Port {
  postMessage(reply: Reply): void;
  onmessage: ((message: { readonly data: Request | Brought | null }) => void) | null;
}

/** Answers calls about a model for as long as the worker lives. */
export function serve<S extends object>(
  modelWith: (own: Brought | null) => Model<S>,
  port: Port,
): void {
  let current = 0;
  let answering: Answering | null = null;
  let own: Brought | null = null;
  let last: Promise<void> = Promise.resolve();
  const progress = (words: string) => port.postMessage({ id: current, progress: words });
  const heed = async ({ id, call, args }: Request): Promise<void> => {
    current = id;
    try {
      answering ??= callsOn(new Desk(modelWith(own), progress));
      const answer = answering[call] as (...args: readonly unknown[]) => Promise<unknown>;
      port.postMessage({ id, back: await answer(...args) });
    } catch (cause) {
      port.postMessage({ id, refused: wordsFor(cause) });
    }
  };
  port.onmessage = ({ data }) => {
    if (data === null || !("call" in data)) own = data;
    else last = last.then(() => heed(data));
  };
}

function callsOn<S extends object>(desk: Desk<S>): Answering {
  const { model } = desk;
  const system = async (question: Question) => (await desk.run(desk.meaning(question))).system;
  return {
    book: async () => bookOf(model),
    ask: (question) => desk.ask(question),
    more: (question) => desk.more(question),
    texts: (...args) => desk.texts(...args),
    smallest: async (...args) => desk.smallest(...args),
    bites: (...args) => desk.bites(...args),
    differing: (...args) => desk.differing(...args),
    behaviour: async (question, line) => {
      const { scope } = desk.meaning(question);
      return behaviourOf(await system(question), line, model.chartColumns(scope));
    },
    moves: async (question, line) => {
      const { scenario, scope } = desk.meaning(question);
      return movesAfter(await system(question), line, scenario.properties(scope));
    },
    memory: async (question, line) => {
      const made = await system(question);
      return memoryAfter(made, parseOneLine(made, line), desk.meaning(question).scope);
    },
  };
}

/** One line for a slip of the user's; for one of ours, that it is. */
function wordsFor(cause: unknown): string {
  const line = String(cause instanceof Error ? cause.message : cause).split("\n")[0];
  if (cause instanceof UsageError || cause instanceof ModelError) return line ?? "";
  return `this is an error of the page's own: ${line}`;
}

/** The page's side of the talk with its worker. */
import type { Brought, Call, Calls, Reply, Request } from "../protocol.ts";
import Desk from "../worker/main.ts?worker&inline";

/** What the worker would not do, in one line for the reader. */
export class Refused extends Error {}

/** It was ended before it could answer. */
export class Stopped extends Error {}

interface Waiting {
  readonly done: (back: unknown) => void;
  readonly fails: (cause: Error) => void;
}

/** Sends calls to a worker, which can be ended and begun anew at any time. */
export class Client {
  readonly #onProgress: (words: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #own: Brought | null;
  #worker: Worker;
  #last = 0;

  /** @param own what a user brought */
  constructor(own: Brought | null, onProgress: (words: string) => void) {
    this.#own = own;
    this.#onProgress = onProgress;
    this.#worker = this.#begin();
  }

  call<C extends Call>(call: C, ...args: Calls[C]["args"]): Promise<Calls[C]["back"]> {
    const id = ++this.#last;
    const back = new Promise<Calls[C]["back"]>((resolve, fails) => {
      this.#waiting.set(id, { done: resolve as Waiting["done"], fails });
    });
    this.#worker.postMessage({ id, call, args } satisfies Request);
    return back;
  }

  /** Ends whatever is under way; the next call finds a fresh worker. */
  stop(): void {
    this.#worker.terminate();
    this.#fail(new Stopped("stopped"));
    this.#worker = this.#begin();
  }

  #begin(): Worker {
    const worker = new Desk();
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#hear(data);
    worker.onerror = ({ message }) =>
      this.#fail(new Refused(`the page's worker ended: ${message || "no reason given"}`));
    worker.postMessage(this.#own);
    return worker;
  }

  #hear(reply: Reply): void {
    if ("progress" in reply) {
      this.#onProgress(reply.progress);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("refused" in reply) waiting?.fails(new Refused(reply.refused));
    else waiting?.done(reply.back);
  }

  #fail(cause: Error): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { fails } of all) fails(cause);
  }
}

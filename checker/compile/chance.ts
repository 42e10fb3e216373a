/** Functions of a user's own may not ask for the time, nor throw dice: a table is asked once. */
import { ModelError } from "./errors.ts";

/**
 * What `run` returns, which may not await.
 * @param owner whose functions are run, for the message
 * @throws ModelError where they ask for chance or time
 */
export function withoutChance<T>(owner: string, run: () => T): T {
  const refuse = (what: string) => (): never => {
    throw new ModelError(
      `${owner}: a function asks for ${what}; legal: answers that depend on state and event ` +
        "alone. Make what may come out differently an event, or a value of its parameter.",
    );
  };
  const { random } = Math;
  const { Date: Clock, performance } = globalThis;
  const { now } = performance;
  const time = refuse("the time");
  const noClock = new Proxy(Clock, {
    construct: (_, given) => (given.length === 0 ? time() : Reflect.construct(Clock, given)),
    apply: time,
    get: (of, key) => (key === "now" ? time : Reflect.get(of, key)),
  });
  Math.random = refuse("chance (Math.random)");
  performance.now = time;
  globalThis.Date = noClock;
  try {
    return run();
  } finally {
    Math.random = random;
    performance.now = now;
    globalThis.Date = Clock;
  }
}

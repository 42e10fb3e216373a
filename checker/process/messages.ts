/** What the thread of a command and the thread that watches it say to each other. */

/** What the thread of a command is given when it starts. */
export interface ThreadData {
  readonly quiesce: "command";
  readonly terminal: boolean;
  readonly colours: boolean;
  /** One number, of which 1 says that somebody asked to stop: a search sees it at once. */
  readonly stop: Int32Array;
}

/** What a command says while it runs, in the order in which it is to be shown. */
export type FromCommand =
  /** `covered` is how far it is: what is said of it where it must be ended. */
  | { readonly says: "out" | "err" | "covered"; readonly text: string }
  /** Milliseconds that one run may take; with no word for longer, something does not look. */
  | { readonly says: "time"; readonly ms: number }
  | { readonly says: "done"; readonly code: number };

/** Whether a thread was started for a command, not by somebody else. */
export function isThreadData(given: unknown): given is ThreadData {
  return typeof given === "object" && given !== null && "quiesce" in given;
}

/** Where sentences stand: the line of a clause or an interpretation in the files of the model. */
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { isUserFile } from "../asking/user-file.ts";
import type { Place } from "../report/outcome.ts";
import type { Io } from "./io.ts";
import { pathsBelow } from "./user-text.ts";

export interface Sentences {
  /** None for what stands in no file of the model, as a sentence of a reading's own. */
  readonly find: (id: string) => readonly (Place & { readonly id: string })[];
}

/**
 * The files are read when somebody asks for the first time.
 * @param own the file of a reading of the user's, which goes first
 */
export function sentencesOf(io: Io, own?: string): Sentences {
  let known: ReadonlyMap<string, Place> | undefined;
  return {
    find: (id) => {
      known ??= linesOf(io, own);
      const place = known.get(id);
      return place === undefined ? [] : [{ id, ...place }];
    },
  };
}

/** In a checkout the sources, in a package what was built of them. */
function linesOf(io: Io, own: string | undefined): ReadonlyMap<string, Place> {
  const models = [
    [join(io.root, "models"), ".ts"],
    [join(io.root, "build", "models"), ".js"],
  ] as const;
  const files = models
    .filter(([folder]) => existsSync(folder))
    .flatMap(([folder, suffix]) => pathsBelow(folder, suffix, () => {}))
    .filter((file) => !/\.(test|testing|d)\.\w+$/.test(file));
  const found = new Map<string, Place>();
  for (const file of own !== undefined && isUserFile(own) ? [resolve(own), ...files] : files) {
    for (const [at, line] of readFileSync(file, "utf8").split("\n").entries()) {
      const id = /^\s*(?:\{ )?id: "([^"]+)"/.exec(line)?.[1];
      if (id === undefined || found.has(id)) continue;
      found.set(id, { path: shownPath(file, io), line: at + 1 });
    }
  }
  return found;
}

/** `traces/holes/h4.jsonl:3` as a place. */
export function placeOf(where: string, io: Io): Place {
  const at = where.lastIndexOf(":");
  return { path: shownPath(resolve(where.slice(0, at)), io), line: Number(where.slice(at + 1)) };
}

/** Relative to the user's folder where it is below it. */
function shownPath(file: string, { home }: Io): string {
  const near = relative(home, file);
  return near.startsWith("..") || isAbsolute(near) ? file : near;
}

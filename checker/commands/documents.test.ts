import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { lackingDocument } from "./documents.ts";
import { projectRoot } from "./io.ts";

const read = (path: string): string => readFileSync(join(projectRoot(), path), "utf8");

test("what contenders lack is up to date; npm run update writes it anew", () => {
  for (const [path, text] of lackingDocument(model, read)) {
    expect(text).toBe(read(path));
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  }
}, 900_000);

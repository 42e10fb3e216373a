import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Clause, Level } from "../../checker/types/index.ts";
import { clause, clauses, isIn14 } from "./all.ts";

/** The files of the spec at commit 15f488c that hold clauses of these lists. */
const SPEC_FILES = [
  "content.tex",
  "split-ring.tex",
  "packed-ring.tex",
  "transport-pci.tex",
  "transport-mmio.tex",
  "transport-ccw.tex",
  "admin.tex",
  "admin-cmds-resource-objects.tex",
  "admin-cmds-device-parts.tex",
  "device-parts.tex",
  "device-types/net/description.tex",
];

/** What may stand before (or instead of) a file where the text is not in the spec. */
const DOCUMENT =
  /^(V2 [1-6]\/6( and 6\/6)?|virtio-dev msg\d+|virtio-comment \d{6}\/msg\d+): |^mail [0-9a-f]/;

/** The same for what was never offered to the standard as text that we hold. */
const SOURCE =
  /^(mail [0-9a-z-]|(linux|qemu|dpdk-vhost-vfe|vhost-user\.rst|admin_unit_test\.c|cloud-hypervisor on GitHub|admin device migration series|PCI( power management)?)[^:]*: )/;

/** Every list of clauses, and its last number: a new clause takes the next one. */
const LISTS: Readonly<Record<string, number>> = {
  B: 77,
  "V2-": 17,
  "S-": 16,
  "P-": 27,
  "AC-": 11,
  "PM-": 11,
  "VD-": 8,
  "VU-": 2,
  "VF-": 9,
};

const MODAL: Record<Level, RegExp> = {
  MUST: /\bmust (?!not\b)/,
  "MUST NOT": /\bmust not\b/,
  SHOULD: /\bshould (?!not\b)/,
  "SHOULD NOT": /\bshould not\b/,
  MAY: /\bmay\b/,
  desc: /^(?!.*\b(must|should)\b)/,
};

/** Capitalised words that a sentence of ours may hold; a personal name is none. */
const CAPITALISED = new Set(
  "A Addresses After All An As At Available Before Binds Capable Commands Comparing Configuration Descriptors Dirty Each Enable For From Having How If In Kicks Migration Of Offered On Once Parts Ranges Reading Reset Running Space Status Stop Stopping Suppression Suspend That The These To Two Upon Used Virtio Whatever When Where While With Without Work Writes".split(
    " ",
  ),
);

const inSpec = clauses.filter((c) => isIn14(c.id));
const v2 = clauses.filter((c) => c.id.startsWith("V2-"));
const elsewhere = clauses.filter((c) => !isIn14(c.id) && !c.id.startsWith("V2-"));

function violating(among: readonly Clause[], legal: (c: Clause) => boolean): string[] {
  return among.filter((c) => !legal(c)).map((c) => `${c.id}: ${c.place}: ${c.says}`);
}

describe("clauses", () => {
  it("cover every number of every list, and no other", () => {
    const numbers = new Set(clauses.map((c) => c.id.replace(/[a-z]$/, "")));
    const expected = Object.entries(LISTS).flatMap(([list, last]) =>
      Array.from({ length: last }, (_, n) => `${list}${n + 1}`),
    );
    expect([...numbers].sort()).toEqual(["S-0", ...expected].sort());
  });

  it("have unique ids, and letters only in unbroken runs from a", () => {
    expect(new Set(clauses.map((c) => c.id)).size).toBe(clauses.length);
    const letters = new Map<string, string>();
    for (const { id } of clauses) {
      const number = id.replace(/[a-z]$/, "");
      letters.set(number, (letters.get(number) ?? "") + id.slice(number.length));
    }
    for (const [number, run] of letters) {
      expect("abcdef".startsWith(run) && run.length !== 1, `${number}${run}`).toBe(true);
    }
  });

  it("have a legal level, and say it in their sentence", () => {
    expect(violating(clauses, (c) => Object.hasOwn(MODAL, c.level))).toEqual([]);
    expect(violating(clauses, (c) => MODAL[c.level].test(c.says))).toEqual([]);
  });

  it("are one sentence of at most 160 characters", () => {
    expect(violating(clauses, (c) => /^[A-Z].*[^.]\.$/.test(c.says))).toEqual([]);
    expect(violating(clauses, (c) => c.says.length <= 160)).toEqual([]);
  });

  it("are 7-bit ASCII, in data and in source", () => {
    const here = new URL(".", import.meta.url);
    const sources = readdirSync(here).map((name) => readFileSync(new URL(name, here), "latin1"));
    for (const source of sources) expect(source).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it("name no person", () => {
    const words = (c: Clause) => c.says.match(/\b[A-Z][a-z]+\b/g) ?? [];
    expect(violating(clauses, (c) => words(c).every((w) => CAPITALISED.has(w)))).toEqual([]);
    expect(violating(clauses, (c) => !c.says.includes("@"))).toEqual([]);
  });
});

describe("the place of a clause", () => {
  it("is a file of the spec, a section, and at most one paragraph, for each transport", () => {
    const legal = (place: string) => {
      const [file = "", section = "", ...rest] = place.split(", ");
      return SPEC_FILES.includes(file) && section !== "" && rest.length <= 1;
    };
    expect(violating(inSpec, (c) => c.place.split("; ").every(legal))).toEqual([]);
  });

  it("names patch, mail or source first where the text never entered the spec", () => {
    expect(violating(v2, (c) => DOCUMENT.test(c.place))).toEqual([]);
    expect(violating(elsewhere, (c) => SOURCE.test(c.place))).toEqual([]);
    expect(violating(inSpec, (c) => !DOCUMENT.test(c.place) && !SOURCE.test(c.place))).toEqual([]);
  });

  it("is a requirements paragraph for every level but MAY and desc", () => {
    const weak = (c: Clause) => c.level === "MAY" || c.level === "desc";
    expect(violating(clauses, (c) => weak(c) || /, (driver|device)$/.test(c.place))).toEqual([]);
    expect(
      violating(clauses, (c) => c.level !== "desc" || !/, (driver|device)$/.test(c.place)),
    ).toEqual([]);
  });

  it("is the other party's paragraph for V2-1 alone", () => {
    const astray = clauses.filter((c) => {
      const paragraph = /, (driver|device)$/.exec(c.place)?.[1];
      const owner = c.party === "owner" && c.place.startsWith("admin");
      return paragraph !== undefined && paragraph !== (owner ? "driver" : c.party);
    });
    expect(astray.map((c) => c.id)).toEqual(["V2-1"]);
  });
});

describe("the provenance of a clause", () => {
  it("is verbatim for all of 1.4 and, of the V2 series, for V2-1 alone", () => {
    expect(violating(inSpec, (c) => c.provenance === "verbatim")).toEqual([]);
    expect(v2.filter((c) => c.provenance === "verbatim").map((c) => c.id)).toEqual(["V2-1"]);
  });

  it("is recalled or reconstructed where the text is not held", () => {
    const held = /not held|commit message|^mail/;
    const open = v2.filter((c) => held.test(c.place));
    expect(open.length).toBeGreaterThan(0);
    expect(violating(open, (c) => /recalled|reconstructed/.test(c.provenance))).toEqual([]);
    expect(violating(elsewhere, (c) => /recalled|reconstructed/.test(c.provenance))).toEqual([]);
  });
});

describe("looking a clause up", () => {
  it("finds every clause by its id", () => {
    for (const c of clauses) expect(clause(c.id)).toBe(c);
  });

  it("names the parts of a split clause", () => {
    expect(() => clause("S-16")).toThrow(
      'unknown clause "S-16": it is split; name one of S-16a, S-16b, S-16c',
    );
  });

  it("sees through case, hyphen and a letter too many", () => {
    expect(() => clause("s14")).toThrow('unknown clause "s14": did you mean S-14?');
    expect(() => clause("S-14a")).toThrow("did you mean S-14?");
    expect(() => clause("v2-5B")).toThrow("did you mean V2-5b?");
    expect(() => clause("S-11d")).toThrow("name one of S-11a, S-11b, S-11c");
  });

  it("lists what is legal where nothing is near, on one line", () => {
    for (const id of [`B${LISTS.B! + 1}`, "", "constructor"]) {
      expect(() => clause(id)).toThrow(/^unknown clause ".*": clauses are B1 to B\d+, [^\n]*$/);
    }
  });
});

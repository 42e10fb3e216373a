/** Which of the three ways failed, told by programs that stand in for LaTeX's. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { build, missing } from "./build.ts";

const place = mkdtempSync(join(tmpdir(), "quiesce-latex-test-"));
afterAll(() => rmSync(place, { recursive: true }));
const programs = join(place, "programs");
const folder = join(place, "parts");
const path = `${programs}:/usr/bin:/bin`;

function program(name: string, script: string): void {
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

/** Programs that do what is asked. */
const XELATEX = 'for last; do :; done; echo "$last" >> runs; touch "$(basename "$last" .tex).pdf"';
const PAGE = '<table class="longtable"><div class="lstlisting"><img src="images/d1-status.png"/>';
const HTLATEX = `echo '${PAGE}' > small-html.html`;
const LATEXDIFF = `cat <<'END'\n\\DIFadd{x} \\DIFaddbegin \\begin{longtable} \\DIFaddend\nEND`;

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const parts = {
    "d1.tex": "% a comment\n\\ref{devicenormative:Device / A\nlabel}\n\\input{d1-more.tex}\n",
    "d1-more.tex":
      "\\virtiographics{d1-status}{width=\\textwidth}{It}\n\\begin{lstlisting}\n\\end{lstlisting}\n",
  };
  for (const [name, text] of Object.entries(parts)) writeFileSync(join(folder, name), text);
  program("xelatex", XELATEX);
  program("htlatex", HTLATEX);
  program("latexdiff-fast", LATEXDIFF);
});

const built = () => build(folder, "d1.tex", ["A device MUST resume."], path);
const wrongIn = () => Object.fromEntries(built().map(({ way, wrong }) => [way, wrong]));

test("a program that is not there is named with the packages that bring it", () => {
  rmSync(join(programs, "htlatex"));
  rmSync(join(programs, "latexdiff-fast"));
  expect(missing(programs)).toBe(
    "skipped: no htlatex, no latexdiff-fast; on Debian: " +
      "apt-get install texlive-plain-generic texlive-latex-extra latexdiff",
  );
  expect(missing(join(place, "nowhere"))).toMatch(/no xelatex, .*texlive-xetex/);
});

test("where all three are there, nothing is to be installed", () => {
  expect(missing(programs)).toBeNull();
});

describe("of the three ways", () => {
  test("all build, xelatex three times for each document, and the parts are compared", () => {
    expect(wrongIn()).toEqual({ xelatex: [], htlatex: [], latexdiff: [] });
    const runs = readFileSync(join(folder, "runs"), "utf8").trim().split("\n");
    expect(runs).toEqual([...Array(3).fill("small.tex"), ...Array(3).fill("small-diff.tex")]);
    const [old, now] = ["old.tex", "new.tex"].map((name) =>
      readFileSync(join(folder, name), "utf8"),
    );
    expect(old).toContain("\\devicenormative{\\subsection}{A label}{Device / A label}");
    expect(old).not.toContain("lstlisting}\n\\end");
    expect(now).toMatch(/\\end\{lstlisting\}\n+A device MUST resume\./);
    expect(readFileSync(join(folder, "small-diff.tex"), "utf8")).toBe(
      "\\DIFadd{x} \\begin{longtable}\n",
    );
  });

  test("xelatex fails where TeX stops, with the line that it stops at", () => {
    program("xelatex", "echo '! Undefined control sequence.'; echo '<x>'; echo 'l.7 no'; exit 1");
    const { xelatex, htlatex, latexdiff } = wrongIn();
    expect(xelatex).toEqual(["run 1: Undefined control sequence. l.7 no"]);
    expect(htlatex).toEqual([]);
    expect(latexdiff).toEqual([expect.stringContaining("xelatex of what differs, run 1")]);
  });

  test("xelatex fails where a reference is unknown in the last run", () => {
    program("xelatex", `${XELATEX}; echo "LaTeX Warning: Reference \\\`a' on page 1 undefined."`);
    expect(wrongIn().xelatex).toEqual([expect.stringContaining("Reference `a'")]);
  });

  test("htlatex fails where the figure is not shown", () => {
    program("htlatex", "echo '<table class=\"longtable\">lstlisting' > small-html.html");
    expect(wrongIn()).toMatchObject({
      xelatex: [],
      htlatex: ["images/d1-status.png is not shown"],
      latexdiff: [],
    });
  });

  test("latexdiff fails where it ends with an error, or marks nothing", () => {
    program("latexdiff-fast", "exit 2");
    expect(wrongIn().latexdiff).toEqual(["latexdiff-fast ends with an error"]);
    program("latexdiff-fast", "echo the same");
    expect(wrongIn().latexdiff).toEqual(["nothing is marked as new"]);
  });
});

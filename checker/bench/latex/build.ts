/** Builds a document with what `quiesce spec` wrote, in the three ways of the standard. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CONFIGURATION, documentOf } from "./document.ts";

/** Each program, and Debian's packages that bring it and what it reads. */
const PROGRAMS: Readonly<Record<string, string>> = {
  xelatex: "texlive-xetex texlive-latex-extra texlive-fonts-recommended fonts-liberation",
  htlatex: "texlive-plain-generic texlive-latex-extra",
  "latexdiff-fast": "latexdiff",
};

/** In one line, what to install; null where all programs are there. */
export function missing(path: string): string | null {
  const absent = Object.keys(PROGRAMS).filter((name) => !isOn(path, name));
  if (absent.length === 0) return null;
  const packages = new Set(absent.flatMap((name) => PROGRAMS[name]!.split(" ")));
  return `skipped: no ${absent.join(", no ")}; on Debian: apt-get install ${[...packages].join(" ")}`;
}

function isOn(path: string, name: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What one of the three ways came to. */
export interface Built {
  readonly way: "xelatex" | "htlatex" | "latexdiff";
  /** What is wrong, a line each; none where it is built. */
  readonly wrong: readonly string[];
}

/**
 * Builds in a folder in which the parts stand.
 * @param main the file that takes in the others: `d1.tex`
 * @param proposed sentences of the patches, which the newer of two documents has
 */
export function build(
  folder: string,
  main: string,
  proposed: readonly string[],
  path: string,
): readonly Built[] {
  const parts = flat(folder, main);
  const labels = labelsIn(parts);
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const run: Run = (program, ...words) => {
    const env = { ...process.env, PATH: path };
    const ran = spawnSync(program, words, { cwd: folder, env, encoding: "utf8", maxBuffer: 1e8 });
    return { isFine: ran.status === 0, out: ran.stdout ?? "" };
  };
  put("small.tex", documentOf("pdf", labels, `\\input{${main}}\n`));
  put("small-html.tex", documentOf("html", labels, `\\input{${main}}\n`));
  put("small.cfg", CONFIGURATION);
  put("old.tex", documentOf("pdf", labels, ""));
  put("new.tex", documentOf("pdf", labels, [parts, ...proposed, ""].join("\n\n")));
  return [
    { way: "xelatex", wrong: byXelatex(folder, "small", run) },
    { way: "htlatex", wrong: byHtlatex(folder, parts, run) },
    { way: "latexdiff", wrong: byLatexdiff(folder, run, put) },
  ];
}

type Run = (program: string, ...words: readonly string[]) => { isFine: boolean; out: string };

/** A file with all that it takes in, as the standard's own build does before a comparison. */
function flat(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8")
    .replace(/^%.*\n/gm, "")
    .replace(/\\input\{([^}]*)\}/g, (_, part: string) => flat(folder, part));
}

const labelsIn = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(/\\ref\{([^}]*)\}/g)].map(([, label = ""]) => label.replace(/\s+/g, " ")),
  ),
];

/** Three times, so that every reference is known. */
function byXelatex(folder: string, name: string, run: Run): readonly string[] {
  for (let time = 1; time <= 3; time++) {
    const { isFine, out } = run(
      "xelatex",
      "-interaction=nonstopmode",
      "-halt-on-error",
      `${name}.tex`,
    );
    if (!isFine) return [`run ${time}: ${firstError(out)}`];
    if (time === 3) {
      const isBuilt = existsSync(join(folder, `${name}.pdf`));
      return [...complaints(out), ...(isBuilt ? [] : [`there is no ${name}.pdf`])];
    }
  }
  return [];
}

/** What TeX stops at: the line that begins with `!`, and the one that says where. */
const firstError = (out: string): string => {
  const [, what = "it ends with an error", where = ""] =
    /^! (.*)\n[\s\S]*?^(l\.\d+.*)?$/m.exec(out) ?? [];
  return `${what} ${where}`.trim();
};

/** What TeX goes on over, and a reader would see. */
const complaints = (out: string): readonly string[] =>
  out
    .replace(/(?<=.{79})\n/g, "")
    .match(/^LaTeX Warning: (?:Reference|Citation|There were undefined).*/gm) ?? [];

function byHtlatex(folder: string, parts: string, run: Run): readonly string[] {
  const { isFine, out } = run(
    "htlatex",
    "small-html.tex",
    "small,info,charset=utf-8,fn-in",
    " -cunihtf -utf8",
  );
  const page = join(folder, "small-html.html");
  if (!isFine || !existsSync(page)) return [firstError(out)];
  const html = readFileSync(page, "utf8");
  const [, image = ""] = /\\virtiographics\{([^}]*)\}/.exec(parts) ?? [];
  const wanted: readonly (readonly [string, boolean])[] = [
    [`images/${image}.png is not shown`, html.includes(`src="images/${image}.png"`)],
    ["there is no table", /<table[^>]*longtable/.test(html)],
    ["there is no listing", !parts.includes("{lstlisting}") || html.includes("lstlisting")],
  ];
  // It runs latex three times, and only the last one knows every reference.
  const last = out.split(/^This is pdfTeX/m).at(-1) ?? "";
  return [...complaints(last), ...wanted.filter(([, isSo]) => !isSo).map(([wrong]) => wrong)];
}

/** Compares a document without the parts with one that has them, and builds what differs. */
function byLatexdiff(
  folder: string,
  run: Run,
  put: (name: string, text: string) => void,
): readonly string[] {
  const options = ["--append-safecmd=field", "--exclude-textcmd=chapter", "--ignore-warnings"];
  const { isFine, out } = run("latexdiff-fast", ...options, "old.tex", "new.tex");
  if (!isFine || out === "") return ["latexdiff-fast ends with an error"];
  const marked = out
    .replace(/\\DIFaddbegin\s*(\\(?:begin|end)\{longtable\})\s*\\DIFaddend/g, "$1")
    .replace(/\\DIFdelbegin\s*\\begin\{tabular\}.*?\\DIFdelend/g, "");
  put("small-diff.tex", marked);
  const isMarked = marked.includes("\\DIFadd{");
  const wrong = byXelatex(folder, "small-diff", run).map(
    (line) => `xelatex of what differs, ${line}`,
  );
  return [...(isMarked ? [] : ["nothing is marked as new"]), ...wrong];
}

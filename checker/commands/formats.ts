/** What the command line may be asked to write, apart from what writes it. */

/** Other checkers' languages; what they are given is a whole case. */
const CHECKERS = ["promela", "tla"] as const;
export type ExportFormat = (typeof CHECKERS)[number];
/** The same; and of kept counterexamples, tests, and traces in the Informal Trace Format. */
export const EXPORT_FORMATS = [...CHECKERS, "test", "itf"] as const;

/** What `diagram --to` takes: the first three are printed, the others are files. */
export const FIGURE_FORMATS = ["table", "mermaid", "tikz", "svg", "pdf", "png"] as const;

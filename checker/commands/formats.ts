/** What the command line may be asked to write, apart from what writes it. */

/** Other checkers' languages. */
export const EXPORT_FORMATS = ["promela", "tla"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What `diagram --to` takes: the first three are printed, the others are files. */
export const FIGURE_FORMATS = ["table", "mermaid", "tikz", "svg", "pdf", "png"] as const;

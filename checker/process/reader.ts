/** Whoever reads the output: they may have seen enough, or their disk may be full. */

/** Where nothing can be written any more, this process has nothing more to do. */
export function endWithReader(): void {
  process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
    // `quiesce check | head`: whoever reads has seen enough.
    if (cause.code === "EPIPE") process.exit(0);
    process.stderr.write(`error: cannot write what was found: ${cause.message}\n`);
    process.exit(2);
  });
  process.stderr.on("error", () => process.exit(2));
}

/** Whoever reads the output: they may have seen enough, or their disk may be full. */

/**
 * Where nothing can be written any more, this process has nothing more to do.
 * @param end ends it with a code
 */
export function endWithReader(end: (code: number) => void): void {
  process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
    // `quiesce check | head`: whoever reads has seen enough.
    if (cause.code === "EPIPE") return end(0);
    process.stderr.write(`error: cannot write what was found: ${cause.message}\n`);
    end(2);
  });
  process.stderr.on("error", () => end(2));
}

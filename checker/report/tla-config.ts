/**
 * TLC's configuration. Deadlock is asked by `NoDeadlock`: machines may rest.
 * @param specification `FairSpec` for temporal properties
 */
export function tlaConfig(
  specification: "Spec" | "FairSpec",
  invariants: readonly string[],
  temporal: readonly string[] = [],
): string {
  return [
    `SPECIFICATION ${specification}`,
    "CHECK_DEADLOCK FALSE",
    ...invariants.map((name) => `INVARIANT ${name}`),
    ...temporal.map((name) => `PROPERTY ${name}`),
    "",
  ].join("\n");
}

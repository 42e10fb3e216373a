/** Small drawings that no font has to have. Each stands beside words that say the same. */
import type { Row } from "../protocol.ts";

const PATHS = {
  holds: "M3 8.5 6.5 12 13 4.5",
  violated: "M4 4 12 12M12 4 4 12",
  contradiction: "M8 2.5V9M3 12.5H13M8 9V12.5",
  silence: "M3 8H3.5M7.75 8H8.25M12.5 8H13",
  unknown: "M5.5 6A2.5 2.5 0 1 1 8 8.5V10M8 12.8V13",
  vacuous: "M8 3A5 5 0 1 1 7.9 3",
  right: "M2 8H13M9.5 4.5 13 8 9.5 11.5",
  left: "M14 8H3M6.5 4.5 3 8 6.5 11.5",
  round: "M13 8A5 5 0 1 1 11 4M11 1V4.5H7.5",
} as const;

export function Sign({ of }: { readonly of: Row["verdict"] | keyof typeof PATHS }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[of]} />
    </svg>
  );
}

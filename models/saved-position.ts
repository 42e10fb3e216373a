/**
 * What a saved state says of one virtqueue, besides an index: `open` tells of the
 * buffers that the device has fetched and not used.
 *
 *   disabled     the virtqueue is not enabled
 *   none         there are none, or nothing is said of them
 *   2 unlisted   so many that the two indices differ; which ones is not said
 *   b0 b1        these: an in-flight list
 */
import { type Scope, upTo } from "./scope.ts";

export const DISABLED = "disabled";
export const NOTHING_OPEN = "none";

export const unlisted = (count: number): string =>
  count === 0 ? NOTHING_OPEN : `${count} unlisted`;
export const listed = (buffers: readonly number[]): string =>
  buffers.length === 0 ? NOTHING_OPEN : buffers.map((b) => `b${b}`).join(" ");

/** Every value of `open`. */
export const openValues = ({ buffers }: Scope): readonly string[] => [
  DISABLED,
  NOTHING_OPEN,
  ...upTo(buffers).map((b) => unlisted(b + 1)),
  ...upTo(2 ** buffers - 1).map((set) => listed(upTo(buffers).filter((b) => ((set + 1) >> b) & 1))),
];

/** The buffers that a list names, lowest first. */
export const listOf = (open: string): readonly number[] =>
  [...open.matchAll(/b(\d+)/g)].map(([, b]) => Number(b));

/** By how much the next available index is ahead of the next used one. */
export const countOf = (open: string): number =>
  open.endsWith("unlisted") ? Number.parseInt(open, 10) : listOf(open).length;

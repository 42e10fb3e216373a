/** Changes of a line after which a program means the same, each looked at, and why it does. */
import type { Mutant } from "./changes.ts";

interface Same extends Pick<Mutant, "path"> {
  /** The changed line, without its indentation. */
  readonly after: string;
  readonly why: string;
}

const SAME: readonly Same[] = [
  {
    path: "checker/compile/whole.ts",
    after: "rmSync(beside, { force: false });",
    why: "what it throws is caught on the next line, and what went wrong first is thrown",
  },
  {
    path: "checker/virtio/replay/placement.ts",
    after: "if (at < 0 || at > PLACES * place) return false;",
    why: "that address begins a layout, which begins with its ring",
  },
  {
    path: "checker/explore/contradictions.ts",
    after: 'fate !== "refused" ||',
    why: "regions are left out less early; their answers are asked for at the end",
  },
  {
    path: "checker/explore/explicit/table.ts",
    after: "return bytes < MOST_BYTES && bytes + table.log.bytes <= table.memory;",
    why: "a table is a power of two behind some pages, and never ends one page before 4 GiB",
  },
  {
    path: "checker/explore/pauses.ts",
    after: "onProgress: ((progress: Progress) => void) & undefined,",
    why: "a type",
  },
  {
    path: "checker/explore/explicit/image.ts",
    after: "if (align !== 8) placed.set(content, at);",
    why: "a shortcut to what is found by its bytes too; a place aligned to more will do",
  },
  {
    path: "checker/explore/explicit/masks.ts",
    after: ".filter((choice) => choice.length >= 1)",
    why: "a choice of one event is asked about twice; who looks at it then decides by itself",
  },
  {
    path: "checker/explore/symbolic/lasso.ts",
    after:
      "export function nearestLasso(lassos: Lassos, pending: Pending, core: number): Lasso & null {",
    why: "a type",
  },
  {
    path: "checker/explore/explicit/fields.ts",
    after: "if (shift >= up) return and(wrap(shrU64(state(word), i64(BigInt(shift - up)))), mask);",
    why: "where both are the same, either way shifts by nothing",
  },
  {
    path: "checker/explore/reception.ts",
    after: "const guarding = (vector: Uint16Array, at: number, event: number): number & null => {",
    why: "a type",
  },
  {
    path: "checker/explore/symbolic/reception.ts",
    after: "if (!takesPart(machine, event)) ;",
    why: "who takes no part neither blocks nor is forbidden anything: there are no such states",
  },
  {
    path: "checker/explore/symbolic/diagrams.ts",
    after: "if (this.asked !== 0) this.look();",
    why: "looks at the clock more often than it has to",
  },
  {
    path: "checker/explore/explicit/search.ts",
    after: "leavesOut = false;",
    why: "writes the same rows before each block instead of once",
  },
  {
    path: "checker/explore/run.ts",
    after: "return JSON.stringify(Object.entries(event).sort(([a], [b]) => (a <= b ? -1 : 1)));",
    why: "no object has a name twice",
  },
  {
    path: "checker/explore/explicit/locate.ts",
    after: "probe(table, { found, free: never, overflow: never }, false),",
    why: "where states are numbered, that is before anything is marked",
  },
  {
    path: "checker/compile/gathering.ts",
    after: "const known = first!.cells[cell] && OPEN;",
    why: "a shortcut to what a decision between equal parts is by itself",
  },
  {
    path: "checker/explore/liveness.ts",
    after: "for (let depth = 0; depth <= levelEnds.length || read < order.length; depth++) {",
    why: "one round more behind the last level, in which nothing is left to do",
  },
];

export const isSame = ({ path, after }: Mutant): boolean =>
  SAME.some((one) => one.path === path && one.after === after.trim());

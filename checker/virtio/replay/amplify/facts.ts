/** What a script says of a virtqueue after a step: as numbers, to be compared at each
 *  step of each shape, and in words, for where they differ. */
import type { Owner, QueueFacts } from "./script.ts";

interface Fact {
  readonly name: keyof QueueFacts;
  readonly of: (facts: QueueFacts) => number;
  readonly says: (word: number) => string;
}

type NameOf<T> = { [K in keyof QueueFacts]: QueueFacts[K] extends T ? K : never }[keyof QueueFacts];

/** In place of a saved position before there is one. */
export const NEVER_SAVED = -2;

/** A word of what is no number: not known or not compared, no, yes. */
export const toldOf = (is: boolean | undefined): number => (is === undefined ? 0 : is ? 2 : 1);

/** Who has a buffer, by the two bits of it in a word. */
export const OWNERS: readonly Owner[] = ["driver", "available", "inFlight", "used"];

const BUFFERS = 16;
const eachBuffer = Array.from({ length: BUFFERS }, (_, b) => b);

const index = (name: NameOf<number>): Fact => ({ name, of: (facts) => facts[name], says: String });
const yesOrNo = (name: NameOf<boolean | undefined>): Fact => ({
  name,
  of: (facts) => toldOf(facts[name]),
  says: (word) => ["undefined", "false", "true"][word]!,
});

/** Four bits a slot: which buffer the entry of a ring names, from 1; 0 for none. */
const entries = (ring: "avail" | "used"): Fact => ({
  name: "entries",
  of: (facts) => {
    let word = 0;
    for (const [, slot, b] of facts.entries.matchAll(new RegExp(`${ring} (\\d+)=(\\d+)`, "g")))
      word = withEntry(word, Number(slot), Number(b));
    return word;
  },
  says: (word) =>
    eachBuffer
      .map((slot) => ({ slot, entry: (word >>> (4 * slot)) & 15 }))
      .filter(({ slot, entry }) => slot < 8 && entry > 0)
      .map(({ slot, entry }) => `${ring} ${slot}=${entry - 1}`)
      .join(", "),
});

export const withEntry = (word: number, slot: number, buffer: number): number =>
  (word & ~(15 << (4 * slot))) | ((buffer + 1) << (4 * slot));

/** In the order in which `ShapedQueue` states them. */
const FACTS: readonly Fact[] = [
  index("availIdx"),
  index("usedIdx"),
  index("nextAvail"),
  index("nextUsed"),
  index("lastUsed"),
  yesOrNo("enabled"),
  yesOrNo("released"),
  yesOrNo("owesKick"),
  yesOrNo("owesInterrupt"),
  {
    name: "owners",
    of: ({ owners }) => owners.reduce((word, one, b) => word | (OWNERS.indexOf(one) << (2 * b)), 0),
    says: (word) => {
      const others = eachBuffer.filter((b) => (word >>> (2 * b)) & 3);
      const each = others.map((b) => `buffer ${b} ${OWNERS[(word >>> (2 * b)) & 3]}`);
      return each.join(", ") || "the driver";
    },
  },
  {
    name: "inFlight",
    of: ({ inFlight }) => inFlight.reduce((word, b) => word | (1 << b), 0),
    says: (word) => `${eachBuffer.filter((b) => (word >>> b) & 1)}`,
  },
  {
    name: "saved",
    of: ({ saved }) => saved ?? NEVER_SAVED,
    says: (word) => (word === NEVER_SAVED ? "undefined" : `${word}`),
  },
  entries("avail"),
  entries("used"),
];

/** Numbers of a virtqueue after a step. */
export const FACT_WORDS = FACTS.length;

export const wordsOf = (facts: QueueFacts): readonly number[] => FACTS.map(({ of }) => of(facts));

/** `nextAvail is 1 in this shape, 0 in the script`. */
export function differenceInWords(at: number, shape: number, script: number): string {
  const { name, says } = FACTS[at]!;
  return `${name} is ${says(shape)} in this shape, ${says(script)} in the script`;
}

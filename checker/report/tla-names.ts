/** Names that TLA+ accepts, each given once. */

/** Reserved words, and what the module or the modules that it extends define. */
const TAKEN = `ACTION ASSUME ASSUMPTION AXIOM BY CASE CHOOSE CONSTANT CONSTANTS COROLLARY DEF DEFINE
DEFS DOMAIN ELSE ENABLED EXCEPT EXTENDS HAVE HIDE IF IN INSTANCE LAMBDA LEMMA LET LOCAL MODULE NEW
OBVIOUS OMITTED OTHER PICK PROOF PROPOSITION PROVE QED RECURSIVE SF_ STATE STEP SUBSET SUFFICES TAKE
TEMPORAL THEN THEOREM UNCHANGED UNION USE VARIABLE VARIABLES WF_ WITH WITNESS TRUE FALSE BOOLEAN
STRING Nat Int Integers Naturals Init Next Spec FairSpec vars GoesOn Unanswered AtRest`;

/**
 * Gives letters, digits and "_" for any text, with a number where it was given
 * before: `driver.kicks {q: 0}` as `driver_kicks_q_0`.
 */
export function namesIn(): (wanted: string) => string {
  const given = new Set(TAKEN.split(/\s+/));
  return (wanted) => {
    const plain = wanted.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
    // A name needs a letter, and one that begins with WF_ or SF_ is read as fairness.
    const name = /^[A-Za-z]/.test(plain) && !/^[WS]F_/.test(plain) ? plain : `n_${plain}`;
    let free = name;
    for (let n = 2; given.has(free); n++) free = `${name}_${n}`;
    given.add(free);
    return free;
  };
}

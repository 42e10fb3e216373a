/**
 * How much of the kernel Node's compiler puts together.
 *
 * An access asks gate, owner, dirty log and watch, each in a file of its own. The compiler
 * puts functions together up to a bound that an access goes beyond; what is left over are
 * calls, which take time. Findings do not depend on it. It holds for a process as a whole, and a
 * larger bound makes all other code cost more to compile: who makes many accesses loads it first.
 */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--max-inlined-bytecode-size-cumulative=4000");

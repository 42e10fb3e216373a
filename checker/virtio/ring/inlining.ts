/**
 * How much of the kernel Node's compiler puts together.
 *
 * An access asks gate, owner, dirty log and watch, each in a file of its own. The compiler
 * puts functions together up to a bound that an access goes beyond; what is left over are
 * calls, which take time. Findings do not depend on it. For a process as a whole: the program and the
 * benchmark load it first.
 */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--max-inlined-bytecode-size-cumulative=4000");

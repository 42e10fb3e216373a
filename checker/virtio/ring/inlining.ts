/**
 * How much of the kernel Node's compiler puts together.
 *
 * An access asks gate, owner, dirty log and watch, each in a file of its own. The compiler
 * puts functions together as long as all of them have no more than 920 bytes of bytecode,
 * which is about half an access; what is left over are calls, and they take a quarter of
 * the time. Findings do not depend on it. For a process as a whole: the program and the
 * benchmark load it first.
 */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--max-inlined-bytecode-size-cumulative=4000");

/**
 * Bad command lines, and how the one line begins that each of them ends with:
 * words as a shell has them, and what follows "error: ".
 */
export const BAD_LINES = `
check h999  =>  unknown scenario "h999"
check H4x  =>  unknown scenario "H4x"
check ''  =>  unknown scenario ""
check h4 --reading ''  =>  reading "" has an empty part
check h4 --reading ,  =>  reading "," has an empty part
check h4 --reading v1.4-as-writen  =>  unknown reading "v1.4-as-writen"
check h4 --reading v1.4-as-written,  =>  reading "v1.4-as-written," has an empty part
check h4 --reading v1.4-as-written,S-15  =>  "S-15" is no change to a reading
check h4 --reading v1.4-as-written,+S-15,-S-15  =>  the reading changes "S-15" twice
check h4 --reading v1.4-as-written,-S-999  =>  unknown clause "S-999"
check h4 --reading v1.4-as-written,held-kick=lost  =>  unknown choice for "held-kick" "lost"
check h4 --reading v1.4-as-written,held-kik=kept  =>  unknown interpretation "held-kik"
check h4 --reading v1.4-as-written,S-15=MUSTY  =>  unknown level for "S-15" "MUSTY"
check h4 --reading v1.4-as-written,S-15=  =>  unknown level for "S-15" ""
check h4 --reading =  =>  "=" is no change to a reading
check h4 --reading +  =>  unknown clause ""
check h4 --reading -  =>  unknown clause ""
check h4 --reading ./nothing.ts  =>  reading file "./nothing.ts" does not exist
check h4 --reading /  =>  reading file "/" is no file
check h4 --scope ''  =>  --scope is empty
check h4 --scope queues  =>  "queues" in --scope is no bound: write bound=value, as in queues=2
check h4 --scope queues=  =>  bound "queues" cannot be ""
check h4 --scope queues=0  =>  bound "queues" cannot be "0"
check h4 --scope queues=-1  =>  bound "queues" cannot be "-1"
check h4 --scope queues=1.5  =>  bound "queues" cannot be "1.5"
check h4 --scope queues=99  =>  bound "queues" cannot be "99"
check h4 --scope queues=1e9  =>  bound "queues" cannot be "1e9"
check h4 --scope queues=NaN  =>  bound "queues" cannot be "NaN"
check h4 --scope queues=two  =>  bound "queues" cannot be "two"
check h4 --scope quues=2  =>  unknown bound "quues"
check h4 --scope queues=2,queues=1  =>  --scope gives "queues" twice
check h4 --scope queues=2,,ring=2  =>  "" in --scope is no bound: write bound=value, as in queues=2
check h4 --scope queues==2  =>  bound "queues" cannot be "=2"
check h4 --scope common=traped  =>  bound "common" cannot be "traped"
check h4 --scope ring=3  =>  bound "ring" cannot be "3"
check h4 --scope Queues=2=3  =>  unknown bound "Queues"
check h4 --engine fast  =>  option '--engine <name>' argument 'fast' is invalid
check h4 --engine  =>  option '--engine <name>' argument missing
check h4 --engine ''  =>  option '--engine <name>' argument '' is invalid
check h4 --max-states 0  =>  --max-states is "0"
check h4 --max-states x  =>  --max-states is "x"
check h4 --max-states -5  =>  --max-states is "-5"
check h4 --max-states ''  =>  --max-states is ""
check h4 --max-states 1e400  =>  --max-states is "1e400"
check h4 --max-states NaN  =>  --max-states is "NaN"
check h4 --max-states 0x10  =>  --max-states is "0x10"
check h4 --max-states 1.5  =>  --max-states is "1.5"
check h4 --timeout 0  =>  --timeout is "0"
check h4 --timeout 1h  =>  --timeout is "1h"
check h4 --timeout -1  =>  --timeout is "-1"
check h4 --timeout ''  =>  --timeout is ""
check h4 --timeout Infinity  =>  --timeout is "Infinity"
check h4 --timeout ' '  =>  --timeout is " "
check h4 --memory 4  =>  --memory is "4"
check h4 --memory 4GB  =>  --memory is "4GB"
check h4 --memory 1MiB  =>  --memory is "1MiB"
check h4 --memory 4GiB --engine plain  =>  --memory is for the explicit engine, and --engine is "plain"
check h4 --capacity --engine symbolic  =>  --capacity is for the explicit engine, and --engine is "symbolic"
check h4 --shard 1/2  =>  --shard 1/2 needs --json: quiesce merge reads its lines
check h4 --shard 0/2 --json  =>  --shard is "0/2"
check h4 --shard 3/2 --json  =>  --shard is "3/2"
check h4 --shard a/b --json  =>  --shard is "a/b"
check h4 --shard '' --json  =>  --shard is ""
check h4 --shard 1/100000 --json  =>  --shard is "1/100000"
check h4 --property nope  =>  unknown property "nope"
check h4 --property ''  =>  unknown property ""
check h4 --property ,  =>  --property names "" twice
check h4 --property noDeadlock,  =>  unknown property ""
check h4 --property noDeadlok  =>  unknown property "noDeadlok"
check h4 --property noDeadlock,noDeadlock  =>  --property names "noDeadlock" twice
check h4 --out ''  =>  --out is empty
check h4 --scop queues=2  =>  unknown option '--scop'
check h4 --json=1  =>  unknown option '--json=1'
check h4 --no-cash  =>  unknown option '--no-cash'
check h4 ./x.ts  =>  "./x.ts" is a file and stands beside other names
check ./nothing.ts  =>  system file "./nothing.ts" does not exist
check ./nothing.ts --scope queues=2  =>  --scope "queues=2" is for scenarios; "./nothing.ts" is one, of its own
check h4 --json --json  =>  --json is given twice
replay  =>  replay needs files or folders of traces, as in: quiesce replay traces
replay nothing  =>  "nothing" is no file, no folder and no kept trace
replay ''  =>  "" is no file, no folder and no kept trace
replay traces --line x  =>  replay --line stands alone, and "traces" is for files
replay --line ''  =>  replay --line needs --scenario and --reading
replay --line x  =>  replay --line needs --scenario and --reading
replay --line x --scenario h4  =>  replay --line needs --scenario and --reading
replay --line x --reading v1.4-as-written  =>  replay --line needs --scenario and --reading
replay --line x --scenario h99 --reading v1.4-as-written  =>  unknown scenario "h99"
replay --line x --scenario h4 --reading v1.4-as-written  =>  step 1, "x", is not possible there
replay --line ; --scenario h4 --reading v1.4-as-written  =>  ";" has an empty step
replay --line '()*' --scenario h4 --reading v1.4-as-written  =>  "()*" has an empty step
replay --line '(b0 available q0' --scenario h4 --reading v1.4-as-written  =>  "(b0 available q0" is no trace
replay --line 'b0 available q0)*' --scenario h4 --reading v1.4-as-written  =>  "b0 available q0)*" is no trace
replay --line 'b0 available q0;;' --scenario h4 --reading v1.4-as-written  =>  "b0 available q0;;" has an empty step
replay --line 'b0 available q9' --scenario h4 --reading v1.4-as-written  =>  step 1, "b0 available q9", is not possible there
replay nothing --scenario h4  =>  --scenario "h4" goes with --line; a trace file says its own
replay nothing --scope queues=2  =>  --scope "queues=2" goes with --line; a trace file says its own
replay --seed 1  =>  --seed and --runs go with --amplify
replay nothing --junit ''  =>  --junit is empty
replay nothing --junit /  =>  --junit "/" is a folder
replay nothing --sarif x --junit x  =>  --junit and --sarif both name "x"
replay --line x --sarif y --scenario h4  =>  replay --line stands alone, and "--sarif" is for files
replay nothing --seed x --amplify  =>  --seed x
replay nothing --runs 0 --amplify  =>  --runs 0
replay nothing --runs 1e9 --amplify  =>  --runs 1e9
replay nothing --seed 1.5 --amplify  =>  --seed 1.5
show  =>  show needs a trace: a name, as in quiesce show h4-kick-dropped, or --l
show nothing  =>  "nothing" is no file, no folder and no kept trace
show ''  =>  "" is no file, no folder and no kept trace
show --line ''  =>  show --line needs --scenario and --reading
show --line x --scenario h4  =>  show --line needs --scenario and --reading
show h4-kick-dropped --reading nope  =>  unknown reading "nope"
diff  =>  missing required argument 'readingA'
diff v1.4-as-written  =>  missing required argument 'readingB'
diff v1.4-as-written v1.4-musts-onli  =>  unknown reading "v1.4-musts-onli"
diff v1.4-as-written v1.4-as-written x  =>  too many arguments for 'diff'. Expected 2 arguments but got 3
diff a b --scenario h4  =>  unknown reading "a"
diff v1.4-as-written v1.4-musts-only --scenario h99  =>  unknown scenario "h99"
diff v1.4-as-written v1.4-musts-only --scenario h4 --scope q=1  =>  unknown bound "q"
compare x  =>  too many arguments for 'compare'. Expected 0 arguments but got 1
compare --sentences SAFE-99  =>  unknown row "SAFE-99"
compare --sentences ''  =>  unknown row ""
compare --json --sentences SAFE-8  =>  --json does not go with --sentences, which are text
merge  =>  missing required argument 'files'
merge nothing.jsonl  =>  cannot read shard "nothing.jsonl": ENOENT: no such file or directory, 
merge .  =>  shard "." is a folder
merge package.json  =>  "package.json" is no shard
merge package.json package.json  =>  "package.json" is given twice
shards  =>  required option '--count <n>' not specified: how many parts
shards --count x  =>  --count is "x"
shards --count 0  =>  --count is "0"
shards --count 1.5  =>  --count is "1.5"
shards --count ''  =>  --count is ""
shards h99 --count 2  =>  unknown scenario "h99"
shards --count 2 --engine x  =>  --engine is "x"
shards --count 2 --reading x  =>  unknown reading "x"
shards --count 2 --scope x  =>  "x" in --scope is no bound: write bound=value, as in queues=2
diagram statos --to svg  =>  unknown figure "statos". Did you mean "status"?
diagram --reading v1.4-as-written  =>  diagram takes one machine with --reading
diagram status queue --to svg  =>  diagram takes one machine with --reading
diagram status --with hypervisr  =>  unknown party in --with "hypervisr"
diagram status --against nope  =>  unknown reading "nope"
diagram status --to jpg  =>  option '--to <format>' argument 'jpg' is invalid
audit  =>  missing required argument 'file'
audit nothing.json  =>  cannot read test file "nothing.json": ENOENT
audit package.json  =>  "package.json" is no file of tests: schema: 
audit . --reading nope  =>  test file "." is a folder
review  =>  missing required argument 'patch'
review nothing.patch  =>  cannot read patch "nothing.patch": ENOENT
review package.json  =>  "package.json" is no patch: it has no hunk
spec --out x  =>  missing required argument 'name'
spec d1  =>  required option '--out <folder>' not specified: where its files go
spec d99 --out x  =>  unknown scenario "d99"
spec d1 --out ''  =>  --out is empty
spec d1 --out package.json  =>  package.json" is no folder; legal: a folder
spec d1 --out x --figure statos  =>  unknown figure "statos". Did you mean "status"?
spec d1 --out x --reading nope  =>  unknown reading "nope"
spec d6 --out x  =>  D6 is about a count, and no scenario asks it
ask d6  =>  D6 is about a count, and no scenario asks it
export  =>  required option '--to <format>' not specified: for SPIN or TLC; or of kept counterexamples: tests for a guest, ITF traces
export h4  =>  required option '--to <format>' not specified: for SPIN or TLC; or of kept counterexamples: tests for a guest, ITF traces
export h99 --to tla  =>  unknown scenario "h99"
export h4/99 --to tla  =>  "holes/h4-kick-held-at-suspend" has no case 99
export h4/0 --to tla  =>  "holes/h4-kick-held-at-suspend" has no case 0
export h4/x --to tla  =>  unknown scenario "h4/x"
export h99 --to test  =>  unknown scenario "h99"
export h4 --to smv  =>  option '--to <format>' argument 'smv' is invalid
export h4 --to tla --out ''  =>  --out is empty
export h4 --to tla --out /proc/x  =>  cannot write "/proc/x/h4_kick_held_at_suspend.tla": ENOENT: no such fi
export h4 --to tla --out package.json  =>  cannot write "
export h4 --to tla --reading nope  =>  unknown reading "nope"
export h4 --to tla --scope nope=1  =>  unknown bound "nope"
cost --transport usb  =>  unknown transport "usb"
cost --latency x  =>  unknown operation "x"
cost --latency register  =>  --latency register: "" is no time
cost --latency register=2  =>  --latency register=2: "2" is no time
cost --latency register=-2us  =>  --latency register=-2us: "-2us" is no time
cost --latency registr=2us  =>  unknown operation "registr"
cost --latency ''  =>  unknown operation ""
cost --latency register=2us,register=3us  =>  --latency gives "register" twice
cost --queues 0  =>  --queues 0
cost --queues x  =>  --queues x
cost --queues 1,2,3,4,5,6,7  =>  --queues 1,2,3,4,5,6,7
cost --queues ''  =>  --queues 
cost --queues 1.5  =>  --queues 1.5
cost x  =>  too many arguments for 'cost'. Expected 0 arguments but got 1
positions --size 1  =>  --size 1
positions --size 5  =>  --size 5
positions --size x  =>  --size x
positions --size ''  =>  --size 
positions --lists 3  =>  --lists 3
positions --lists 0  =>  --lists 0
positions x  =>  too many arguments for 'positions'. Expected 0 arguments but got 1
ask nope  =>  unknown scenario "nope"
ask d99  =>  unknown scenario "d99"
ask ''  =>  unknown scenario ""
ask d1 d2  =>  too many arguments for 'ask'. Expected 1 argument but got 2
clauses S-999  =>  unknown clause "S-999"
clauses ''  =>  unknown clause ""
clauses S-15 --jsn  =>  unknown option '--jsn'
list nope  =>  unknown list "nope"
list ''  =>  unknown list ""
list clauses x  =>  "x" narrows nothing here
explain  =>  missing required argument 'names'
explain nope  =>  unknown name "nope"
explain ''  =>  unknown name ""
explain S-15 S-16  =>  explain takes one name, and "S-16" stands beside it; only "blocked" go
explain blocked  =>  explain blocked needs a scenario
explain blocked h99  =>  unknown scenario "h99"
explain blocked h4 h1  =>  explain takes one name, and "h1" stands beside it; only "blocked" goes
explain blocked h4 --scope nope=1  =>  unknown bound "nope"
explain blocked h4 --reading nope  =>  unknown reading "nope"
sentences  =>  missing required argument 'properties'
sentences nope  =>  unknown property "nope"
sentences ''  =>  unknown property ""
sentences availableIsUsed.q0b0 --among nope  =>  unknown clause or interpretation "nope"
sentences availableIsUsed.q0b0 --among ''  =>  unknown clause or interpretation ""
sentences availableIsUsed.q0b0 --among S-15,S-15  =>  --among names something twice
sentences availableIsUsed.q0b0 --scenario h99  =>  unknown scenario "h99"
sentences availableIsUsed.q0b0 --reading nope  =>  unknown reading "nope"
sentences availableIsUsed.q0b0 --scope nope=1  =>  unknown bound "nope"
diagram h99  =>  unknown scenario "h99"
diagram h4 --rendr  =>  unknown option '--rendr'
chek h4  =>  unknown command 'chek'
--versio  =>  unknown option '--versio'
lost x  =>  unknown reading "x"
lost nope  =>  unknown reading "nope"
step nope  =>  unknown scenario "nope"
step  =>  missing required argument 'name'
`;

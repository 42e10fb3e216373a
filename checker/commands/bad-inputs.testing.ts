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
check h4 --reading v1.4-as-written,+S-999  =>  unknown clause "S-999". Did you mean "S-9"?
check h4 --reading v1.4-as-written,S-999=MUST  =>  unknown interpretation "S-999". Legal: "transitional-value", "ccw-status
check h4 --reading v1.4-as-written,+  =>  unknown clause "". Legal: "B1", "B2", "B3", "B4a", "B4b", "B5", "B6", "B
check h4 --reading v1.4-as-written,held-kick=  =>  unknown choice for "held-kick" "". Legal: "kept", "dropped".
check h4 --reading v1.4-as-written,=kept  =>  "=kept" is no change to a reading; write +CLAUSE, -CLAUSE, CLAUSE=LEVEL
check h4 --reading v1.4-as-written,held-kick=kept,held-kick=dropped  =>  the reading changes "held-kick" twice; keep one
check h4 --reading v1.4-as-written,+S-15,+S-15  =>  the reading changes "S-15" twice; keep one
check h4 --reading V1.4  =>  unknown reading "V1.4". Legal: "v1.4-as-written", "v1.4-musts-only", "v2
check h4 --reading v1.4-as-written --reading v1.4-musts-only  =>  --reading is given twice; keep one
check h4 --reading ./package.json  =>  reading file "./package.json": exports no "reading"; write: export const
check h4 --reading ./nothing.mts  =>  reading file "./nothing.mts" does not exist; give a file that exports "r
check h4 --scope queues=2 --scope ring=4  =>  --scope is given twice; keep one
check h4 --scope ring=0  =>  bound "ring" cannot be "0"; legal: 1, 2, 4, 8
check h4 --scope ring=  =>  bound "ring" cannot be ""; legal: 1, 2, 4, 8
check h4 --scope buffers=99  =>  bound "buffers" cannot be "99"; legal: 1, 2, 3, 4, 5, 6, 7, 8
check h4 --scope buffers=-1  =>  bound "buffers" cannot be "-1"; legal: 1, 2, 3, 4, 5, 6, 7, 8
check h4 --scope suspends=x  =>  bound "suspends" cannot be "x"; legal: 0, 1, 2, 3
check h4 --scope queues=2;ring=4  =>  bound "queues" cannot be "2;ring=4"; legal: 1, 2, 3, 4
check h4 --scope =2  =>  "=2" in --scope is no bound: write bound=value, as in queues=2
check h4 --scope =  =>  "=" in --scope is no bound: write bound=value, as in queues=2
check h4 --scope queues=0x2  =>  bound "queues" cannot be "0x2"; legal: 1, 2, 3, 4
check h4 --scope queues=+2  =>  bound "queues" cannot be "+2"; legal: 1, 2, 3, 4
check h4 --scope queues=1e0  =>  bound "queues" cannot be "1e0"; legal: 1, 2, 3, 4
check h4 --scope queues=true  =>  bound "queues" cannot be "true"; legal: 1, 2, 3, 4
check h4 --scope __proto__=1  =>  unknown bound "__proto__". Legal: "transport", "ccwRevision", "queues",
check h4 --scope constructor=1  =>  unknown bound "constructor". Legal: "transport", "ccwRevision", "queues"
check h4 --reading __proto__  =>  unknown reading "__proto__". Legal: "v1.4-as-written", "v1.4-musts-only"
check __proto__  =>  unknown scenario "__proto__". Legal: "contest/registers", "contest/queue
check h4 --property __proto__  =>  unknown property "__proto__". Legal: "availableIsUsed.q0b0", "availableI
check h4 --engine explicit --engine plain  =>  --engine is given twice; keep one
check h4 --timeout 1,5  =>  --timeout is "1,5"; legal: a number above 0
check h4 --timeout 1e400  =>  --timeout is "1e400"; legal: a number above 0
check h4 --timeout NaN  =>  --timeout is "NaN"; legal: a number above 0
check h4 --max-states 1,000  =>  --max-states is "1,000"; legal: a whole number above 0
check h4 --max-states 99999999999999999999  =>  --max-states is "99999999999999999999"; legal: a whole number above 0
check h4 --max-states 1_000  =>  --max-states is "1_000"; legal: a whole number above 0
check h4 --memory ''  =>  --memory is ""; legal: a number and MiB or GiB, at least 16MiB. Write --
check h4 --memory -4GiB  =>  --memory is "-4GiB"; legal: a number and MiB or GiB, at least 16MiB. Wri
check h4 --memory 4GiB4  =>  --memory is "4GiB4"; legal: a number and MiB or GiB, at least 16MiB. Wri
check h4 --memory 0GiB  =>  --memory is "0GiB"; legal: a number and MiB or GiB, at least 16MiB. Writ
check h4 --memory 99999999999GiB  =>  --memory is "99999999999GiB"; legal: a number and MiB or GiB, at least 1
check h4 --memory 1KiB  =>  --memory is "1KiB"; legal: a number and MiB or GiB, at least 16MiB. Writ
check h4 --memory 64mib  =>  --memory is "64mib"; legal: a number and MiB or GiB, at least 16MiB. Wri
check h4 --memory 4GiB --engine symbolic  =>  --memory is for the explicit engine, and --engine is "symbolic"; legal w
check h4 --capacity --engine plain  =>  --capacity is for the explicit engine, and --engine is "plain"; legal wi
check h4 --capacity=yes  =>  unknown option '--capacity=yes'
check h4 --shard 1/0 --json  =>  --shard is "1/0"; legal: i/n, the i-th of n, as in 1/8 to 8/8
check h4 --shard -1/2 --json  =>  --shard is "-1/2"; legal: i/n, the i-th of n, as in 1/8 to 8/8
check h4 --shard 1/2/3 --json  =>  --shard is "1/2/3"; legal: i/n, the i-th of n, as in 1/8 to 8/8
check h4 --shard 1 --json  =>  --shard is "1"; legal: i/n, the i-th of n, as in 1/8 to 8/8
check h4 --shard 1.5/2 --json  =>  --shard is "1.5/2"; legal: i/n, the i-th of n, as in 1/8 to 8/8
check h4 --out  =>  option '--out <folder>' argument missing
check h4 ./nothing.ts --json  =>  "./nothing.ts" is a file and stands beside other names; give one file al
check ./nothing.ts --shard 1/2 --json  =>  --shard "1/2" is for scenarios; "./nothing.ts" is one, of its own size
check ./nothing.ts ./other.ts  =>  "./nothing.ts" is a file and stands beside other names; give one file al
check ./package.json  =>  unknown scenario "./package.json". Legal: "contest/registers", "contest/
check package.json  =>  unknown scenario "package.json". Legal: "contest/registers", "contest/qu
check .  =>  unknown scenario ".". Legal: "contest/registers", "contest/queue-reset",
check h4,h1  =>  unknown scenario "h4,h1". Legal: "contest/registers", "contest/queue-res
check h4/  =>  unknown scenario "h4/". Legal: "contest/registers", "contest/queue-reset
check *  =>  unknown scenario "*". Legal: "contest/registers", "contest/queue-reset",
check -- -x  =>  unknown scenario "-x". Legal: "contest/registers", "contest/queue-reset"
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
replay ./nothing.jsonl  =>  "./nothing.jsonl" is no file, no folder and no kept trace; see: quiesce
replay nothing --reading nope  =>  unknown reading "nope". Legal: "v1.4-as-written", "v1.4-musts-only", "v2
replay nothing --reading v1.4-as-written  =>  "nothing" is no file, no folder and no kept trace; see: quiesce list tra
replay nothing --seed 1 --runs 5  =>  --seed and --runs go with --amplify
replay nothing --runs 5  =>  --seed and --runs go with --amplify
replay nothing --amplify --seed ''  =>  --seed : give a whole number from -2147483648 to 2147483647
replay nothing --amplify --runs ''  =>  --runs : give a whole number from 1 to 1000000
replay nothing --amplify --runs x  =>  --runs x: give a whole number from 1 to 1000000
replay nothing --amplify --seed -1  =>  "nothing" is no file, no folder and no kept trace; see: quiesce list tra
replay nothing --amplify --shortest  =>  "nothing" is no file, no folder and no kept trace; see: quiesce list tra
replay nothing --shortest --line x  =>  replay --line stands alone, and "nothing" is for files; leave one out
replay nothing --junit  =>  option '--junit <file>' argument missing
replay nothing --sarif ''  =>  --sarif is empty; give a file, as in --sarif out/replay
replay nothing --sarif /  =>  --sarif "/" is a folder; legal: a file that is to be written
replay nothing --junit x/  =>  "nothing" is no file, no folder and no kept trace; see: quiesce list tra
replay nothing --out ''  =>  --out is empty; give a folder, as in --out found
replay --line 'b0 available q0' --scenario h4 --reading nope  =>  unknown reading "nope". Legal: "v1.4-as-written", "v1.4-musts-only", "v2
replay --line 'b0 available q0' --scenario h4 --reading v1.4-as-written --scope nope=1  =>  unknown bound "nope". Legal: "transport", "ccwRevision", "queues", "ring
replay --line 'b0 available q0' --scenario h4 --reading v1.4-as-written --scope queues=9  =>  bound "queues" cannot be "9"; legal: 1, 2, 3, 4
replay --line 'b0 available q0;(nothing)' --scenario h4 --reading v1.4-as-written  =>  "b0 available q0;(nothing)" is no trace; write phrases with "; " between
replay --line '(b0 available q0)*; kick q0' --scenario h4 --reading v1.4-as-written  =>  "(b0 available q0)*; kick q0" is no trace; write phrases with "; " betwe
replay --line '(nothing)*; kick q0' --scenario h4 --reading v1.4-as-written  =>  "(nothing)*; kick q0" is no trace; write phrases with "; " between them,
replay --line 'write' --scenario h4 --reading v1.4-as-written  =>  step 1, "write", is not possible there; possible: "b0 available q0", "b1
replay --line 'write ZZ' --scenario h4 --reading v1.4-as-written  =>  step 1, "write ZZ", is not possible there; possible: "b0 available q0",
replay package.json  =>  "package.json" is no file of traces; legal: a trace a line
show  =>  show needs a trace: a name, as in quiesce show h4-kick-dropped, or --l
show nothing  =>  "nothing" is no file, no folder and no kept trace
show ''  =>  "" is no file, no folder and no kept trace
show --line ''  =>  show --line needs --scenario and --reading
show --line x --scenario h4  =>  show --line needs --scenario and --reading
show h4-kick-dropped --reading nope  =>  unknown reading "nope"
show --line x --scenario h99 --reading v1.4-as-written  =>  unknown scenario "h99". Legal: "contest/registers", "contest/queue-reset
show h4-kick-dropped --scope queues=2  =>  "h4-kick-dropped" is no file, no folder and no kept trace; see: quiesce
show h4-kick-dropped --scenario h4  =>  "h4-kick-dropped" is no file, no folder and no kept trace; see: quiesce
show package.json  =>  "package.json" is no file of traces; legal: a trace a line
show nothing.itf.json  =>  cannot read ITF trace "nothing.itf.json": ENOENT: no such file or direct
show package.json --reading v1.4-as-written  =>  "package.json" is no file of traces; legal: a trace a line
diff  =>  missing required argument 'readingA'
diff v1.4-as-written  =>  missing required argument 'readingB'
diff v1.4-as-written v1.4-musts-onli  =>  unknown reading "v1.4-musts-onli"
diff v1.4-as-written v1.4-as-written x  =>  too many arguments for 'diff'. Expected 2 arguments but got 3
diff a b --scenario h4  =>  unknown reading "a"
diff v1.4-as-written v1.4-musts-only --scenario h99  =>  unknown scenario "h99"
diff v1.4-as-written v1.4-musts-only --scenario h4 --scope q=1  =>  unknown bound "q"
diff v1.4-as-written v1.4-musts-only --all=1  =>  unknown option '--all=1' Did you mean --all?
diff '' ''  =>  reading "" has an empty part; write base[,+CLAUSE][,-CLAUSE][,interpreta
diff v1.4-as-written ''  =>  reading "" has an empty part; write base[,+CLAUSE][,-CLAUSE][,interpreta
diff v1.4-as-written v1.4-musts-only --scenario ''  =>  unknown scenario "". Legal: "contest/registers", "contest/queue-reset",
diff v1.4-as-written v1.4-musts-only --scope ''  =>  --scope is empty; write bound=value, as in queues=2, or leave it out
diff v1.4-as-written ./nothing.ts  =>  reading file "./nothing.ts" does not exist; give a file that exports "re
compare x  =>  too many arguments for 'compare'. Expected 0 arguments but got 1
compare --sentences SAFE-99  =>  unknown row "SAFE-99"
compare --sentences ''  =>  unknown row ""
compare --json --sentences SAFE-8  =>  --json does not go with --sentences, which are text
compare --json=1  =>  unknown option '--json=1' Did you mean --json?
merge  =>  missing required argument 'files'
merge nothing.jsonl  =>  cannot read shard "nothing.jsonl": ENOENT: no such file or directory, 
merge .  =>  shard "." is a folder
merge package.json  =>  "package.json" is no shard
merge package.json package.json  =>  "package.json" is given twice
merge ''  =>  cannot read shard "": ENOENT: no such file or directory, stat ''
merge nothing nothing  =>  "nothing" is given twice; once is enough
merge /  =>  shard "/" is a folder; legal: a file
shards  =>  required option '--count <n>' not specified: how many parts
shards --count x  =>  --count is "x"
shards --count 0  =>  --count is "0"
shards --count 1.5  =>  --count is "1.5"
shards --count ''  =>  --count is ""
shards h99 --count 2  =>  unknown scenario "h99"
shards --count 2 --engine x  =>  --engine is "x"
shards --count 2 --reading x  =>  unknown reading "x"
shards --count 2 --scope x  =>  "x" in --scope is no bound: write bound=value, as in queues=2
shards --count -1  =>  --count is "-1"; legal: a whole number from 1 to 256
shards --count 1e3  =>  --count is "1e3"; legal: a whole number from 1 to 256
shards --count 99999  =>  --count is "99999"; legal: a whole number from 1 to 256
shards --count NaN  =>  --count is "NaN"; legal: a whole number from 1 to 256
shards --count 2 --scope nope=1  =>  unknown bound "nope". Legal: "transport", "ccwRevision", "queues", "ring
shards '' --count 2  =>  unknown scenario "". Legal: "contest/registers", "contest/queue-reset",
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
audit .  =>  test file "." is a folder; legal: a file
audit / --json  =>  test file "/" is a folder; legal: a file
audit package.json --json  =>  "package.json" is no file of tests: schema: Invalid input: expected 1; l
audit package.json extra  =>  too many arguments for 'audit'. Expected 1 argument but got 2. Usage: qu
review  =>  missing required argument 'patch'
review nothing.patch  =>  cannot read patch "nothing.patch": ENOENT
review package.json  =>  "package.json" is no patch: it has no hunk
review .  =>  patch "." is a folder; legal: a file
review /  =>  patch "/" is a folder; legal: a file
review package.json extra  =>  too many arguments for 'review'. Expected 1 argument but got 2. Usage: q
spec --out x  =>  missing required argument 'name'
spec d1  =>  required option '--out <folder>' not specified: where its files go
spec d99 --out x  =>  unknown scenario "d99"
spec d1 --out ''  =>  --out is empty
spec d1 --out package.json  =>  package.json" is no folder; legal: a folder
cost --svg --out package.json/x  =>  package.json" is no folder; legal: a folder
spec d1 --out x --figure statos  =>  unknown figure "statos". Did you mean "status"?
spec d1 --out x --reading nope  =>  unknown reading "nope"
spec d6 --out x  =>  D6 is about a count, and no scenario asks it
spec d1 --out x --figure ''  =>  unknown figure "". Legal: "status", "queue", "driver", "hypervisor".
spec d1 --out x --reading ''  =>  reading "" has an empty part; write base[,+CLAUSE][,-CLAUSE][,interpreta
spec d1 d2 --out x  =>  too many arguments for 'spec'. Expected 1 argument but got 2. Usage: qui
spec h4 --out  =>  option '--out <folder>' argument missing
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
export h4 --to tla --out package.json  =>  --out "
export h4 --to tla --reading nope  =>  unknown reading "nope"
export h4 --to tla --scope nope=1  =>  unknown bound "nope"
export h4/1/2 --to tla  =>  "h4/1" is a case, for quiesce export; here write "h4"
export h4/-1 --to tla  =>  unknown scenario "h4/-1". Legal: "contest/registers", "contest/queue-res
export h4/1.5 --to tla  =>  unknown scenario "h4/1.5". Legal: "contest/registers", "contest/queue-re
export '' --to tla  =>  unknown scenario "". Legal: "contest/registers", "contest/queue-reset",
export h4 --to ''  =>  option '--to <format>' argument '' is invalid. Allowed choices are prome
export h4 --to test --reading nope  =>  no counterexample of holes/h4-kick-held-at-suspend can be carried out by
export d6 --to tla  =>  unknown scenario "d6". Legal: "contest/registers", "contest/queue-reset"
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
cost --latency __proto__=2us  =>  unknown operation "__proto__". Legal: "register", "channel", "command",
cost --transport __proto__  =>  unknown transport "__proto__". Legal: "pci", "mmio", "ccw".
cost --queues 1,,2  =>  --queues 1,,2: give up to 6 whole numbers from 1 to 65536, separated by
cost --queues 0,1  =>  --queues 0,1: give up to 6 whole numbers from 1 to 65536, separated by c
cost --queues -1  =>  --queues -1: give up to 6 whole numbers from 1 to 65536, separated by co
cost --queues 99999999  =>  --queues 99999999: give up to 6 whole numbers from 1 to 65536, separated
cost --queues 1 --queues 2  =>  --queues is given twice; keep one
cost --latency register=2us,  =>  unknown operation "". Legal: "register", "channel", "command", "part", "
cost --latency register=2 us  =>  too many arguments for 'cost'. Expected 0 arguments but got 1. Usage: qu
cost --latency register=2s2  =>  --latency register=2s2: "2s2" is no time; give a number and ns, us, ms o
cost --latency register=NaNus  =>  --latency register=NaNus: "NaNus" is no time; give a number and ns, us,
cost --latency register=1e99us  =>  --latency register=1e99us: "1e99us" is no time; give a number and ns, us
cost --transport ''  =>  unknown transport "". Legal: "pci", "mmio", "ccw".
cost --transport PCIe  =>  unknown transport "PCIe". Did you mean "pci"?
cost --svg --out ''  =>  --out is empty; give a folder, as in --out found
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
ask __proto__  =>  unknown scenario "__proto__". Legal: "contest/registers", "contest/queue
ask h4 --json  =>  unknown option '--json'; legal: what quiesce ask --help lists
ask d0  =>  unknown scenario "d0". Legal: "contest/registers", "contest/queue-reset"
ask d16  =>  unknown scenario "d16". Legal: "contest/registers", "contest/queue-reset
clauses S-999  =>  unknown clause "S-999"
clauses ''  =>  unknown clause ""
clauses S-15 --jsn  =>  unknown option '--jsn'
clauses __proto__  =>  unknown clause "__proto__". Legal: "B1", "B2", "B3", "B4a", "B4b", "B5",
list nope  =>  unknown list "nope"
list ''  =>  unknown list ""
list clauses x  =>  "x" narrows nothing here
list __proto__  =>  unknown list "__proto__". Legal: "scenarios", "readings", "clauses", "in
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
sentences availableIsUsed.q0b0 --among S-15,S-15  =>  --among names "S-15" twice
sentences availableIsUsed.q0b0 --scenario h99  =>  unknown scenario "h99"
sentences availableIsUsed.q0b0 --reading nope  =>  unknown reading "nope"
sentences availableIsUsed.q0b0 --scope nope=1  =>  unknown bound "nope"
diagram h99  =>  unknown scenario "h99"
diagram h4 --rendr  =>  unknown option '--rendr'
diagram __proto__ --to svg  =>  unknown figure "__proto__". Legal: "status", "queue", "driver", "hypervi
diagram status --to  =>  option '--to <format>' argument missing
diagram status --to svg --reading nope  =>  unknown reading "nope". Legal: "v1.4-as-written", "v1.4-musts-only", "v2
diagram status --to svg --with ''  =>  unknown party in --with "". Legal: "hypervisor", "environment".
diagram '' --to svg  =>  unknown figure "". Legal: "status", "queue", "driver", "hypervisor".
diagram h4 --with hypervisor  =>  unknown figure "h4". Legal: "status", "queue", "driver", "hypervisor".
diagram h4 --against v2-reconstructed  =>  unknown figure "h4". Legal: "status", "queue", "driver", "hypervisor".
diagram --to svg  =>  diagram takes one machine with --reading, --against, --to or --with, and
diagram status --to svg --out ''  =>  --out is empty; give a folder, as in --out found
chek h4  =>  unknown command 'chek' Did you mean check?
constructor  =>  unknown command 'constructor'; legal: what quiesce --help lists
help nope  =>  unknown command "nope". Legal: "check"
--versio  =>  unknown option '--versio'
lost x  =>  unknown reading "x"
lost nope  =>  unknown reading "nope"
lost __proto__  =>  unknown reading "__proto__". Legal: "v1.4-as-written", "v1.4-musts-only"
findings --reading v1.4-as-written  =>  --reading and --scope are for one scenario, and none is named; write
findings --scope queues=2  =>  --reading and --scope are for one scenario, and none is named; write
step nope  =>  unknown scenario "nope"
step  =>  missing required argument 'name'
`;

/** `npm run bench -- <which>`: measures in a process of its own. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const BENCHES: Readonly<Record<string, string>> = {
  amplify: "./amplify/bench.ts",
  engines: "./engines/bench.ts",
  explorer: "./explorer/bench.ts",
  readings: "./readings/bench.ts",
  ring: "../virtio/ring/bench/bench.ts",
};

const [which = "", ...words] = process.argv.slice(2);
const path = BENCHES[which];
if (path === undefined) {
  const legal = Object.keys(BENCHES).join(", ");
  process.stderr.write(`bench is "${which}"; legal: ${legal}. Write npm run bench -- engines\n`);
  process.exitCode = 64;
} else {
  const program = fileURLToPath(new URL(path, import.meta.url));
  const { status } = spawnSync(process.execPath, [...process.execArgv, program, ...words], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}

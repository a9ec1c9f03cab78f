import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { openSnapshotStore } from "#services/definitions/open-snapshot-store.ts";

// Run by snapshot-folder.test.ts: opens the snapshot store of a data folder, which imports the folder of an older version, and kills itself at the given
// call of `readFileSync` or `rmSync`.

const [dataFolder = "", name = "rmSync", killAtCall = "1"] = process.argv.slice(2);
const patched = fs as unknown as Record<string, (...args: unknown[]) => unknown>; // any function of the module
const original = patched[name];
let calls = 0;
patched[name] = (...args) => {
  calls += 1;
  if (calls === Number(killAtCall)) process.kill(process.pid, "SIGKILL");
  return original?.(...args);
};
syncBuiltinESMExports();

openSnapshotStore({ dataFolder }).close();

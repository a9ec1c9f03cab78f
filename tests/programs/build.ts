import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds the bundles that the tests start, unless they are newer than every source. */
export function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL("../../electron/launch/build.mjs", import.meta.url))], { stdio: "inherit" });
}

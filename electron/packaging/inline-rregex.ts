import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/**
 * A build plugin that puts the WebAssembly of `rregex` into the bundle, which runs without node_modules. `bytesModule` is the file that reads it from there;
 * its place is taken by a module of the package, so that the package is among the licences.
 */
export function inlineRregex(bytesModule: string): Plugin {
  const wasm = join(dirname(createRequire(import.meta.url).resolve("rregex")), "rregex.wasm");
  const inlined = `${wasm}?bytes`;
  return {
    name: "gatescope-inline-rregex",
    enforce: "pre",
    resolveId: (id) => (id === inlined ? id : null),
    load(id) {
      if (resolve(id) === resolve(bytesModule)) return `export { readRregexBytes } from ${JSON.stringify(inlined)};`;
      if (id !== inlined) return null;
      const bytes = gzipSync(readFileSync(wasm)).toString("base64");
      return `import { gunzipSync } from "node:zlib";
export const readRregexBytes = () => gunzipSync(Buffer.from("${bytes}", "base64"));`;
    },
  };
}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Reads Rust's `regex` as WebAssembly from the package. In a bundle the build puts the bytes here instead (electron/packaging/inline-rregex.ts). */
export function readRregexBytes(): Uint8Array<ArrayBuffer> {
  const entry = createRequire(import.meta.url).resolve("rregex");
  return readFileSync(join(dirname(entry), "rregex.wasm"));
}

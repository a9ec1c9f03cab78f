import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { bundledPackages } from "./electron/packaging/bundled-packages.ts";
import { inlineRregex } from "./electron/packaging/inline-rregex.ts";

const at = (path: string) => resolve(import.meta.dirname, path);
const packages = bundledPackages();

// Built in this order, so that the last build knows what all of them bundled.
export default defineConfig({
  main: {
    plugins: [packages.collect(), inlineRregex(at("electron/services/explain/engine/patterns/rregex-bytes.ts"))],
    build: {
      outDir: at("out/main"),
      target: "node24",
      externalizeDeps: false, // self-contained bundles: node_modules is not needed at run time
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at("electron/hosts/desktop/main.ts"),
          browser: at("electron/hosts/browser/main.ts"),
          terminal: at("electron/hosts/terminal/main.ts"),
          "history-worker": at("electron/services/history/history-worker.ts"),
          "explain-worker": at("electron/services/explain/explain-worker.ts"),
          "rows-worker": at("electron/services/events/import/rows-worker.ts"),
          "outbox-worker": at("electron/services/events/database/outbox-worker.ts"),
        },
        // statsig-node falls back to the fetch that Node has; bundled, node-fetch would warn about punycode on stderr
        external: [/\.node$/, "bufferutil", "utf-8-validate", "node-fetch"],
        output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
      },
    },
  },
  preload: {
    plugins: [packages.collect()],
    build: {
      outDir: at("out/preload"),
      target: "node24",
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        input: { preload: at("electron/hosts/desktop/preload.ts") },
        output: { format: "cjs", entryFileNames: "[name].cjs" }, // a sandboxed preload cannot be an ES module
      },
    },
  },
  renderer: {
    root: at("renderer"),
    plugins: [react(), packages.collect(), packages.write()],
    build: {
      outDir: at("out/renderer"),
      target: "chrome150",
      minify: true,
      sourcemap: true,
      rolldownOptions: { input: at("renderer/index.html") },
    },
  },
});

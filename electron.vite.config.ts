import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { bundledPackages } from "./electron/packaging/bundled-packages.ts";
import { inlineCountryTable } from "./electron/packaging/inline-country-table.ts";
import { inlineRregex } from "./electron/packaging/inline-rregex.ts";

const at = (path: string) => resolve(import.meta.dirname, path);
const packages = bundledPackages();

/** The names of all schemas in shared/, and of the functions that make some. They only describe data: making one that is not used has no effect. */
function schemaNames(): string[] {
  return globSync("shared/**/*.ts", { cwd: import.meta.dirname }).flatMap((file) =>
    [...readFileSync(at(file), "utf8").matchAll(/\b(?:const|function) (\w+Schema)\b/g)].flatMap(([, name]) => name ?? []),
  );
}

// Built in this order, so that the last build knows what all of them bundled.
/** The page uses a few functions and types of shared/, and hardly a schema: what is not used is left out, and zod with it. */
const onlyWhatIsUsed = { manualPureFunctions: ["z", ...schemaNames()], propertyReadSideEffects: false } as const;

export default defineConfig({
  main: {
    plugins: [
      packages.collect(),
      inlineRregex(at("electron/services/explain/engine/patterns/rregex-bytes.ts")),
      inlineCountryTable(at("electron/services/explain/engine/look-ups/country-table.ts")),
    ],
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
          "suite-worker": at("electron/services/expectations/suite-worker.ts"),
          "case-worker": at("electron/services/cases/case-worker.ts"),
          "compare-worker": at("electron/services/compare/compare-worker.ts"),
          "rows-worker": at("electron/services/events/import/rows-worker.ts"),
          "forget-worker": at("electron/hosts/shared/forget/forget-worker.ts"),
          "cohort-worker": at("electron/services/cohorts/cohort-worker.ts"),
          "cohort-database-worker": at("electron/services/cohorts/cohort-database-worker.ts"),
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
    plugins: [react({ jsxImportSource: "#visible-jsx" }), packages.collect(), packages.write()],
    worker: { format: "es", rolldownOptions: { treeshake: onlyWhatIsUsed } },
    build: {
      outDir: at("out/renderer"),
      target: "chrome150",
      minify: true,
      sourcemap: true,
      // One style sheet: rules of a part that is loaded later would otherwise come after those they give way to.
      cssCodeSplit: false,
      rolldownOptions: {
        input: at("renderer/index.html"),
        treeshake: onlyWhatIsUsed,
        // The first screen's modules are one file: divided by their other users, they would be seventy files and 20 kB more. zod is in a file of its own.
        // What is loaded later are files of parts that are used together: one for each part would be a hundred, and every file costs time in the page,
        // the browser and the program. The rest is divided by its users.
        output: {
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [
              { name: "page", tags: ["$initial"], test: (id) => !id.includes("/node_modules/zod/"), priority: 1 },
              { name: "controls", test: /\/renderer\/(parts|session|ui)\/(?!json\/json-editor-code-mirror)/ },
              { name: "controls", test: /\/node_modules\/(?!zod\/|codemirror\/|@codemirror\/|pako\/)/ },
              { name: "frame", test: /\/renderer\/app\/(frame\/(?!storage-)|palette\/|shortcuts\/)/ },
              { name: "user", test: /\/renderer\/features\/user-editor\// },
              { name: "inspect", test: /\/renderer\/features\/inspect\// },
              // What only Compare uses of a comparison stays with it: the chunks would import each other.
              { name: "answer", test: /\/renderer\/answer\/(?!comparison\/)/ },
            ],
          },
        },
      },
    },
  },
});

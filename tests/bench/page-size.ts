import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { gzipSync } from "node:zlib";
import { build, parseSync } from "vite";
import { repository } from "../e2e/fixtures/hosts.ts";
import type { Measured } from "./measured.ts";

/** A JavaScript file of the built page. */
export interface PageFile {
  /** Relative to out/renderer. */
  readonly path: string;
  readonly code: string;
}

/**
 * Reads the files that a browser loads before the page can show an answer: the script of index.html and everything it imports statically. What
 * `import()` loads is not needed for that, because Inspect is part of the first file.
 */
export function readFirstFiles(folder: string): PageFile[] {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const entry = /<script type="module"[^>]* src="([^"]+)"/.exec(html)?.[1];
  if (entry === undefined) throw new Error("out/renderer/index.html has no module script.");
  const files = new Map<string, PageFile>();
  const waiting = [posix.normalize(entry)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    const code = readFileSync(join(folder, path), "utf8");
    files.set(path, { path, code });
    const from = posix.dirname(path);
    waiting.push(...parseSync(path, code).module.staticImports.map(({ moduleRequest }) => posix.join(from, moduleRequest.value)));
  }
  return [...files.values()];
}

/** The bytes that a server sends for these files if it compresses them with gzip. */
export function gzippedBytes(files: readonly Pick<PageFile, "code">[]): number {
  return files.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
}

/** Compares the first JavaScript of the built page with that of a page that has only React and an empty Mantine provider. */
export async function measurePageSize(): Promise<Measured> {
  const ours = gzippedBytes(readFirstFiles(join(repository, "out/renderer")));
  const beside = gzippedBytes(await buildEmptyPage());
  return {
    what: "JavaScript before the first answer, gzipped (beside: empty Mantine)",
    ours: kB(ours),
    beside: kB(beside),
    ratio: ours / beside,
  };
}

const emptyPage = `
  import { MantineProvider } from "@mantine/core";
  import { createElement } from "react";
  import { createRoot } from "react-dom/client";
  createRoot(document.body).render(createElement(MantineProvider));
`;

async function buildEmptyPage(): Promise<{ code: string }[]> {
  const entry = join(repository, "empty-page.js"); // a name only, from which the packages are found
  const built = await build({
    root: repository,
    configFile: false,
    logLevel: "error",
    plugins: [
      { name: "empty-page", resolveId: (id) => (id === entry ? id : undefined), load: (id) => (id === entry ? emptyPage : undefined) },
    ],
    build: { write: false, target: "chrome150", rolldownOptions: { input: entry } },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ("output" in one ? one.output : []));
  return outputs.flatMap((output) => (output.type === "chunk" ? [{ code: output.code }] : []));
}

function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

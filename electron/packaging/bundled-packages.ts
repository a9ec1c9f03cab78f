import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";
import { type BundledPackage, bundledPackagesFile } from "#shared/domain/session/bundled-package.ts";

/**
 * Build plugins that write the licences of everything bundled as `licences.json`. `collect` goes into every build, `write` into the last one,
 * after its `collect`: what the builds share is known only then. A package without a licence in its package.json fails the build.
 */
export function bundledPackages(): { collect: () => Plugin; write: () => Plugin } {
  const folders = new Set<string>();
  return {
    collect: () => {
      let root = "";
      return {
        name: "gatescope-collect-packages",
        configResolved(config) {
          root = config.root;
        },
        generateBundle(_options, bundle) {
          for (const output of Object.values(bundle)) {
            // Fonts and pictures that style sheets name are assets; all else is a module of a chunk.
            const files = output.type === "chunk" ? Object.keys(output.modules) : output.originalFileNames;
            for (const file of files) {
              const folder = packageFolder(resolve(root, file));
              if (folder !== undefined) folders.add(folder);
            }
          }
        },
      };
    },
    write: () => ({
      name: "gatescope-write-licences",
      generateBundle() {
        const source = JSON.stringify(sortedByName([...folders].map(readPackage)));
        this.emitFile({ type: "asset", fileName: bundledPackagesFile, source });
      },
    }),
  };
}

/** The folder of the package that a module belongs to, or undefined for our own modules and those that the bundler makes up. */
export function packageFolder(moduleId: string): string | undefined {
  const [path = ""] = moduleId.split("?");
  return /^(?!\0).*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\@][^/\\]*(?=[/\\])/.exec(path)?.[0];
}

/** Reads a package's name, version, licence and licence texts. Throws when its package.json names no licence. */
export function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (typeof license !== "string" || license === "UNLICENSED") {
    throw new Error(`${name} ${version} is in a bundle, and its package.json names no licence under which we may distribute it.`);
  }
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice|ofl)\b/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  return { name, version, licence: license, text: texts.length === 0 ? null : texts.join("\n\n") };
}

/** By name, then version. Two folders with the same version of a package are one entry. */
function sortedByName(packages: readonly BundledPackage[]): BundledPackage[] {
  const byId = new Map(packages.map((bundled) => [`${bundled.name} ${bundled.version}`, bundled]));
  return [...byId.values()].sort(
    (a, b) => a.name.localeCompare(b.name, "en") || a.version.localeCompare(b.version, "en", { numeric: true }),
  );
}

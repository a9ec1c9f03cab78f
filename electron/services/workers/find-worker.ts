import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Finds the file of a worker: beside its service in the source tree; in a build beside the hosts' bundles, which the service may be in, or in their
 * `chunks/`. `from` is the `import.meta.url` of the service. Throws when the worker was not built.
 */
export function findWorker(name: string, from: string): URL {
  const places = [`./${name}.ts`, `./${name}.js`, `../${name}.js`].map((place) => new URL(place, from));
  const workerUrl = places.find((place) => existsSync(fileURLToPath(place)));
  if (workerUrl === undefined) throw new Error(`${name} is not beside ${from}. Build again: npm run build.`);
  return workerUrl;
}

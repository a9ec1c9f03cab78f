import { type BundledPackage, bundledPackagesFile } from "#shared/domain/session/bundled-package.ts";

/** Reads the list of bundled packages that the build writes beside the page. Throws a sentence for the person when there is none. */
export async function fetchBundledPackages(): Promise<readonly BundledPackage[]> {
  const response = await fetch(`/${bundledPackagesFile}`);
  // The dev server answers every unknown path with the page.
  if (!response.ok || !response.headers.get("content-type")?.startsWith("application/json")) {
    throw new Error(
      "The list of licences is missing because this page is not from a build. Run npm run build, start Gatescope, and look here again.",
    );
  }
  // A file of our own build, from our own origin: its writer (electron/packaging) has the same type.
  return response.json() as Promise<readonly BundledPackage[]>;
}

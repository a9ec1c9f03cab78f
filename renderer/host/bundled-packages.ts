import { type BundledPackage, bundledPackagesFile } from "#shared/domain/session/bundled-package.ts";

/** Fetches the list of bundled packages that the build writes next to the page. Throws an error with a message to show if there is no list. */
export async function fetchBundledPackages(): Promise<readonly BundledPackage[]> {
  const response = await fetch(`/${bundledPackagesFile}`);
  // The dev server answers every unknown path with the page.
  if (!response.ok || !response.headers.get("content-type")?.startsWith("application/json")) {
    throw new Error(
      "The list of licences is missing because this page is not from a build. Run npm run build, start Gatescope, and look here again.",
    );
  }
  // The file comes from the same build and origin; the code that writes it (electron/packaging) uses the same type.
  return response.json() as Promise<readonly BundledPackage[]>;
}

/** A third-party package or font in the built program, with its licence. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The SPDX expression in its package.json, such as `MIT`. */
  readonly licence: string;
  /** The text of its licence and notice files; null if it has none. */
  readonly text: string | null;
}

/** The file with the list of `BundledPackage`, which the build writes beside the page. */
export const bundledPackagesFile = "licences.json";

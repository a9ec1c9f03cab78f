/** A package or font of others that is part of the built program, and the licence that it comes under. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The SPDX expression in its package.json, such as `MIT`. */
  readonly licence: string;
  /** Its licence and notice files as they are; null when the package carries none. */
  readonly text: string | null;
}

/** The list of `BundledPackage` that the build writes beside the page. */
export const bundledPackagesFile = "licences.json";

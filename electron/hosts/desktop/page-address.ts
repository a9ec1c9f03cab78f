/** The page's own scheme. Standard and secure, so that it has an origin, a policy and storage like any https page. */
export const pageScheme = "gatescope";

export interface PageAddress {
  readonly url: string;
  /** As frames report it. `new URL("gatescope://app/").origin` is "null" in Node, so it cannot be computed from the URL. */
  readonly origin: string;
}

/** The built page; while developing, the dev server that electron-vite names in the environment. */
export function pageAddress({ isPackaged, env }: { isPackaged: boolean; env: NodeJS.ProcessEnv }): PageAddress {
  const devServer = env.ELECTRON_RENDERER_URL;
  if (isPackaged || devServer === undefined) return { url: `${pageScheme}://app/`, origin: `${pageScheme}://app` };
  const { href, origin } = new URL(devServer);
  return { url: href, origin };
}

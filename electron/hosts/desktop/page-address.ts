/** The scheme of the page. It is registered as standard and secure, so the page has an origin, a policy and storage like an https page. */
export const pageScheme = "gatescope";

export interface PageAddress {
  readonly url: string;
  /** The origin as frames report it. It cannot be computed: `new URL("gatescope://app/").origin` is "null" in Node. */
  readonly origin: string;
}

/** Returns the address of the built page, or during development that of electron-vite's dev server. */
export function pageAddress({ isPackaged, env }: { isPackaged: boolean; env: NodeJS.ProcessEnv }): PageAddress {
  const devServer = env.ELECTRON_RENDERER_URL;
  if (isPackaged || devServer === undefined) return { url: `${pageScheme}://app/`, origin: `${pageScheme}://app` };
  const { href, origin } = new URL(devServer);
  return { url: href, origin };
}

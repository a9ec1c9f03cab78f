import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { chromiumPath } from "../e2e/fixtures/chromium.ts";

export interface OpenBrowser {
  readonly context: BrowserContext;
  readonly version: string;
}

let opened: Promise<OpenBrowser & { readonly browser: Browser }> | undefined;

/** Opens the Chromium whose pages are the windows. A test can control it through `ELECTRON_DOUBLE_CDP_PORT`. */
export function openBrowser(): Promise<OpenBrowser> {
  opened ??= launch();
  return opened;
}

export async function closeBrowser(): Promise<void> {
  const { browser } = (await opened) ?? {};
  await browser?.close();
}

async function launch() {
  const port = process.env.ELECTRON_DOUBLE_CDP_PORT;
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    headless: process.env.ELECTRON_DOUBLE_HEADED !== "1",
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...(port === undefined ? [] : [`--remote-debugging-port=${port}`])],
  });
  // The user agent of Electron contains its name, by which the page distinguishes its hosts.
  const version = browser.version();
  const userAgent = `Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Gatescope/0.0.0 Chrome/${version} Electron/${electronVersion} Safari/537.36`;
  const context = await browser.newContext({ userAgent, viewport: null, permissions: ["clipboard-write"] });
  return { browser, context, version };
}

/** The version in package.json; the double follows the `electron.d.ts` of this version. */
export const electronVersion = "45.4.1";

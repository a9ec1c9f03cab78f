import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { chromiumPath } from "../e2e/fixtures/chromium.ts";

export interface OpenBrowser {
  readonly context: BrowserContext;
  readonly version: string;
}

let opened: Promise<OpenBrowser & { readonly browser: Browser }> | undefined;

/** The Chromium whose pages are the windows. `ELECTRON_DOUBLE_CDP_PORT` lets a test drive it. */
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
  // Electron names itself in the agent, and the page tells its hosts apart by that.
  const version = browser.version();
  const userAgent = `Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Gatescope/0.0.0 Chrome/${version} Electron/${electronVersion} Safari/537.36`;
  const context = await browser.newContext({ userAgent, viewport: null, permissions: ["clipboard-write"] });
  return { browser, context, version };
}

/** The version that stands in package.json; what the double knows of Electron is what that version's `electron.d.ts` says. */
export const electronVersion = "45.4.1";

import { setTimeout as delay } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";

const startTimeoutMs = 60_000;
const pollIntervalMs = 250;

/**
 * Connects to the DevTools port of a started app, opens Settings → About, and waits there for what a worker counts and for a file of the
 * archive. Throws when the app shows them not within a minute.
 */
export async function checkWindow(port: number): Promise<void> {
  const deadlineMs = Date.now() + startTimeoutMs;
  const page = await findPage(await connect(port, deadlineMs), deadlineMs);
  page.setDefaultTimeout(startTimeoutMs);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "About" }).click();
  await page.getByText(/\d+ requests? kept/).waitFor();
  await page.getByText("@fontsource-variable/inter").waitFor();
}

async function connect(port: number, deadlineMs: number): Promise<Browser> {
  for (;;) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (failure) {
      if (Date.now() > deadlineMs) throw failure;
      await delay(pollIntervalMs);
    }
  }
}

async function findPage(browser: Browser, deadlineMs: number): Promise<Page> {
  for (;;) {
    const pages = browser.contexts().flatMap((context) => context.pages());
    const page = pages.find((candidate) => candidate.url() !== "about:blank");
    if (page !== undefined) return page;
    if (Date.now() > deadlineMs) throw new Error("The app opened no window within a minute.");
    await delay(pollIntervalMs);
  }
}

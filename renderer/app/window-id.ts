import type { OpenedWindow } from "#shared/domain/session/window-id.ts";

/** The ID is kept per tab, so that a reload finds its own session again. */
const windowItem = "gatescope:window";
/** A page that is being left gives its lock up at about the time at which the page after it asks. */
const maxWaitMs = 1_000;

let opened: Promise<OpenedWindow> | null = null;

/** Returns the ID of this window or tab, the same at each call and after a reload. A duplicated tab, which has a copy of its ID, gets another one. */
export function openedWindow(): Promise<OpenedWindow> {
  opened ??= openWindow();
  return opened;
}

async function openWindow(): Promise<OpenedWindow> {
  const kept = sessionStorage.getItem(windowItem);
  if (kept !== null && (await takeLock(kept))) return { windowId: kept, copyOf: null };
  const windowId = crypto.randomUUID();
  await takeLock(windowId);
  sessionStorage.setItem(windowItem, windowId);
  return { windowId, copyOf: kept };
}

/** Returns false if another page has this ID. The lock is held until this page is left. */
function takeLock(windowId: string): Promise<boolean> {
  return new Promise((resolve) => {
    const untilLeft = () => {
      resolve(true);
      return new Promise<never>(() => {});
    };
    navigator.locks.request(`${windowItem} ${windowId}`, { signal: AbortSignal.timeout(maxWaitMs) }, untilLeft).catch(() => resolve(false));
  });
}

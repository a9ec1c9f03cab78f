/** What the app must know of its windows to quit. */
export const openWindows = new Set<{ close(): void }>();

/** Whether `app.enableSandbox()` was called, which overrules every window's own preference. */
export const sandbox = { isForAll: false };

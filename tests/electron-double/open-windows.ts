/** The windows that the app closes when it quits. */
export const openWindows = new Set<{ close(): void }>();

/** `isForAll` is true after `app.enableSandbox()`, which overrides the preference of each window. */
export const sandbox = { isForAll: false };

import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Loaded at its first use: most answers are current. */
export const NotCurrent = lazyPart(async () => (await import("./not-current.tsx")).NotCurrent);

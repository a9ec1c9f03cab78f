import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** The comparison of two requests, whose code is loaded when it is first shown. */
export const CompareEntries = lazyPart(async () => (await import("./compare-entries.tsx")).CompareEntries);

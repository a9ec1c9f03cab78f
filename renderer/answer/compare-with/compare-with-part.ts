import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** The button *Compare with…* of an answer, whose code is loaded after the page. */
export const CompareWith = lazyPart(async () => (await import("./compare-with.tsx")).CompareWith);

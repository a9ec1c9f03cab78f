import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** The button *Save as case…*, whose code is loaded after the page: an answer is complete without it. */
export const SaveAsCase = lazyPart(async () => (await import("./save-as-case.tsx")).SaveAsCase, undefined, { isOptional: true });

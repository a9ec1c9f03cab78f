import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** The button *Copy for chat* with its menu, whose code is loaded after the page: an answer is complete without it. */
export const CopyAnswer = lazyPart(async () => (await import("./copy-answer.tsx")).CopyAnswer, undefined, { isOptional: true });

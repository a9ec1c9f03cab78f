import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Copies the sentence of what cannot be copied for a chat, such as a refusal of several names. */
export const CopySentence = lazyPart(async () => (await import("./copy-sentence.tsx")).CopySentence, undefined, { isOptional: true });

/** The button *Copy for chat* with its menu, whose code is loaded after the page: an answer is complete without it. */
export const CopyAnswer = lazyPart(async () => (await import("./copy-answer.tsx")).CopyAnswer, undefined, { isOptional: true });

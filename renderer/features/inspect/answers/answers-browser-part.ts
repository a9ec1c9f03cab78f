import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** The table of many answers, whose code is loaded when there are many for the first time. */
export const AnswersBrowser = lazyPart(async () => (await import("./answers-browser.tsx")).AnswersBrowser);

import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** The table of everything, whose code is loaded when there are answers for the first time. */
export const EverythingAnswersTable = lazyPart(async () => (await import("./everything-answers.tsx")).EverythingAnswersTable);

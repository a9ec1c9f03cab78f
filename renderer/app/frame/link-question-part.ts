import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Loaded on its own: most links are of the project that is shown. */
export const LinkQuestionDialog = lazyPart(async () => (await import("./link-question-dialog.tsx")).LinkQuestionDialog);

import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Loaded on its own: hardly any address names nothing, and files are dropped now and then. */
export const NoticeStrip = lazyPart(async () => (await import("./notice-strip.tsx")).NoticeStrip, undefined, { isOptional: true });

import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Loaded on its own: hardly any start has a notice. Without the program there are none, and the page stays as it is. */
export const StorageNotices = lazyPart(async () => (await import("./storage-notices.tsx")).StorageNotices, undefined, { isOptional: true });

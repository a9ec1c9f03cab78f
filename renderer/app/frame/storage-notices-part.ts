import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Loaded on its own: hardly any start has a notice. */
export const StorageNotices = lazyPart(async () => (await import("./storage-notices.tsx")).StorageNotices);

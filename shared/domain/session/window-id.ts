import { z } from "zod";

/** The ID of a window or tab. It stays the same when the page is loaded again. */
export const WindowIdSchema = z.string().min(1).max(100);

/** Names a window that is being opened. `copyOf` is the window that it is a copy of, as after *Duplicate tab*; null for any other. */
export const OpenedWindowSchema = z.object({ windowId: WindowIdSchema, copyOf: WindowIdSchema.nullable() });
export type OpenedWindow = z.infer<typeof OpenedWindowSchema>;

import { z } from "zod";

/** A part of an exported text. `done` counts the users, requests or rows that are in the text with it. */
export const TextPartSchema = z.object({ text: z.string(), done: z.int() });
export type TextPart = z.infer<typeof TextPartSchema>;

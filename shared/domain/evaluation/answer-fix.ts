import { z } from "zod";

/**
 * An action that a person can take at once about an answer that is missing: unlock the keys, open the keys, the hosts or the network settings of the project, or check
 * as many names as one request may have. The screen shows a button for it.
 */
export const AnswerFixSchema = z.enum(["unlock", "keys", "hosts", "network", "fewer_names"]);
export type AnswerFix = z.infer<typeof AnswerFixSchema>;

/** What keeps a request from being sent if it is the key: the keys are locked, or there is none that can be used. */
export type MissingKey = Extract<AnswerFix, "unlock" | "keys">;

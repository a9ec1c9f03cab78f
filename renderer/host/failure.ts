import { ORPCError } from "@orpc/client";
import { lostMessage, wasBroken } from "./connection.ts";

/**
 * Returns the sentence to show for what a call threw. Declared errors contain their own; an undeclared one is described as Gatescope's own mistake. Not for what
 * the caller aborted.
 */
export function sentenceOf(error: unknown): string {
  if (wasBroken(error)) return lostMessage;
  if (error instanceof ORPCError && !error.defined)
    return error.code === "BAD_REQUEST"
      ? "Gatescope's own program did not accept what the page sent. Nothing was changed."
      : "Gatescope made a mistake of its own and could not do this. Its log, where it was started, says more.";
  return error instanceof Error ? error.message : String(error);
}

/** Returns the facts of a declared error, or undefined if the error does not have that code. */
export function factsOf(error: unknown, code: string): Readonly<Record<string, unknown>> | undefined {
  if (!(error instanceof ORPCError) || error.code !== code) return undefined;
  const data: unknown = error.data;
  return typeof data === "object" && data !== null ? { ...data } : {};
}

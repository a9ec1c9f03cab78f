import { ORPCError } from "@orpc/client";

/** The sentence for the person in what a call threw. Declared errors carry their own; what nobody foresaw is named as ours. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ORPCError && !error.defined)
    return error.code === "BAD_REQUEST"
      ? "Gatescope's own program did not accept what the page sent. Nothing was changed."
      : "Gatescope made a mistake of its own and could not do this. Its log, where it was started, says more.";
  return error instanceof Error ? error.message : String(error);
}

/** The facts of a declared error, or undefined when this is not one of that code. */
export function factsOf(error: unknown, code: string): Readonly<Record<string, unknown>> | undefined {
  if (!(error instanceof ORPCError) || error.code !== code) return undefined;
  const data: unknown = error.data;
  return typeof data === "object" && data !== null ? { ...data } : {};
}

import type { FlipProgress, FlipSummary } from "#shared/domain/explanation/flip.ts";
import type { DefinitionsArchive } from "../definitions/snapshot-store.ts";
import type { ExplainHandler, HandlerRequest } from "./explain-handler.ts";

/** What the thread can be asked for one answer: the archive, and the desk that explains by it. */
export type ThreadCalls = DefinitionsArchive &
  Pick<ExplainHandler, "explain" | "moreRules" | "reasons" | "exposures" | "readiness" | "notes">;

export type CallName = keyof ThreadCalls;
export type Input<Name extends CallName> = Parameters<ThreadCalls[Name]>[0];
export type Output<Name extends CallName> = Awaited<ReturnType<ThreadCalls[Name]>>;

/** From the service to its thread. */
export type ThreadRequest =
  | { readonly kind: "call"; readonly id: number; readonly call: CallName; readonly input: unknown }
  | { readonly kind: "flips"; readonly id: number; readonly input: HandlerRequest }
  /** Ends a search for flips; there is no answer to it. */
  | { readonly kind: "leave"; readonly id: number };

/** From the thread to the service: one `done` or `failed` for each request, and before it, for flips, what is found as it is found. */
export type ThreadReply =
  | { readonly kind: "done"; readonly id: number; readonly output: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly message: string }
  | { readonly kind: "progress"; readonly id: number; readonly progress: FlipProgress }
  /** `summary` is null where the snapshot is gone. */
  | { readonly kind: "ended"; readonly id: number; readonly summary: FlipSummary | null };

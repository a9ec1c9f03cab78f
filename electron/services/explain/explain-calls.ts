import type { FlipProgress, FlipSummary } from "#shared/domain/explanation/flip.ts";
import type { OpenSnapshotStore } from "../definitions/open-snapshot-store.ts";
import type { SnapshotStore } from "../definitions/snapshot-store.ts";
import type { ExplainHandler, HandlerRequest } from "./explain-handler.ts";

/** The calls that the thread serves: the snapshot store, and the handler that explains with it. */
export type ExplainCalls = SnapshotStore &
  Pick<OpenSnapshotStore, "takeProblems"> &
  Pick<
    ExplainHandler,
    "explain" | "moreRules" | "reasons" | "exposures" | "parameterStores" | "overrides" | "readiness" | "readFields" | "notes"
  > & {
    /** Its result is null when the snapshot no longer exists. */
    flips(request: HandlerRequest): Generator<FlipProgress, FlipSummary | null, void>;
  };

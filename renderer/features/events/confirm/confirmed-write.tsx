import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { factsOf, sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { ConfirmationFacts } from "./destination.ts";
import { WriteConfirmation } from "./write-confirmation.tsx";

/** A call that sends. On a protected tier the core refuses it unless `isConfirmed` is set or the confirmation is snoozed. */
type Write<Result> = (isConfirmed: boolean) => Promise<Result>;

type WriteState =
  | { is: "idle" }
  | { is: "writing" }
  | { is: "confirming"; facts: ConfirmationFacts; go: () => void }
  | { is: "failed"; problem: string };

/**
 * Sends once, and opens the confirmation dialog if the core requires it. With `confirmFirst` the dialog opens before anything is tried, because a key
 * chord must not send to a protected tier even while the confirmation is snoozed.
 */
export function useConfirmedWrite() {
  const [state, setState] = useState<WriteState>({ is: "idle" });
  const queries = useQueryClient();

  const attempt = async <Result,>(write: Write<Result>, onDone: (result: Result) => void, isConfirmed: boolean): Promise<void> => {
    setState({ is: "writing" });
    try {
      const result = await write(isConfirmed);
      setState({ is: "idle" });
      onDone(result);
    } catch (error) {
      const facts = isConfirmed ? null : confirmationFacts(error);
      if (facts !== null) return setState({ is: "confirming", facts, go: () => void attempt(write, onDone, true) });
      setState({ is: "failed", problem: sentenceOf(error) });
      announce(`Not sent. ${sentenceOf(error)}`);
    }
  };
  const run = <Result,>(write: Write<Result>, onDone: (result: Result) => void, confirmFirst: ConfirmationFacts | null = null) => {
    if (confirmFirst === null) void attempt(write, onDone, false);
    else setState({ is: "confirming", facts: confirmFirst, go: () => void attempt(write, onDone, true) });
  };
  const confirm = async (projectId: string, snoozeMinutes: number) => {
    if (state.is !== "confirming") return;
    if (snoozeMinutes > 0) {
      await client.events.snooze({ projectId, tier: state.facts.tier, minutes: snoozeMinutes });
      await queries.invalidateQueries({ queryKey: orpc.events.snoozedTiers.key() });
    }
    state.go();
  };

  const dialog = (projectId: string): ReactNode =>
    state.is === "confirming" && (
      <WriteConfirmation
        facts={state.facts}
        onCancel={() => setState({ is: "idle" })}
        onConfirm={(snoozeMinutes) =>
          confirm(projectId, snoozeMinutes).catch((error: unknown) => setState({ is: "failed", problem: sentenceOf(error) }))
        }
      />
    );
  return {
    run,
    /** The confirmation dialog while it is open, to be rendered by the caller. */
    dialog,
    isWriting: state.is === "writing",
    problem: state.is === "failed" ? state.problem : null,
  };
}

/** Returns true while the confirmation of this tier is snoozed. */
export function isSnoozed(snoozedTiers: Readonly<Record<string, number>>, tier: string): boolean {
  return (snoozedTiers[tier] ?? 0) > Date.now();
}

/** Returns until when, in ms since 1970, the confirmation of each protected tier is snoozed. */
export function useSnoozedTiers(projectId: string): Readonly<Record<string, number>> {
  return useQuery(orpc.events.snoozedTiers.queryOptions({ input: { projectId } })).data ?? {};
}

export function useEndSnooze() {
  const queries = useQueryClient();
  return async (projectId: string, tier: string) => {
    await client.events.snooze({ projectId, tier, minutes: 0 });
    await queries.invalidateQueries({ queryKey: orpc.events.snoozedTiers.key() });
    announce(`Sending to ${tier} needs confirmation again.`);
  };
}

function confirmationFacts(error: unknown): ConfirmationFacts | null {
  const facts = factsOf(error, "CONFIRMATION_REQUIRED");
  if (facts === undefined) return null;
  return {
    what: facts.what === "exposures" ? "exposures" : "events",
    count: Number(facts.count),
    projectName: String(facts.projectName),
    tier: String(facts.tier),
    countsIn: [String(facts.tier)],
    host: String(facts.host),
  };
}

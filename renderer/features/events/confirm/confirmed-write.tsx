import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { factsOf, sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { ConfirmationFacts } from "./destination.ts";
import { WriteConfirmation } from "./write-confirmation.tsx";

/** A call that sends. On a protected tier the core refuses it unless `isConfirmed` is set or the confirmation is snoozed. */
type Write<Result> = (isConfirmed: boolean) => Promise<Result>;

type Snooze = (input: { readonly projectId: string; readonly tier: string; readonly minutes: number }) => Promise<unknown>;

interface Writing<Result> {
  /** The project that is written to. */
  readonly projectId: string;
  readonly write: Write<Result>;
  readonly onDone: (result: Result) => void;
}

type WriteState =
  | { is: "idle" }
  | { is: "writing" }
  | { is: "confirming"; projectId: string; facts: ConfirmationFacts; go: () => void }
  | { is: "failed"; problem: string };

/**
 * Sends once, and opens the confirmation dialog if the core requires it. With `confirmFirst` the dialog opens before anything is tried, because a key
 * chord must not send to a protected tier even while the confirmation is snoozed.
 */
export function useConfirmedWrite(snooze: Snooze = client.events.snooze) {
  const [state, setState] = useState<WriteState>({ is: "idle" });
  const queries = useQueryClient();

  const attempt = async <Result,>(writing: Writing<Result>, isConfirmed: boolean): Promise<void> => {
    const { projectId, write, onDone } = writing;
    setState({ is: "writing" });
    try {
      const result = await write(isConfirmed);
      setState({ is: "idle" });
      onDone(result);
    } catch (error) {
      const facts = isConfirmed ? null : confirmationFacts(error);
      if (facts !== null) return setState({ is: "confirming", projectId, facts, go: () => void attempt(writing, true) });
      setState({ is: "failed", problem: sentenceOf(error) });
      announce(`Not sent. ${sentenceOf(error)}`);
    }
  };
  const run = <Result,>({ confirmFirst = null, ...writing }: Writing<Result> & { readonly confirmFirst?: ConfirmationFacts | null }) => {
    if (confirmFirst === null) void attempt(writing, false);
    else setState({ is: "confirming", projectId: writing.projectId, facts: confirmFirst, go: () => void attempt(writing, true) });
  };
  const confirm = async (snoozeMinutes: number) => {
    if (state.is !== "confirming") return;
    if (snoozeMinutes > 0) {
      // The project that is written to: another one may have been selected meanwhile.
      await snooze({ projectId: state.projectId, tier: state.facts.tier, minutes: snoozeMinutes });
      await queries.invalidateQueries({ queryKey: orpc.events.snoozedTiers.key() });
    }
    state.go();
  };

  const dialog: ReactNode = state.is === "confirming" && (
    <WriteConfirmation
      facts={state.facts}
      onCancel={() => setState({ is: "idle" })}
      onConfirm={(snoozeMinutes) =>
        confirm(snoozeMinutes).catch((error: unknown) => setState({ is: "failed", problem: sentenceOf(error) }))
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

import { client } from "#renderer/host/client.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { type StatsigUser, withoutPrivate } from "#shared/domain/user/statsig-user.ts";

/** What is different when a request is sent again. */
export interface RunChange {
  readonly projectId?: string;
  readonly tier?: string;
  readonly user?: StatsigUser;
  readonly userLabel?: string;
}

/** True for a check of names: other requests are no answers. */
export function canRunAgain({ context }: Pick<HistoryEntry, "context">): boolean {
  return context.purpose === "check" && context.kind !== null && context.names.length > 0 && context.user !== null;
}

/** Checks the names of a request again, without logging and without its private attributes, which were not stored. Returns the ID of the new request. */
export async function runAgain({ context }: Pick<HistoryEntry, "context">, change: RunChange): Promise<string> {
  const { projectId, tier, user, userLabel, keyId, kind, names } = context;
  const { exchanges, answers } = await client.evaluate.check({
    projectId,
    tier,
    user: withoutPrivate(user ?? {}),
    userLabel,
    ...change,
    // The key belongs to its project.
    keyId: change.projectId === undefined || change.projectId === projectId ? keyId : null,
    isLogging: false,
    question: { kind: kind ?? "gate", names },
  });
  const [exchange] = exchanges;
  if (exchange === undefined) throw new Error(answers[0]?.because ?? "Nothing was sent.");
  return exchange.id;
}

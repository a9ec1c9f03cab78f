import { sentenceOf } from "#renderer/host/failure.ts";
import { useSession } from "#renderer/session/session.ts";
import { showFailure } from "#renderer/ui/notice.ts";
import { requestsToCompare } from "#shared/domain/history/entry-comparison.ts";
import type { HistoryAction, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { loadRequests } from "./history.queries.ts";
import { compareEntriesLabels } from "./history-labels.ts";
import { canUnfold } from "./history-lines.ts";
import { compareInHistory, filterOf } from "./history-view.ts";

/** Of a longer action, the newest requests are compared. */
const maxRequests = 1_000;

/** Compares two actions: of actions of several requests, those for the same name and user, if there are. */
export async function compareActions(a: HistoryAction, b: HistoryAction): Promise<void> {
  try {
    const [ofA, ofB] = await Promise.all([requestsOf(a), requestsOf(b)]);
    const [one, other] = requestsToCompare(ofA, ofB);
    compareInHistory([one.exchangeId, other.exchangeId]);
  } catch (failure) {
    showFailure(compareEntriesLabels.notCompared(sentenceOf(failure)));
  }
}

async function requestsOf(action: HistoryAction): Promise<readonly [HistoryRow, ...HistoryRow[]]> {
  if (!canUnfold(action)) return [action.newest];
  const { actionId } = action;
  const rows = await loadRequests(
    { ...filterOf({ searched: "" }, { hasBackground: useSession.getState().showsBackgroundRequests }), actionId },
    maxRequests,
  );
  return [rows[0] ?? action.newest, ...rows.slice(1)];
}

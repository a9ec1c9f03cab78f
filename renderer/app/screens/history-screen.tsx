import { History } from "#renderer/features/history/history.tsx";
import { sentenceOf } from "#renderer/host/failure.ts";
import { showFailure } from "#renderer/ui/notice.ts";
import { checkAgain } from "../check-from-app.ts";

export function HistoryScreen() {
  return <History onCheckAgain={(entry) => checkAgain(entry).catch((failure: unknown) => showFailure(sentenceOf(failure)))} />;
}

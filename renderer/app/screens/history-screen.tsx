import { History } from "#renderer/features/history/history.tsx";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { checkAgain } from "../check-from-app.ts";

export function HistoryScreen() {
  return <History onCheckAgain={(entry) => checkAgain(entry).catch((failure: unknown) => announce(sentenceOf(failure)))} />;
}

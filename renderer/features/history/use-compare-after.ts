import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { showFailure } from "#renderer/ui/notice.ts";
import { compareEntriesLabels } from "./history-labels.ts";
import { compareInHistory, watchHistory } from "./history-view.ts";

/**
 * Returns a function that compares two requests once `run` has sent what is to be sent again. Whoever opened something else meanwhile finds the new requests in
 * the list.
 */
export function useCompareAfter() {
  const queries = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const compareAfter = async (run: () => Promise<readonly [string, string]>) => {
    setRunning(true);
    const isStillWanted = watchHistory();
    try {
      const compared = await run();
      await queries.invalidateQueries({ queryKey: orpc.history.key() });
      if (isStillWanted()) compareInHistory(compared);
    } catch (failure) {
      showFailure(compareEntriesLabels.notChecked(sentenceOf(failure)));
    } finally {
      setRunning(false);
    }
  };
  return { isRunning, compareAfter };
}

import { ArrowLeft } from "lucide-react";
import { setOpenRequest } from "#renderer/session/session.ts";
import classes from "./history.module.css";
import { historyLabels } from "./history-labels.ts";
import { changeHistoryView } from "./history-view.ts";

function showList(): void {
  changeHistoryView({ compared: null });
  setOpenRequest(null);
}

/** In a narrow window, shows the list again. Elsewhere the list is always shown. */
export function BackToList() {
  return (
    <button type="button" className={`link ${classes.back}`} onClick={showList}>
      <ArrowLeft size={13} aria-hidden /> {historyLabels.backToList}
    </button>
  );
}

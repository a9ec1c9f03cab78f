import { ArrowLeft } from "lucide-react";
import { setOpenRequest } from "#renderer/session/session.ts";
import classes from "./history.module.css";
import { historyLabels } from "./history-labels.ts";

/** In a narrow window, shows the list again. Elsewhere the list is always shown. */
export function BackToList() {
  return (
    <button type="button" className={`link ${classes.back}`} onClick={() => setOpenRequest(null)}>
      <ArrowLeft size={13} aria-hidden /> {historyLabels.backToList}
    </button>
  );
}

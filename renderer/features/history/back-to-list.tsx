import { ArrowLeft } from "lucide-react";
import classes from "./history.module.css";
import { historyLabels } from "./history-labels.ts";
import { changeHistoryView } from "./history-view.ts";

/** In a narrow window, shows the list again, with the focus in it. Elsewhere the list is always shown. */
export function BackToList() {
  return (
    <button
      type="button"
      className={`link ${classes.back}`}
      onClick={({ currentTarget }) => {
        const screen = currentTarget.closest("main");
        changeHistoryView({ isDetailOpen: false });
        setTimeout(() => screen?.querySelector<HTMLElement>("[role=tree]")?.focus());
      }}
    >
      <ArrowLeft size={13} aria-hidden /> {historyLabels.backToList}
    </button>
  );
}

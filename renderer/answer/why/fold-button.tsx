import { ChevronRight } from "lucide-react";
import classes from "./fold-button.module.css";

/** Shows a button that folds and unfolds the content below it. The list's arrow keys find it by `foldKey`. */
export function Fold({
  foldKey,
  isOpen,
  onToggle,
  label,
}: {
  foldKey: string;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
  label: string;
}) {
  return (
    <button
      type="button"
      className={classes.fold}
      aria-expanded={isOpen}
      aria-label={label}
      data-fold={foldKey}
      onClick={() => onToggle(!isOpen)}
    >
      <ChevronRight size={14} aria-hidden />
    </button>
  );
}

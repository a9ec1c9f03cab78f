import { ChevronRight } from "lucide-react";
import classes from "./fold-button.module.css";

/** Folds and unfolds what stands below it. `foldKey` marks it for the arrow keys of the list it is in. */
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

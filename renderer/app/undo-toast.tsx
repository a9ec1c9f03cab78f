import { Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { hideUndoNotice, undoLabels, undoLast, useUndoNotice } from "#renderer/ui/undo.ts";
import { focusScreen } from "./focus-screen.ts";
import classes from "./undo-toast.module.css";

/** Long enough to read the sentence and to reach the button. Afterwards Ctrl+Z and the palette still undo. */
const shownMs = { canUndo: 8_000, done: 3_000 };

/** Shows what was removed, with a button that brings it back, and then that it is back. The live region says the same. */
export function UndoToast() {
  const notice = useUndoNotice();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (notice === null || isHeld) return;
    const timer = setTimeout(hideUndoNotice, notice.canUndo ? shownMs.canUndo : shownMs.done);
    return () => clearTimeout(timer);
  }, [notice, isHeld]);
  if (notice === null) return null;
  return (
    <section className={classes.toast} aria-label={undoLabels.notice}>
      <span className={classes.text}>{notice.text}</span>
      {notice.canUndo && (
        <button
          type="button"
          className={classes.undo}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
          onClick={() => {
            setHeld(false);
            // The button is gone afterwards.
            void undoLast().then(() => setTimeout(focusScreen));
          }}
        >
          <Undo2 size={14} aria-hidden />
          {undoLabels.undo} <Chord chord="Mod+Z" bare />
        </button>
      )}
    </section>
  );
}

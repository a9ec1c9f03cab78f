import { Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { useNoticePlaces } from "#renderer/ui/notice-place.tsx";
import { hideUndoNotice, type UndoNotice, undoLabels, undoLast, useUndoNotice } from "#renderer/ui/undo.ts";
import { focusScreen } from "./focus-screen.ts";
import classes from "./undo-toast.module.css";

/** Long enough to read the sentence and to reach the button. Afterwards Ctrl+Z and the palette still undo. */
const shownMs = { canUndo: 8_000, done: 3_000 };

/** Shows what was removed, with a button that brings it back, and then that it is back. The live region says the same. */
export function UndoToast() {
  const notice = useUndoNotice();
  const place = usePlaceOf(notice);
  // Of this notice: a button that is removed while it is held tells of no end.
  const [held, setHeld] = useState<UndoNotice | null>(null);
  const isHeld = held !== null && held === notice;
  useEffect(() => {
    if (notice === null || isHeld) return;
    const timer = setTimeout(hideUndoNotice, notice.canUndo ? shownMs.canUndo : shownMs.done);
    return () => clearTimeout(timer);
  }, [notice, isHeld]);
  if (notice === null) return null;
  const toast = (
    <section className={classes.toast} data-in-dialog={place !== null || undefined} aria-label={undoLabels.notice}>
      <span className={classes.text}>{notice.text}</span>
      {notice.canUndo && (
        <button
          type="button"
          className={classes.undo}
          onPointerEnter={() => setHeld(notice)}
          onPointerLeave={() => setHeld(null)}
          onFocus={() => setHeld(notice)}
          onBlur={() => setHeld(null)}
          onClick={() => {
            setHeld(null);
            // The button is gone afterwards.
            void undoLast().then(() => setTimeout(() => focusAround(place)));
          }}
        >
          <Undo2 size={14} aria-hidden />
          {undoLabels.undo} <Chord chord="Mod+Z" bare />
        </button>
      )}
    </section>
  );
  return place === null ? toast : createPortal(toast, place);
}

/**
 * Returns where a notice is shown: at the end of the dialog that was open when it came, and on the page for null. A dialog that opens later covers the notice,
 * because what it shows is read first.
 */
function usePlaceOf(notice: UndoNotice | null): HTMLElement | null {
  const places = useNoticePlaces();
  const [first, setFirst] = useState<{ notice: UndoNotice | null; place: HTMLElement | null }>({ notice: null, place: null });
  if (first.notice !== notice) setFirst({ notice, place: places.at(-1) ?? null });
  return first.place !== null && places.includes(first.place) ? first.place : null;
}

/** Focuses the dialog of a place, or the screen, if nothing else took the focus. */
function focusAround(place: HTMLElement | null): void {
  const dialog = place?.closest<HTMLElement>("[role=dialog]") ?? null;
  if (dialog === null) focusScreen();
  else if (!dialog.contains(document.activeElement)) dialog.focus();
}

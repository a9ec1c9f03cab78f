import { createStore, useStore } from "zustand";
import classes from "./notice-place.module.css";

/** The places of the open dialogs, the topmost last. */
const open = createStore<{ places: readonly HTMLElement[] }>()(() => ({ places: [] }));

/** The end of a dialog, where a notice about what was done in it stands: one of the page would cover a part of the dialog. */
export function NoticePlace() {
  return <div ref={openPlace} className={classes.place} />;
}

function openPlace(place: HTMLElement | null) {
  if (place === null) return;
  open.setState(({ places }) => ({ places: [...places, place] }));
  return () => open.setState(({ places }) => ({ places: places.filter((one) => one !== place) }));
}

/** Returns the places of the open dialogs, the topmost last. */
export function useNoticePlaces(): readonly HTMLElement[] {
  return useStore(open, ({ places }) => places);
}

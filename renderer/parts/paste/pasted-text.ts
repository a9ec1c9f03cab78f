import { create } from "zustand";

/** Where a text is pasted. */
export type PastePlace = "user" | "column" | "cohort" | "events" | "exposures" | "event rows" | "recording" | "page";

/** Longer pasted texts are opened at once, because showing them in a field is slow. */
export const maxShownPasteLength = 200_000;

const useTexts = create<Partial<Record<PastePlace, string>>>()(() => ({}));

/** Returns the text that was pasted at a place, which outlives its dialog: Escape loses nothing. Set it to "" once it is used. */
export function usePastedText(place: PastePlace): readonly [text: string, setText: (text: string) => void] {
  const text = useTexts((texts) => texts[place] ?? "");
  return [text, (changed) => useTexts.setState({ [place]: changed })];
}

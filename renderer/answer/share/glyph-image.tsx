import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";

/** Returns the icon of a state as an image for a canvas, in `colours` of the page's tokens. */
export async function glyphImage(state: AnswerState, size: number, colourOf: (token: string) => string): Promise<HTMLImageElement> {
  const holder = document.createElement("div");
  const root = createRoot(holder);
  flushSync(() => root.render(<Glyph state={state} size={size} />));
  const drawn = holder.querySelector("svg");
  const svg = drawn === null ? "" : new XMLSerializer().serializeToString(drawn);
  root.unmount();
  // An image has no access to the page's tokens. The inner token of `var(--gs-cut, var(--gs-screen))` is the one that applies.
  const coloured = svg
    .replaceAll(/var\(--gs-[\w-]+, (var\(--gs-[\w-]+\))\)/g, "$1")
    .replaceAll(/var\(--gs-([\w-]+)\)/g, (_, token: string) => colourOf(token));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(coloured)}`;
  await image.decode();
  return image;
}

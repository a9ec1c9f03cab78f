import type { SharedAnswer } from "#shared/domain/case/chat-markdown.ts";
import { drawAnswer } from "./draw-answer.ts";

export type PictureOutcome =
  | { readonly is: "copied" }
  /** `picture` is null if it could not be drawn. */
  | { readonly is: "failed"; readonly picture: Blob | null };

/** Draws an answer and puts it on the clipboard as PNG. */
export async function copyPictureOf(shared: SharedAnswer): Promise<PictureOutcome> {
  const drawing = drawAnswer(shared);
  try {
    // A promise, because some browsers allow this only at once after the click.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": drawing })]);
    return { is: "copied" };
  } catch {
    return { is: "failed", picture: await drawing.catch(() => null) };
  }
}

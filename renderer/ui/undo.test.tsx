import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { LiveRegion } from "./live-region.tsx";
import { offerUndo, undoLabels, undoLast } from "./undo.ts";

test("an undo that takes long is announced as running, and then as done", async () => {
  const page = await renderOnPage(<LiveRegion />);
  const { promise: restored, resolve: restore } = Promise.withResolvers<void>();
  offerUndo("Check everything, 350 requests,", () => restored);
  const undone = undoLast();
  await expect.element(page.getByRole("status")).toHaveTextContent(undoLabels.restoring("Check everything, 350 requests,"));
  restore();
  await undone;
  await expect.element(page.getByRole("status")).toHaveTextContent(undoLabels.restored("Check everything, 350 requests,"));
});

import { expect, test } from "vitest";
import { offerUndo } from "#renderer/ui/undo.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { UndoToast } from "./undo-toast.tsx";

test("says what was removed, brings it back, and says that it is back", async () => {
  const restored: string[] = [];
  const page = await renderOnPage(<UndoToast />);
  offerUndo("plan", () => restored.push("plan"));
  await expect.element(page.getByText("plan removed.")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: false }).click();
  await expect.element(page.getByText("plan is back.")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Undo", exact: false })).not.toBeInTheDocument();
  expect(restored).toEqual(["plan"]);
});

test("says why a removal could not be undone", async () => {
  const page = await renderOnPage(<UndoToast />);
  offerUndo("plan", () => Promise.reject(new Error("the user is another one by now")));
  await page.getByRole("button", { name: "Undo", exact: false }).click();
  await expect.element(page.getByText("Not undone: the user is another one by now")).toBeVisible();
});

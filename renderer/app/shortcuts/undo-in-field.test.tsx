import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { useCommand } from "#renderer/session/commands.ts";
import { offerUndo, undoLabels, undoLast, useUndoableRemoval } from "#renderer/ui/undo.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { UndoToast } from "../undo-toast.tsx";
import { useShortcuts } from "./shortcuts.ts";

function FieldAfterRemoval() {
  useShortcuts();
  useCommand("undo", () => void undoLast(), { enabled: useUndoableRemoval() !== null });
  return (
    <>
      <input aria-label="Percentage" defaultValue="50" />
      <UndoToast />
    </>
  );
}

test("Ctrl+Z in a field that a removal gave the focus undoes the removal, and what was typed first", async () => {
  const page = await renderOnPage(<FieldAfterRemoval />);
  const field = page.getByRole("textbox", { name: "Percentage" });
  offerUndo("Condition 1", () => {});
  await field.click();
  await userEvent.keyboard("7{Control>}z{/Control}");
  await expect.element(field).toHaveValue("50");
  await expect.element(page.getByText(undoLabels.removed("Condition 1"))).toBeVisible();
  field.element().blur();
  field.element().focus();
  await userEvent.keyboard("{Control>}z{/Control}");
  await expect.element(page.getByText(undoLabels.restored("Condition 1"))).toBeVisible();
});

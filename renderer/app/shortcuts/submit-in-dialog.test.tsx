import { useState } from "react";
import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { PasteDialog } from "#renderer/parts/paste/paste-dialog.tsx";
import { usePastedText } from "#renderer/parts/paste/pasted-text.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { useShortcuts } from "./shortcuts.ts";

const onSubmit = vi.fn<(text: string) => void>();
const onRun = vi.fn<() => void>();

/** A screen that runs with Ctrl+Enter, and a dialog over it. */
function Screen() {
  useShortcuts();
  useCommand("run", onRun);
  const [isOpen, setOpen] = useState(false);
  const [text] = usePastedText("cohort");
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Paste…
      </button>
      {isOpen && (
        <PasteDialog
          {...{ place: "cohort", title: "Paste rows", box: "Rows", placeholder: "", submit: "Use these rows", cancel: "Cancel" }}
          canSubmit={text !== ""}
          onSubmit={() => {
            onSubmit(text);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

test("Ctrl+Enter submits a pasted text, and Escape closes the dialog and keeps it", async () => {
  const page = await renderOnPage(<Screen />);
  const box = page.getByRole("textbox", { name: "Rows" });
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Paste…" }).click();
  await expect.element(box).toHaveFocus();
  onRun.mockClear(); // the page is that of the file before: its last key press may come late, and runs what is here
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(dialog).toBeVisible();
  await userEvent.keyboard("userID{Enter}u-1{Escape}");
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(page.getByRole("button", { name: "Paste…" })).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect.element(box).toHaveValue("userID\nu-1");
  await expect
    .element(page.getByRole("button", { name: "Use these rows", exact: false }))
    .toHaveAttribute("title", "Use these rows (Ctrl ↵)");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(dialog).not.toBeInTheDocument();
  expect(onSubmit.mock.calls).toEqual([["userID\nu-1"]]);
  expect(onRun).not.toHaveBeenCalled();
  await page.getByRole("button", { name: "Paste…" }).click();
  await expect.element(box).toHaveValue("");
});

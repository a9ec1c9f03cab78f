import { expect, onTestFinished, test, vi } from "vitest";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { offerUndo, undoLabels, undoLast } from "#renderer/ui/undo.ts";
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

function DialogOf({ lines }: { lines: number }) {
  return (
    <OpenDialog title="Saved users" onClose={() => {}}>
      {Array.from({ length: lines }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change
        <p key={at}>Line {at + 1}</p>
      ))}
      <button type="button">Close it</button>
    </OpenDialog>
  );
}

test.each([3, 100])("a notice about what was done in a dialog of %i lines is in it, below its content", async (lines) => {
  const page = await renderOnPage(
    <>
      <UndoToast />
      <DialogOf lines={lines} />
    </>,
  );
  const dialog = page.getByRole("dialog");
  await expect.element(dialog).toBeVisible();
  offerUndo("plan", () => {});
  const notice = dialog.getByRole("region", { name: undoLabels.notice });
  await expect.element(notice).toBeInViewport();
  const last = dialog.getByRole("button", { name: "Close it" });
  last.element().scrollIntoView();
  // Wherever a dialog scrolls to its end, nothing covers its last line.
  dialog.element().scrollTo(0, dialog.element().scrollHeight);
  await expect.poll(() => notice.element().getBoundingClientRect().top >= last.element().getBoundingClientRect().bottom).toBe(true);
  await notice.getByRole("button", { name: undoLabels.undo, exact: false }).click();
  await expect.element(dialog.getByText(undoLabels.restored("plan"))).toBeVisible();
  await expect.poll(() => dialog.element().contains(document.activeElement)).toBe(true);
});

test("a dialog that opens over a notice covers it, and a notice of a closed dialog stays on the page", async () => {
  const page = await renderOnPage(<UndoToast />);
  offerUndo("plan", () => {});
  const notice = page.getByRole("region", { name: undoLabels.notice });
  await expect.element(notice).toBeVisible();
  const withDialog = await renderOnPage(<DialogOf lines={3} />);
  const { left, top, width, height } = notice.element().getBoundingClientRect();
  await expect.poll(() => notice.element().contains(document.elementFromPoint(left + width - 8, top + height / 2))).toBe(false);
  offerUndo("tier", () => {});
  await expect.element(withDialog.getByRole("dialog").getByRole("region", { name: undoLabels.notice })).toBeVisible();
  await withDialog.unmount();
  await expect.element(page.getByText(undoLabels.removed("tier"))).toBeVisible();
});

test("a notice stays while its button is held, and goes after its time once that is gone", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const page = await renderOnPage(<UndoToast />);
  const pass = async () => {
    await new Promise(requestAnimationFrame);
    vi.advanceTimersByTime(20_000);
    await new Promise(requestAnimationFrame);
  };
  const notices = () => page.getByRole("region", { name: undoLabels.notice }).elements();
  offerUndo("plan", () => {});
  await new Promise(requestAnimationFrame);
  page.getByRole("button", { name: undoLabels.undo, exact: false }).element().focus();
  await pass();
  expect(notices()).toHaveLength(1);
  // By the key: the focused button goes without a blur.
  await undoLast();
  await pass();
  expect(notices()).toHaveLength(0);
});

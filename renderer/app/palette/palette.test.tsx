import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { commandLabels, runCommand, useCommand } from "#renderer/session/commands.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { Palette, paletteDialog } from "./palette.tsx";
import { PaletteDialog } from "./palette-dialog.tsx";

test("has the focus as soon as its command has run, so that the next key is typed into its field and into no other", async () => {
  const page = await renderOnPage(
    <>
      <input aria-label="userID" />
      <Palette />
    </>,
  );
  const field = page.getByRole("combobox");
  runCommand("palette");
  await expect.element(field).toHaveFocus(); // its code is loaded now
  await userEvent.keyboard("{Escape}");
  await expect.element(field).not.toBeInTheDocument();

  await userEvent.click(page.getByRole("textbox", { name: "userID" }));
  runCommand("palette");
  expect(document.activeElement).toBe(field.element());
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("textbox", { name: "userID" })).toHaveFocus();
});

test("takes what is typed before its code is loaded, and the list goes on with it", async () => {
  const code = Promise.withResolvers<void>();
  const page = await renderOnPage(<Palette Dialog={paletteDialog(() => code.promise.then(() => PaletteDialog))} />);
  runCommand("palette");
  await userEvent.keyboard("expo");
  expect(page.getByRole("option").elements()).toEqual([]);
  code.resolve();
  await expect.element(page.getByRole("option", { name: commandLabels.exportHistory, exact: false }).first()).toBeVisible();
  await userEvent.keyboard("rt history");
  await expect.element(page.getByRole("combobox")).toHaveValue("export history");
});

// A command that was typed and entered at once stood in the field, and nothing happened.
test.for<[string, string, number]>([
  ["an Enter", "export history{Enter}", 1],
  ["no Enter after which more was typed", "export{Enter} history", 0],
])("the first item is chosen for %s before its code is loaded", async ([, keys, times]) => {
  const code = Promise.withResolvers<void>();
  const run = vi.fn<() => void>();
  function Page() {
    useCommand("exportHistory", run);
    return <Palette Dialog={paletteDialog(() => code.promise.then(() => PaletteDialog))} />;
  }
  const page = await renderOnPage(<Page />);
  runCommand("palette");
  await userEvent.keyboard(keys);
  code.resolve();
  if (times === 0) await expect.element(page.getByRole("option").first()).toBeVisible();
  else await expect.element(page.getByRole("combobox")).not.toBeInTheDocument();
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(times));
});

import { useState } from "react";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { ToolsFilter } from "#renderer/parts/many/tools.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { SearchField } from "#renderer/ui/search-field.tsx";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { useShortcuts } from "./shortcuts.ts";

const filters = { ToolsFilter, SearchField };

function Running({ of }: { of: keyof typeof filters }) {
  const [text, setText] = useState("");
  const [isCancelled, setCancelled] = useState(false);
  useShortcuts();
  useCommand("cancel", () => setCancelled(true));
  return (
    <>
      {of === "ToolsFilter" ? (
        <ToolsFilter label="Filter users" text={text} onText={setText} inputRef={null} />
      ) : (
        <SearchField label="Filter users" placeholder="" text={text} onText={setText} inputRef={null} />
      )}
      {isCancelled && <p>cancelled</p>}
    </>
  );
}

test.each(["ToolsFilter", "SearchField"] as const)("Escape in a %s clears its text before it cancels what is running", async (of) => {
  const page = await renderOnPage(<Running of={of} />);
  const field = page.getByRole("textbox", { name: "Filter users" }).or(page.getByRole("searchbox", { name: "Filter users" }));
  await field.fill("u-12");
  await userEvent.keyboard("{Escape}");
  await expect.element(field).toHaveValue("");
  expect(page.getByText("cancelled").query()).toBeNull();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByText("cancelled")).toBeVisible();
});

import { useState } from "react";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { ToolsFilter } from "./tools.tsx";

function Filter() {
  const [text, setText] = useState("checkout");
  return <ToolsFilter label="Filter" text={text} onText={setText} inputRef={null} />;
}

test("Escape clears a filter first; only then it is for the screen", async () => {
  const escapes: string[] = [];
  const keepEscape = ({ key }: KeyboardEvent) => void (key === "Escape" && escapes.push(key));
  window.addEventListener("keydown", keepEscape);
  const page = await renderOnPage(<Filter />);
  const field = page.getByRole("textbox", { name: "Filter" });
  await field.click();
  await userEvent.keyboard("{Escape}");
  await expect.element(field).toHaveValue("");
  await expect.element(field).toHaveFocus();
  expect(escapes).toEqual([]);
  await userEvent.keyboard("{Escape}");
  expect(escapes).toEqual(["Escape"]);
  window.removeEventListener("keydown", keepEscape);
});

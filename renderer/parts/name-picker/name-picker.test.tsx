import { useState } from "react";
import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { NamePicker } from "./name-picker.tsx";

const names = ["apple_pay", "checkout_v2", "dark_mode", ...Array.from({ length: 5_000 }, (_, index) => `generated_${index}`)];

function Picker({ kind = "gate", onRun = () => {} }: { kind?: EntityKind; onRun?: () => void }) {
  const [text, setText] = useState("");
  const known = names.map((name): KnownName => ({ kind, name, source: "definitions", entity: null, idType: null, layerName: null }));
  return <NamePicker kind={kind} value={text} onChange={setText} onRun={onRun} known={known} />;
}

const field = { name: /Name of the/ };

test("finds and picks a name with the keyboard alone", async () => {
  const page = await renderOnPage(<Picker kind="config" />);
  await userEvent.type(page.getByRole("combobox", field), "check");
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(page.getByRole("option", { name: /checkout_v2/ })).toHaveAttribute("aria-selected", "true");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("combobox", field)).toHaveValue("checkout_v2");
  await expect.element(page.getByRole("listbox")).not.toBeInTheDocument();
});

test("the down arrow opens the known names at the first one", async () => {
  const page = await renderOnPage(<Picker kind="config" />);
  await userEvent.click(page.getByRole("combobox", field));
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(page.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
});

test("accepts several gates, and completes the one at the caret", async () => {
  const page = await renderOnPage(<Picker />);
  await userEvent.type(page.getByRole("combobox", field), "apple_pay, dar");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(page.getByRole("combobox", field)).toHaveValue("apple_pay, dark_mode");
  await expect.element(page.getByText("2 gates")).toBeVisible();
});

test("Enter checks the typed name if no name in the list is chosen", async () => {
  const run = vi.fn();
  const page = await renderOnPage(<Picker onRun={run} />);
  await userEvent.type(page.getByRole("combobox", field), "a_name_nobody_knows{Enter}");
  expect(run).toHaveBeenCalledOnce();
  await expect.element(page.getByRole("combobox", field)).toHaveValue("a_name_nobody_knows");
});

test("Escape closes the list and keeps the typed text", async () => {
  const page = await renderOnPage(<Picker />);
  await userEvent.type(page.getByRole("combobox", field), "dark{Escape}");
  await expect.element(page.getByRole("combobox", field)).toHaveValue("dark");
  await expect.element(page.getByRole("combobox", field)).toHaveAttribute("aria-expanded", "false");
});

test("converts a pasted column to one line of names", async () => {
  const page = await renderOnPage(<Picker />);
  const input = page.getByRole("combobox", field);
  await input.click();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", "apple_pay\r\ndark_mode\r\n");
  input.element().dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  await expect.element(input).toHaveValue("apple_pay, dark_mode");
});

test("renders only the visible ones of thousands of known names", async () => {
  const page = await renderOnPage(<Picker />);
  await userEvent.type(page.getByRole("combobox", field), "generated");
  await expect.element(page.getByRole("option").first()).toHaveAttribute("aria-setsize", "5000");
  expect(page.getByRole("option").elements().length).toBeLessThan(40);
});

test("states in the list that an unknown name can be checked", async () => {
  const page = await renderOnPage(<Picker kind="layer" />);
  await userEvent.type(page.getByRole("combobox", field), "zzzz");
  await expect.element(page.getByText(/None of the 5003 known layers contains “zzzz”/)).toBeVisible();
});

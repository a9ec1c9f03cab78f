import { Menu } from "@mantine/core";
import { beforeEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { useCommand } from "#renderer/session/commands.ts";
import { DropdownMenu } from "#renderer/ui/dropdown/dropdown-menu.tsx";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { useShortcuts } from "./shortcuts.ts";

const saveCase = vi.fn();
const copyLink = vi.fn();
beforeEach(() => {
  saveCase.mockClear();
  copyLink.mockClear();
});

function AnswerWithMenu({ commands }: { commands: string }) {
  useShortcuts();
  useCommand("saveCase", saveCase);
  useCommand("copyLink", copyLink);
  const { dropdown, button, wasOpened } = useDropdown("menu");
  return (
    <>
      <button type="button" {...button}>
        Projects
      </button>
      {wasOpened && (
        <DropdownMenu dropdown={dropdown} commands={commands}>
          <Menu.Item>Acme</Menu.Item>
          <Menu.Item>Lumen &amp; Loom</Menu.Item>
          <Menu.Item>Sandbox</Menu.Item>
        </DropdownMenu>
      )}
    </>
  );
}

test.each([
  ["s", "Sandbox"],
  ["lu", "Lumen & Loom"],
])("%s in an open menu finds %s, and runs no command of the screen below", async (letters, found) => {
  const page = await renderOnPage(<AnswerWithMenu commands="" />);
  await page.getByRole("button", { name: "Projects" }).click();
  await expect.element(page.getByRole("menuitem", { name: "Acme" })).toHaveFocus();
  await userEvent.keyboard(letters);
  await expect.element(page.getByRole("menuitem", { name: found })).toHaveFocus();
  expect([saveCase.mock.calls, copyLink.mock.calls]).toEqual([[], []]);
});

test("a letter that a menu shows beside one of its items runs that item's command", async () => {
  const page = await renderOnPage(<AnswerWithMenu commands="copyLink" />);
  await page.getByRole("button", { name: "Projects" }).click();
  await expect.element(page.getByRole("menuitem", { name: "Acme" })).toHaveFocus();
  await userEvent.keyboard("s");
  await expect.element(page.getByRole("menuitem", { name: "Sandbox" })).toHaveFocus();
  await userEvent.keyboard("l");
  expect([saveCase.mock.calls.length, copyLink.mock.calls.length]).toEqual([0, 1]);
});

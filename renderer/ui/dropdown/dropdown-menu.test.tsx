import { Menu } from "@mantine/core";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { lazyPart } from "../lazy-part.tsx";
import { DropdownMenu } from "./dropdown-menu.tsx";
import { useDropdown } from "./use-dropdown.ts";

const LazyMenu = lazyPart(async () => DropdownMenu);

function Choices() {
  const { dropdown, button, wasOpened } = useDropdown("menu");
  return (
    <>
      <button type="button" {...button}>
        Choices
      </button>
      {wasOpened && (
        <LazyMenu dropdown={dropdown} position="bottom-start">
          <Menu.Item>One</Menu.Item>
        </LazyMenu>
      )}
    </>
  );
}

test("a dropdown whose code is loaded when it first opens takes the focus, gives it back to its button, and closes with it", async () => {
  const page = await renderOnPage(<Choices />);
  const button = page.getByRole("button", { name: "Choices" });
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("menuitem", { name: "One" })).toHaveFocus();
  await expect
    .element(page.getByRole("menu", { name: "Choices" }))
    .toHaveAttribute("id", button.element().getAttribute("aria-controls") ?? "");
  await userEvent.keyboard("{Escape}");
  await expect.element(button).toHaveFocus();
  await button.click();
  await expect.element(page.getByRole("menu")).toBeVisible();
  await button.click();
  await expect.element(page.getByRole("menu")).not.toBeInTheDocument();
});

import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { PackageList } from "./licences.tsx";

const packages = [
  { name: "@fontsource-variable/inter", version: "5.3.0", licence: "OFL-1.1", text: "SIL OPEN FONT LICENSE" },
  { name: "react-remove-scroll-bar", version: "2.3.8", licence: "MIT", text: null },
  { name: "zod", version: "4.6.7", licence: "MIT", text: "MIT License\n\nCopyright (c) Colin McDonnell" },
];

test("searches packages by name and by licence, and shows how many match", async () => {
  const page = await renderOnPage(<PackageList packages={packages} />);
  const search = page.getByRole("searchbox", { name: "Search the licences" });
  await userEvent.type(search, "mit");
  await expect.element(page.getByRole("status")).toHaveTextContent("2 of 3");
  await expect.element(page.getByText("@fontsource-variable/inter")).not.toBeInTheDocument();
  await userEvent.type(search, "{Escape}ZOD");
  await expect.element(page.getByRole("status")).toHaveTextContent("1 of 3");
  await userEvent.type(search, "x");
  await expect.element(page.getByText("No package has “ZODx” in its name or licence.")).toBeVisible();
});

test("opens a licence text with the keyboard", async () => {
  const page = await renderOnPage(<PackageList packages={packages} />);
  await userEvent.type(page.getByRole("searchbox"), "zod");
  const licence = page.getByRole("group");
  await expect.element(licence).not.toHaveAttribute("open");
  await userEvent.tab(); // the button that clears the search
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  await expect.element(licence).toHaveAttribute("open");
  await expect.element(licence.getByText(/Colin McDonnell/)).toBeVisible();
});

test("shows that a package contains no licence text", async () => {
  const page = await renderOnPage(<PackageList packages={packages} />);
  await page.getByText("react-remove-scroll-bar").click();
  await expect.element(page.getByText("This package contains no licence text; its package.json says MIT.")).toBeVisible();
});

import { expect, test, vi } from "vitest";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { pasteLabels } from "./paste-labels.ts";
import { PasteUser } from "./paste-user.tsx";

const onUse = vi.fn<(user: StatsigUser) => void>();

async function paste(text: string) {
  const page = await renderOnPage(<PasteUser onClose={() => undefined} onUse={onUse} />);
  await page.getByRole("textbox", { name: pasteLabels.box }).fill(text);
  return page;
}

test("one of several users in a text is chosen, and another text begins with its first user again", async () => {
  const page = await paste('[{"userID":"ada"},{"userID":"bob","email":"b@x.de"}]');
  const choice = page.getByRole("group", { name: pasteLabels.severalUsers(2) });
  await expect.element(choice.getByRole("radio", { name: /^ada/ })).toBeChecked();
  await choice.getByRole("radio", { name: /^bob/ }).click();
  await expect.element(page.getByRole("region", { name: "Resulting user" })).toHaveTextContent('{ "userID": "bob", "email": "b@x.de" }');
  await page.getByRole("button", { name: pasteLabels.use, exact: false }).click();
  expect(onUse).toHaveBeenLastCalledWith({ userID: "bob", email: "b@x.de" });
  await page.getByRole("textbox", { name: pasteLabels.box }).fill("user_id=eve email=e@x.de\nuser_id=mia email=m@x.de");
  await expect.element(choice.getByRole("radio", { name: /^eve/ })).toBeChecked();
});

test("a field that was not understood is named", async () => {
  const page = await paste('StatsigUser("ada", country=country)');
  await expect.element(page.getByRole("listitem")).toHaveTextContent("“country” was not understood: country.");
  await expect.element(page.getByRole("button", { name: pasteLabels.use, exact: false })).toBeEnabled();
});

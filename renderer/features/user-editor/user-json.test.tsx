import { expect, test } from "vitest";
import { useSession } from "#renderer/session/session.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { UserJson } from "./user-json.tsx";
import { userLabels } from "./user-labels.ts";

function Panel() {
  const { user, userText } = useSession();
  return <UserJson user={user} userText={userText} />;
}

test("a field that the JSON has twice is named, with the value that counts, until it is there once", async () => {
  const page = await renderOnPage(<Panel />);
  const editor = page.getByRole("textbox", { name: userLabels.asJson });
  await editor.fill('{"userID":"a","userID":"b"}');
  const warning = page.getByText("userID occurs more than once; the last value was used.");
  await expect.element(warning).toBeVisible();
  expect(useSession.getState().user).toEqual({ userID: "b" });

  await editor.fill('{"userID":"b"}');
  await expect.element(warning).not.toBeInTheDocument();
});

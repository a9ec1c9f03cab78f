import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { useUserView } from "./user-view.ts";

function Panel({ userText }: { userText: string | null }) {
  const [view, setView] = useUserView(userText);
  return (
    <button type="button" onClick={() => setView(view === "form" ? "json" : "form")}>
      {view}
    </button>
  );
}

test("the view that was chosen stays when the panel is drawn again; JSON that is not valid is shown as JSON", async () => {
  const first = await renderOnPage(<Panel userText={null} />);
  await first.getByRole("button", { name: "form" }).click();
  await expect.element(first.getByRole("button", { name: "json" })).toBeVisible();
  await first.unmount();

  const second = await renderOnPage(<Panel userText={null} />);
  await second.getByRole("button", { name: "json" }).click();
  await second.unmount();

  const third = await renderOnPage(<Panel userText="{" />);
  await expect.element(third.getByRole("button", { name: "json" })).toBeVisible();
});

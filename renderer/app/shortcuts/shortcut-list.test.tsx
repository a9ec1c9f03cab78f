import { expect, test } from "vitest";
import { useCommand } from "#renderer/session/commands.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { ShortcutList } from "./shortcut-list.tsx";

function OnScreen({ label, enabled }: { label: string; enabled: boolean }) {
  useCommand("run", () => {}, { label, enabled });
  return <ShortcutList />;
}

test("says what the chord that runs or sends would do now, so that a check that logs is named", async () => {
  const page = await renderOnPage(<OnScreen label="Check and log checkout_v2" enabled />);
  await expect.element(page.getByText("Run or send: Check and log checkout_v2")).toBeVisible();
});

test("says nothing of a command that cannot run now", async () => {
  const page = await renderOnPage(<OnScreen label="Send 1 event" enabled={false} />);
  await expect.element(page.getByText("Run or send", { exact: true })).toBeVisible();
});

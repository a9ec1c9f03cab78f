import { beforeEach, expect, test } from "vitest";
import { setScreen, useSession } from "#renderer/session/session.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { openScreen, useScreenPlaces } from "./screen-places.ts";

function Page() {
  useScreenPlaces();
  return null;
}

beforeEach(() => setScreen("inspect"));

test.each([
  ["events", "events/ledger", "events/ledger"],
  ["cohorts", "cohorts/what-if/gate/checkout_v2", "cohorts/what-if/gate/checkout_v2"],
  ["settings", "settings/projects/p1/unlock", "settings/projects"],
  ["tests", "tests", "tests"],
] as const)("%s comes back where it was left", async (id, left, shown) => {
  await renderOnPage(<Page />);
  setScreen(left);
  setScreen("history");
  openScreen(id);
  expect(useSession.getState().screen).toBe(shown);
});

test("a screen that was not shown yet opens at its start", async () => {
  await renderOnPage(<Page />);
  openScreen("compare");
  expect(useSession.getState().screen).toBe("compare");
});

import { beforeEach, expect, test } from "vitest";
import { blankSnapshot, selectProject, useSession } from "#renderer/session/session.ts";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { changeEventsView } from "../events-view.ts";
import { LastSentNote } from "./last-sent-note.tsx";

const project = (id: string, name: string): Project => ({ ...blankProject(), id, kind: "statsig", name, createdAtMs: 0 });
const navigation = { onOpenExchange: () => {}, onOpenSandbox: () => {}, onOpenOutbox: () => {}, onOpenLedger: () => {} };

beforeEach(() => {
  useSession.setState({ ...blankSnapshot, projects: [project("shop", "Shop"), project("blog", "Blog")], projectId: "shop" });
  changeEventsView({ lastSent: { events: { batchIds: ["b1"], count: 1, projectId: "shop" } } });
});

test("what was sent last names its project once another one is selected, and its outbox is that of its project", async () => {
  const page = await renderOnPage(<LastSentNote what="events" navigation={navigation} />);
  await expect.element(page.getByText(/^1 event kept on disk/)).toBeVisible();
  selectProject("blog");
  await expect.element(page.getByText(/^1 event to Shop kept on disk/)).toBeVisible();
  await page.getByRole("button", { name: "Open the outbox" }).click();
  expect(useSession.getState().projectId).toBe("shop");
});

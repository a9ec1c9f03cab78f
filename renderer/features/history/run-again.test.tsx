import { beforeEach, expect, test } from "vitest";
import { compareWithLabels } from "#renderer/answer/compare-with/compare-with-labels.ts";
import { comparedIn } from "#renderer/session/open-request.ts";
import { blankSnapshot, useSession } from "#renderer/session/session.ts";
import { showNotice, useNotice } from "#renderer/ui/notice.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { CompareEntryWith } from "./compare-entry-with.tsx";
import { compareEntriesLabels } from "./history-labels.ts";
import { openInHistory } from "./history-view.ts";
import type { RunChange } from "./run-again.ts";

const project = { ...blankProject(), id: "shop", kind: "statsig", name: "Lumen & Loom", createdAtMs: 0 } as Project;
const entry = { ...createHistoryEntry("first"), row: { exchangeId: "first", actionId: "action" } } as HistoryEntry; // of the row only its IDs are used

beforeEach(() => {
  showNotice(null);
  useSession.setState({ ...blankSnapshot, projects: [project], projectId: project.id, screen: "history" });
  openInHistory("first");
});

function ShownNotice() {
  return <p>{useNotice()?.text}</p>;
}

/** Draws the menu of a request, and runs it again in production; the test answers. */
async function runInProduction() {
  const asked: RunChange[] = [];
  const answer = Promise.withResolvers<string>();
  const run = (_: unknown, change: RunChange) => {
    asked.push(change);
    return answer.promise;
  };
  const page = await renderOnPage(
    <>
      <ShownNotice />
      <CompareEntryWith entry={entry} run={run} />
    </>,
  );
  const button = page.getByRole("button", { name: compareWithLabels.open });
  await button.click();
  await page.getByRole("menuitem", { name: "production", exact: true }).click();
  expect(asked).toMatchObject([{ tier: "production", user: { userID: "u-1036" } }]);
  const isRunning = () => button.element().hasAttribute("data-loading");
  await expect.poll(isRunning).toBe(true);
  return { page, answer, ended: () => expect.poll(isRunning).toBe(false) };
}

const opened = () => useSession.getState().openRequest;

test("a request that is run again is compared with the first one", async () => {
  const { answer, ended } = await runInProduction();
  answer.resolve("second");
  await ended();
  expect(comparedIn(opened())).toEqual(["first", "second"]);
});

test("a request that was opened while another one is run again stays open", async () => {
  const { answer, ended } = await runInProduction();
  openInHistory("third");
  answer.resolve("second");
  await ended();
  expect(opened()).toBe("third");
});

test("a request that could not be run again stays open, with the reason", async () => {
  const { page, answer, ended } = await runInProduction();
  answer.reject(new Error("Nothing was sent."));
  await ended();
  expect(opened()).toBe("first");
  await expect.element(page.getByText(compareEntriesLabels.notChecked("Nothing was sent."))).toBeVisible();
});

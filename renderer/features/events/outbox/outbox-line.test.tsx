import { beforeEach, expect, test } from "vitest";
import { blankSnapshot, useSession } from "#renderer/session/session.ts";
import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { outboxLabels } from "./outbox-labels.ts";
import { OutboxLineItem } from "./outbox-line.tsx";

const batch: Batch = {
  ...{ id: "b1", seq: 1, projectId: "shop", projectName: "Shop", tier: "staging", kind: "events", count: 1, firstName: "bought" },
  ...{ userLabel: "Ada", state: "waiting", attempts: 1, createdAtMs: 0, changedAtMs: 0, nextTryAtMs: null, problem: null },
  ...{ httpStatus: null, mayBeDuplicate: false, exchangeId: null, runId: null, firstRow: null, lastRow: null },
};

beforeEach(() => {
  const shop = { ...blankProject(), id: "shop", kind: "statsig", name: "Shop", createdAtMs: 0 } as const;
  useSession.setState({ ...blankSnapshot, projects: [{ ...shop, tiers: [{ name: "staging", isProtected: true }] }] });
});

/** Returns the labels of the buttons of a batch. */
async function renderBatch(change: Partial<Batch>) {
  const page = await renderOnPage(
    <OutboxLineItem line={{ is: "batch", key: "b1", batch: { ...batch, ...change } }} onOpenExchange={() => {}} onOpenRun={() => {}} />,
  );
  return {
    page,
    buttons: page
      .getByRole("button")
      .elements()
      .map((button) => button.textContent),
  };
}

test("a batch that waits in a tier that is protected by now says that it is sent without another question", async () => {
  const { page } = await renderBatch({});
  await expect.element(page.getByText(outboxLabels.confirmedWhenStored("staging"))).toBeVisible();
});

test("a batch of another tier does not", async () => {
  const { page } = await renderBatch({ tier: "development" });
  expect(page.getByText(outboxLabels.confirmedWhenStored("development")).elements()).toEqual([]);
});

test("a refused batch of a protected tier says that sending it again asks first", async () => {
  expect((await renderBatch({ state: "refused" })).buttons).toContain(outboxLabels.askToResend);
  expect((await renderBatch({ state: "refused", tier: "development" })).buttons).toContain(outboxLabels.sendAgain);
});

test("of a removed project, nothing is offered that would send", async () => {
  for (const state of ["waiting", "refused", "may_have_arrived"] as const)
    expect((await renderBatch({ projectId: "gone", state })).buttons.filter((label) => /send|edit/i.test(label ?? ""))).toEqual([]);
});

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";
import { takeFile } from "#renderer/answer/explain/explain-view.ts";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { projectIdNow } from "#renderer/session/session.ts";
import type { CohortListing } from "#shared/domain/cohort/cohort.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { renderInUnreadProject } from "#tests/fakes/unread-project.tsx";
import { type Focus, WhatIf } from "./what-if.tsx";
import { whatIfLabels } from "./what-if-labels.ts";
import { useWhatIf } from "./what-if-state.ts";

const nothingInView = { cohortId: null, entity: null };

beforeEach(() => useWhatIf.setState({ users: null }));

test("a project whose names were never read says so, and offers to read its rules", async () => {
  const page = await renderInUnreadProject(<WhatIf focus={null} inView={nothingInView} onFocus={() => {}} />);
  await expect.element(page.getByText(noNamesLabels.unread)).toBeVisible();
  await expect.element(page.getByRole("button", { name: noNamesLabels.read })).toBeEnabled();
  await expect.element(page.getByText(whatIfLabels.readingRules, { exact: false })).not.toBeInTheDocument();
});

/** Shows What if in a project with three gates and two cohorts. */
function show(inView: { cohortId: string | null; entity: Focus | null }, focus: Focus | null = null) {
  const projectId = projectIdNow();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const names = ["checkout_v2", "dark_mode", "gift_cards"].map((name) => ({ kind: "gate", name, idType: "userID" })) as Catalog["names"]; // what is listed of a name
  queries.setQueryData(orpc.catalog.names.queryKey({ input: { projectId } }), { names, definitionsAtMs: 1, problem: null, nextStep: null });
  const cohorts = ["newest", "shown"].map((cohortId) => ({
    cohortId,
    projectId,
    name: cohortId,
    sourceText: "",
    users: 10,
  })) as CohortListing[]; // what is listed of a cohort
  queries.setQueryData(orpc.cohorts.list.queryKey(), cohorts);
  queries.setQueryData(orpc.users.list.queryKey(), []);
  return renderOnPage(
    <QueryClientProvider client={queries}>
      <WhatIf focus={focus} inView={inView} onFocus={() => {}} />
    </QueryClientProvider>,
  );
}

const gate = (name: string): Focus => ({ kind: "gate", name });

test("from a cohort it opens the entity that the cohort is about, with the users of the cohort", async () => {
  const page = await show({ cohortId: "shown", entity: gate("gift_cards") });
  await expect.element(page.getByRole("combobox", { name: whatIfLabels.entity })).toHaveValue("gift_cards");
  await expect.element(page.getByRole("combobox", { name: whatIfLabels.users })).toHaveValue("shown");
});

test("an entity that was chosen here comes before that of the cohort, and one that the rules no longer have is not opened", async () => {
  const chosen = await show({ cohortId: "shown", entity: gate("gift_cards") }, gate("dark_mode"));
  await expect.element(chosen.getByRole("combobox", { name: whatIfLabels.entity })).toHaveValue("dark_mode");
  await chosen.unmount();
  const gone = await show({ cohortId: "shown", entity: gate("no_longer_there") });
  await expect.element(gone.getByRole("combobox", { name: whatIfLabels.entity })).toHaveValue("checkout_v2");
});

test("users that were chosen beside another cohort give way to those of the one that is shown", async () => {
  useWhatIf.setState({ users: { value: "new_ids", besideCohort: "newest" } });
  const other = await show({ cohortId: "shown", entity: null });
  await expect.element(other.getByRole("combobox", { name: whatIfLabels.users })).toHaveValue("shown");
  await other.unmount();
  const same = await show({ cohortId: "newest", entity: null });
  await expect.element(same.getByRole("combobox", { name: whatIfLabels.users })).toHaveValue("new_ids");
});

test("a project without rules edits a copy of those of the opened file, says so, and can close it", async () => {
  const projectId = projectIdNow();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const catalogOf = (names: string[]) => ({
    names: names.map((name) => ({ kind: "gate", name, idType: "userID" })) as Catalog["names"], // what is listed of a name
    definitionsAtMs: names.length === 0 ? null : 1,
    problem: names.length === 0 ? "Definitions could not be read: Shop has no server secret key." : null,
    nextStep: null,
  });
  queries.setQueryData(orpc.catalog.names.queryKey({ input: { projectId } }), catalogOf([]));
  queries.setQueryData(orpc.catalog.names.queryKey({ input: { projectId, snapshotId: "file" } }), catalogOf(["only_in_the_file"]));
  queries.setQueryData(orpc.explain.definitions.queryKey({ input: { projectId } }), {
    snapshotId: null,
    snapshots: [],
  } as unknown as DefinitionsInfo); // what is read of them
  queries.setQueryData(orpc.cohorts.list.queryKey(), []);
  queries.setQueryData(orpc.users.list.queryKey(), []);
  takeFile(projectId, { snapshotId: "file", fileName: "tuesday.json", encoding: null });
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <WhatIf focus={null} inView={nothingInView} onFocus={() => {}} />
    </QueryClientProvider>,
  );
  await expect.element(page.getByRole("combobox", { name: whatIfLabels.entity })).toHaveValue("only_in_the_file");
  await expect.element(page.getByText(rulesText({ time: "", fileName: "tuesday.json" }))).toBeVisible();
  await page.getByRole("button", { name: whatIfLabels.closeFile }).click();
  await expect.element(page.getByText("Definitions could not be read", { exact: false })).toBeVisible();
});

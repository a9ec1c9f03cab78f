import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { orpc } from "#renderer/host/client.ts";
import { projectIdNow } from "#renderer/session/session.ts";
import type { OutcomeUser } from "#shared/domain/cohort/cohort.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import type { RulesDraft } from "#shared/domain/rules-draft/rules-draft.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { cohortsLabels } from "../cohorts-labels.ts";
import { useSetup } from "../cohorts-state.ts";
import { useQuestion } from "../use-question.ts";
import { Outcomes } from "./generated.tsx";

const entity = { kind: "gate", name: "beta" } as const;

afterEach(() => useSetup.setState({ source: "file", outcomesOf: null, entities: null, snapshotId: null, draft: null, tier: null }));

test("the users for every outcome are those of the rules and the tier with which the set-up checks", async () => {
  const projectId = projectIdNow();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(orpc.explain.definitions.queryKey({ input: { projectId } }), {
    snapshotId: "newest",
    snapshots: [{ id: "tuesday" }],
  } as DefinitionsInfo); // what the set-up reads of them
  const made = (userID: string): OutcomeUser[] => [
    { label: "Pass", detail: "rule 1", state: "pass", groupName: null, user: { userID }, place: null, reason: null },
  ];
  queries.setQueryData(
    orpc.cohorts.outcomes.queryKey({ input: { projectId, tier: "staging", snapshotId: "tuesday", entity } }),
    made("u-tuesday"),
  );
  useSetup.setState({ outcomesOf: entity, snapshotId: "tuesday", tier: "staging" });
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <Outcomes />
    </QueryClientProvider>,
  );
  await expect.element(page.getByText("u-tuesday")).toBeVisible();
  await expect.element(page.getByText(cohortsLabels.allCovered(1), { exact: false })).toBeVisible();
  // A draft of What if is one of the newest rules.
  const draft: RulesDraft = { gatescopeDraft: 1, name: "Everybody", edits: [] };
  const input = { projectId, tier: "staging", snapshotId: null, entity, draft };
  queries.setQueryData(orpc.cohorts.outcomes.queryKey({ input }), made("u-draft"));
  useSetup.setState({ draft, snapshotId: null });
  await expect.element(page.getByText("u-draft")).toBeVisible();
});

test("the number of users for every outcome is known as soon as they are made", async () => {
  const projectId = projectIdNow();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const user = (label: string, userID: string | null): OutcomeUser => ({
    ...{ label, detail: "rule 1", state: null, groupName: null, place: null, reason: null },
    user: userID === null ? null : { userID },
  });
  queries.setQueryData(orpc.cohorts.outcomes.queryKey({ input: { projectId, tier: "staging", snapshotId: null, entity } }), [
    user("Pass", "u-1"),
    user("Fail", "u-2"),
    user("Nobody", null),
  ]);
  useSetup.setState({ source: "outcomes", outcomesOf: entity, entities: [entity], tier: "staging" });
  const Count = () => {
    const current = useQuestion();
    return <output>{current.is === "ready" ? cohortsLabels.check(current.users) : current.problem}</output>;
  };
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <Count />
    </QueryClientProvider>,
  );
  await expect.element(page.getByText(cohortsLabels.check(2))).toBeVisible();
});

test("the users are checked for the entity of which they were made", async () => {
  const projectId = projectIdNow();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const other = { kind: "gate", name: "alpha" } as const;
  const catalog = { names: [other, entity].map((named) => ({ ...named, idType: "userID" })), definitionsAtMs: 1, problem: null };
  queries.setQueryData(orpc.catalog.names.queryKey({ input: { projectId } }), catalog as never); // what the list reads of it
  useSetup.setState({ source: "outcomes", entities: [other] });
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <Outcomes />
    </QueryClientProvider>,
  );
  await page.getByRole("combobox", { name: cohortsLabels.outcomesOf }).click();
  await page.getByRole("option", { name: "beta" }).click();
  expect(useSetup.getState()).toMatchObject({ outcomesOf: entity, entities: [other, entity] });
});

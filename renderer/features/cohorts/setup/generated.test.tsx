import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { orpc } from "#renderer/host/client.ts";
import { projectIdNow } from "#renderer/session/session.ts";
import type { OutcomeUser } from "#shared/domain/cohort/cohort.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { cohortsLabels } from "../cohorts-labels.ts";
import { useSetup } from "../cohorts-state.ts";
import { Outcomes } from "./generated.tsx";

const entity = { kind: "gate", name: "beta" } as const;

afterEach(() => useSetup.setState({ outcomesOf: null, snapshotId: null, tier: null }));

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
});

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { orpc } from "#renderer/host/client.ts";
import { useSession } from "#renderer/session/session.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { CompareWith } from "./compare-with.tsx";
import { compareWithLabels } from "./compare-with-labels.ts";

test("a user with a tier of its own is compared with itself in another tier", async () => {
  const projectId = "shop";
  const tiers = ["development", "staging", "production"].map((name) => ({ name, isProtected: false }));
  useSession.setState({
    projects: [{ ...blankProject(), id: projectId, name: "Shop", kind: "sandbox", tiers } as never],
    comparedSubjects: [],
  });
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(orpc.users.list.queryKey(), []);
  queries.setQueryData(orpc.explain.definitions.queryKey({ input: { projectId } }), { snapshots: [] } as never);
  const user = { userID: "u-1", statsigEnvironment: { tier: "production" } };
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <CompareWith request={{ projectId, keyId: null, tier: "staging", user, userLabel: "u-1" }} />
    </QueryClientProvider>,
  );
  await page.getByRole("button", { name: compareWithLabels.open }).click();
  await page.getByRole("menuitem", { name: compareWithLabels.inTier("staging") }).click();
  const place = { projectId, keyId: null, user: { userID: "u-1" }, userLabel: "u-1", snapshotId: null, atMs: null };
  expect(useSession.getState().comparedSubjects).toEqual([
    { ...place, tier: "production" },
    { ...place, tier: "staging" },
  ]);
});

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import type { Column } from "#renderer/answer/comparison/use-columns.ts";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { projectIdNow, setComparedSubjects, useSession } from "#renderer/session/session.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { ComparisonHeadline } from "./comparison-headline.tsx";

afterEach(() => useSession.setState({ projects: [], comparedSubjects: [] }));

const subject = { projectId: "shop", user: {}, userLabel: "" } as CompareSubject; // what the headline reads of a column
const column = { subject, name: "Lena", projectName: "Shop" } as Column;
const comparison = { request: { subjects: [subject, subject] }, rows: [] };

test("a comparison without rules offers a key, a file, and the sandbox, in which the columns begin anew", async () => {
  useSession.setState({ projects: [{ id: "shop", kind: "statsig", name: "Shop", tiers: [] } as unknown as Project] });
  setComparedSubjects([subject, subject]);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(orpc.keys.list.queryKey({ input: { projectId: "shop" } }), []);
  const summary = { is: "no_rules" as const, subject: 0, reason: "Shop has no server secret key.", nextStep: "Add one." };
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <ComparisonHeadline
        state={{ is: "refused", comparison, summary }}
        columns={[column, column]}
        reason={null}
        onCompare={() => undefined}
      />
    </QueryClientProvider>,
  );
  await expect.element(page.getByRole("button", { name: noNamesLabels.addKey })).toBeEnabled();
  await expect.element(page.getByRole("button", { name: compareLabels.openRules })).toBeEnabled();
  await page.getByRole("button", { name: noNamesLabels.useSandbox }).click();
  expect([projectIdNow(), useSession.getState().comparedSubjects]).toEqual([sandboxProjectId, []]);
});

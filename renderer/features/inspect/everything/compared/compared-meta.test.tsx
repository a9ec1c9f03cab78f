import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import type { Compared, CompareState } from "#renderer/answer/comparison/compare-state.ts";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { useSession } from "#renderer/session/session.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import type { ComparedCounts } from "../../answers/compared-answers.ts";
import { comparedLabels } from "./compared-labels.ts";
import { ComparedMeta } from "./compared-meta.tsx";

const projectId = "shop";
const request = {
  ...{ projectId, keyId: null, tier: "production", user: { userID: "u-1" }, userLabel: "Lena, Hamburg" },
  ...{ isLogging: false, userProblem: null, savedUserId: null },
};
const place = { projectId, keyId: null, tier: "production", snapshotId: null, atMs: null };
const other: CompareSubject = { ...place, user: { userID: "u-2" }, userLabel: "Mia" };
const comparison = { request: { subjects: [{ ...other, user: request.user, userLabel: "Lena" }, other] }, rows: [] };
const done = { is: "done", comparison, live: { is: "none" } } as const;
const summary: Compared = { is: "compared", rules: [], atMs: 0, elapsedMs: 1, total: 3, noEffect: [], editTimes: [] };
const counts: ComparedCounts = { total: 4, differs: 1, same: 1, undecided: 1, disagrees: 0, missing: 0, pending: 0 };

function draw(state: CompareState, { isOfAnswers = true, of = counts as ComparedCounts | null } = {}) {
  useSession.setState({ projects: [{ ...blankProject(), id: projectId, name: "Shop", kind: "statsig" } as never] });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(orpc.keys.list.queryKey({ input: { projectId } }), []);
  return renderOnPage(
    <QueryClientProvider client={queries}>
      <p>
        <ComparedMeta request={request} other={other} state={state} columns={[]} isOfAnswers={isOfAnswers} counts={of} />
      </p>
    </QueryClientProvider>,
  );
}

test("says how many answers are those of the rules here, and how many of them are not", async () => {
  const page = await draw({ ...done, summary });
  await expect.element(page.getByRole("paragraph")).toMatchTextContent(comparedLabels.rulesAgree(2, 2, "Lena"));
  await page.unmount();
  const differing = await draw({ ...done, summary }, { of: { ...counts, disagrees: 1 } });
  await expect.element(differing.getByRole("paragraph")).toMatchTextContent(comparedLabels.rulesAgree(2, 3, "Lena"));
});

test("one answer is spoken of as one", () => {
  expect(comparedLabels.rulesAgree(1, 1, "Lena")).toBe("Lena’s answer agrees with these rules");
  expect(comparedLabels.rulesAgree(0, 1, "Lena")).toBe("Lena’s answer does not agree with these rules");
  expect(comparedLabels.rulesAgree(1, 2, "Lena")).toBe("1 of Lena’s 2 answers agrees with these rules");
  expect(comparedLabels.rulesAgree(1_000, 2_000, "Lena")).toBe("1,000 of Lena’s 2,000 answers agree with these rules");
});

test("a comparison of an earlier check says so, and offers to compare again", async () => {
  const page = await draw({ ...done, summary }, { isOfAnswers: false });
  await expect.element(page.getByRole("paragraph")).toMatchTextContent(comparedLabels.before);
  await expect.element(page.getByRole("button", { name: compareLabels.again })).toBeVisible();
});

test("without rules it says what is missing, and offers a key, a file and another try", async () => {
  const refused = { is: "no_rules", subject: 1, reason: "A client key cannot read rules.", nextStep: "Add a server key." } as const;
  const page = await draw({ is: "refused", comparison, summary: refused }, { of: null });
  await expect.element(page.getByRole("paragraph")).toMatchTextContent(refused.reason);
  for (const name of [noNamesLabels.addKey, compareLabels.openRules, compareLabels.again])
    await expect.element(page.getByRole("button", { name })).toBeVisible();
});

test("a comparison that ended early or failed says so", async () => {
  const page = await draw({ is: "cancelled", comparison, total: 3 });
  await expect.element(page.getByRole("paragraph")).toMatchTextContent(compareLabels.cancelledAt(0));
  await page.unmount();
  const failed = await draw({ is: "failed", comparison, problem: "The core does not run." }, { of: null });
  await expect.element(failed.getByRole("paragraph")).toMatchTextContent("The core does not run.");
});

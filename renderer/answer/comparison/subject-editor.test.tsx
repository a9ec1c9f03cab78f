import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { versionChoices } from "#renderer/answer/console-versions/version-choices.ts";
import { consoleLabels } from "#renderer/answer/explain/console-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { useSession } from "#renderer/session/session.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import type { ConsoleVersion } from "#shared/domain/rules-draft/console-version.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { compareLabels } from "./compare-labels.ts";
import { SubjectEditor } from "./subject-editor.tsx";

const projectId = "shop";
const subject: CompareSubject = {
  ...{ projectId, keyId: null, snapshotId: null, tier: "production", atMs: null },
  ...{ user: { userID: "u-1" }, userLabel: "u-1" },
};
const version: ConsoleVersion = {
  ...{ number: "5", atMs: null, by: "Bo", changes: [] },
  rules: { is: "edits", edits: [{ edit: "enabled", kind: "gate", name: "beta", from: true, to: false }] },
};

async function showEditor() {
  const project = { ...blankProject(), id: projectId, name: "Shop", kind: "sandbox" as const };
  useSession.setState({ projects: [project as never] });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(orpc.users.list.queryKey(), []);
  queries.setQueryData(orpc.explain.definitions.queryKey({ input: { projectId } }), { snapshots: [] } as never);
  queries.setQueryData(orpc.catalog.names.queryKey({ input: { projectId } }), { names: [{ kind: "gate", name: "beta" }] } as never);
  queries.setQueryData(orpc.whatIf.consoleVersions.queryKey({ input: { projectId, kind: "gate", name: "beta", again: false } }), {
    ...{ hasKey: true, versions: [version], total: 1, readAtMs: 1, problem: null, retryAtMs: null },
  });
  const requested: unknown[] = [];
  queries.getQueryCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "fetch") requested.push(event.query.queryKey);
  });
  const changes: CompareSubject[] = [];
  const nothing = () => undefined;
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <SubjectEditor
        column={{
          ...{ subject, project: project as never, keys: [], definitions: undefined, name: "u-1", projectName: "Shop", keyName: "" },
          ...{ tier: "production", isProtected: false, rules: "now", rulesText: "newest rules" },
        }}
        sameAs={null}
        onChange={(changed) => changes.push(changed)}
        {...{ onMakeReference: null, onRemove: null, onCancel: nothing, onCompare: nothing, onTakeUser: nothing }}
      />
    </QueryClientProvider>,
  );
  return { page, requested, changes };
}

test("a column takes a version that the console has of a gate as its rules", async () => {
  const { page, changes } = await showEditor();
  await page.getByRole("combobox", { name: consoleLabels.versionsOf }).click();
  await page.getByRole("option", { name: "beta" }).click();
  await page.getByRole("combobox", { name: compareLabels.rules }).click();
  const [choice] = versionChoices("beta", [version], Date.now());
  await page.getByRole("option", { name: choice?.label ?? "" }).click();
  expect(changes).toEqual([{ ...subject, draft: choice?.draft }]);
  expect(choice?.draft).toMatchObject({ isConsoleVersion: true });
});

test("the rules to choose from are read anew when a column is opened", async () => {
  const { requested } = await showEditor();
  await expect.poll(() => requested).toContainEqual(orpc.explain.definitions.queryKey({ input: { projectId } }));
});

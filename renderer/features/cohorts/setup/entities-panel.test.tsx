import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { projectIdNow } from "#renderer/session/session.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { EntitiesPanel } from "./entities-panel.tsx";

function show(catalog: Catalog) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(orpc.catalog.names.queryKey({ input: { projectId: projectIdNow() } }), catalog);
  return renderOnPage(
    <QueryClientProvider client={queries}>
      <EntitiesPanel />
    </QueryClientProvider>,
  );
}

test("a project whose rules were never read says so, and offers to read them", async () => {
  const page = await show({ names: [], definitionsAtMs: null, problem: null });
  await expect.element(page.getByText(noNamesLabels.unread)).toBeVisible();
  await expect.element(page.getByRole("button", { name: noNamesLabels.read })).toBeEnabled();
});

test("a project whose rules could not be read says why", async () => {
  const page = await show({ names: [], definitionsAtMs: null, problem: "This key may not read the definitions." });
  await expect.element(page.getByText("This key may not read the definitions.")).toBeVisible();
});

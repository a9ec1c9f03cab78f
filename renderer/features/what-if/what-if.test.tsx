import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { projectIdNow } from "#renderer/session/session.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { WhatIf } from "./what-if.tsx";
import { whatIfLabels } from "./what-if-labels.ts";

test("a project whose names were never read says so, and offers to read its rules", async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(orpc.catalog.names.queryKey({ input: { projectId: projectIdNow() } }), {
    names: [],
    definitionsAtMs: null,
    problem: null,
  });
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <WhatIf focus={null} onFocus={() => {}} />
    </QueryClientProvider>,
  );
  await expect.element(page.getByText(noNamesLabels.unread)).toBeVisible();
  await expect.element(page.getByRole("button", { name: noNamesLabels.read })).toBeEnabled();
  await expect.element(page.getByText(whatIfLabels.readingRules, { exact: false })).not.toBeInTheDocument();
});

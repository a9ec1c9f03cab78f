import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { explainLabels } from "#renderer/answer/explain/explain-labels.ts";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { runCommand } from "#renderer/session/commands.ts";
import { projectIdNow, useSession } from "#renderer/session/session.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import { missingRulesStep } from "#shared/domain/explanation/missing-rules.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { cohortsLabels } from "../cohorts-labels.ts";
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
  const page = await show({ names: [], definitionsAtMs: null, problem: null, nextStep: null });
  await expect.element(page.getByText(noNamesLabels.unread)).toBeVisible();
  await expect.element(page.getByRole("button", { name: noNamesLabels.read })).toBeEnabled();
});

test("a project whose rules could not be read says why, and what to do", async () => {
  const page = await show({
    names: [],
    definitionsAtMs: null,
    problem: "This key may not read the definitions.",
    nextStep: "Use another key.",
  });
  await expect.element(page.getByText(`This key may not read the definitions. ${missingRulesStep("Use another key.")}`)).toBeVisible();
  await expect.element(page.getByRole("button", { name: explainLabels.openFile })).toBeEnabled();
});

test("Enter in the filter chooses the only name that it leaves, and the arrow key goes to the names", async () => {
  const nameOf = (name: string) => ({ kind: "gate" as const, name, idType: "userID" }) as Catalog["names"][number]; // what is listed of a name
  const page = await show({ names: ["free_shipping_banner", "dark_mode"].map(nameOf), definitionsAtMs: 1, problem: null, nextStep: null });
  const filter = page.getByRole("textbox", { name: cohortsLabels.filterEntities });
  const banner = page.getByRole("checkbox", { name: "free_shipping_banner" });
  expect(runCommand("find")).toBe(true);
  await expect.element(filter).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect.element(banner).not.toBeChecked();
  await userEvent.keyboard("ban{Enter}");
  await expect.element(banner).toBeChecked();
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(banner).toHaveFocus();
});

test("where only names of answers are known, the panel still says why nothing can be evaluated, and offers the sandbox", async () => {
  const nameOf = (name: string) => ({ kind: "gate" as const, name, idType: "userID" }) as Catalog["names"][number]; // what is listed of a name
  const real = { id: projectIdNow(), kind: "statsig", name: "Shop", tiers: [] } as unknown as Project; // what the panel reads of a project
  useSession.setState({ projects: [real] });
  try {
    const problem = "Definitions could not be read: Shop has no server secret key.";
    const page = await show({ names: [nameOf("dark_mode")], definitionsAtMs: null, problem, nextStep: "Add a server secret key." });
    await expect.element(page.getByText(`${problem} ${missingRulesStep("Add a server secret key.")}`)).toBeVisible();
    await expect.element(page.getByRole("button", { name: noNamesLabels.useSandbox })).toBeEnabled();
    await expect.element(page.getByRole("checkbox", { name: "dark_mode" })).toBeVisible();
  } finally {
    useSession.setState({ projects: [] });
  }
});

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { orpc } from "#renderer/host/client.ts";
import { useSession } from "#renderer/session/session.ts";
import type { ReadFields } from "#shared/domain/explanation/read-fields.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { suggestedValues } from "./read-fields.ts";
import { NoRuleReads, SuggestInput } from "./suggest-input.tsx";
import { userLabels } from "./user-labels.ts";

const values = ["Germany", "Ghana", "Peru"].map((value, at) => ({ value, rules: 3 - at, isCaseSensitive: false }));
const read: ReadFields = {
  isComplete: true,
  fields: [{ field: "country", role: "attribute", path: ["country"], rules: 3, values, isComplete: true }],
};
const onEnter = vi.fn();

function Country() {
  const [text, setText] = useState("");
  return (
    <>
      <SuggestInput
        aria-label="country"
        value={text}
        listLabel={userLabels.valuesRead("country")}
        suggest={(from) => suggestedValues(from, ["country"], text)}
        onTake={(taken) => setText(taken.text)}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && onEnter()}
      />
      <NoRuleReads path={["country"]} text={text} typed={text === "" ? "no" : "typing"} />
    </>
  );
}

test("a field offers what the rules read by keys alone, and says what none of them reads", async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const { projectId } = useSession.getState();
  queries.setQueryData(orpc.explain.definitions.queryKey({ input: { projectId } }), { snapshotId: "one" } as never);
  queries.setQueryData(orpc.explain.readFields.queryKey({ input: { projectId, snapshotId: "one" } }), read);
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <Country />
    </QueryClientProvider>,
  );
  const field = page.getByRole("combobox", { name: "country" });
  const list = page.getByRole("listbox", { name: userLabels.valuesRead("country") });
  await userEvent.tab();
  await expect.element(field).toHaveAttribute("aria-expanded", "false");
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  await expect.element(list.getByRole("option", { name: /^Ghana/ })).toHaveAttribute("aria-selected", "true");
  await expect.element(list.getByRole("option", { name: `Germany ${userLabels.readBy(3)}` })).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(list).not.toBeInTheDocument();

  await userEvent.keyboard("per{Enter}");
  expect(onEnter).toHaveBeenCalledOnce();
  await expect.element(field).toHaveValue("per");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(field).toHaveValue("Peru");
  expect(onEnter).toHaveBeenCalledOnce();

  await field.fill("Germny");
  await expect.element(page.getByRole("status")).toHaveTextContent(userLabels.noRuleCompares("country", "Germny"));
  await field.fill("germany");
  await expect.element(page.getByRole("status")).toBeEmptyDOMElement();
});

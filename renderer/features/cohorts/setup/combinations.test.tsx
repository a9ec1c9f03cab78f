import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { useSetup } from "../cohorts-state.ts";
import { Combinations } from "./combinations.tsx";

afterEach(() => useSetup.setState({ fields: [] }));

test("the values of an attribute are typed as soon as it is added", async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <Combinations />
    </QueryClientProvider>,
  );
  const country = page.getByRole("button", { name: "country", exact: true });
  await expect.element(country).toBeVisible();
  (country.element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await userEvent.keyboard("DE,US{Enter}");
  expect(useSetup.getState().fields).toEqual([{ path: "country", values: ["DE", "US"], isAbsentToo: false }]);
  // The next ones are typed in the same place.
  await userEvent.keyboard("FR{Enter}");
  expect(useSetup.getState().fields[0]?.values).toEqual(["DE", "US", "FR"]);
});

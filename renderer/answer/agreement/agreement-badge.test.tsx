import { expect, test } from "vitest";
import type { Agreement, Opinion } from "#shared/domain/explanation/agreement.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { AgreementBadge } from "./agreement-badge.tsx";

const opinion = (by: Opinion["by"], state: "pass" | "fail"): Opinion => ({
  by,
  state,
  word: state === "pass" ? "Pass" : "Fail",
  value: state === "pass",
  ruleId: "7F5L",
  groupName: null,
  atMs: 0,
  note: null,
  isCounted: true,
});
const agreed: Agreement = {
  opinions: [opinion("live", "pass"), opinion("explained_here", "pass"), opinion("initialize", "pass")],
  isAgreed: true,
  agreeing: 3,
  counted: 3,
  differences: [],
  causes: [],
};

test("names all sources when they agree", async () => {
  const page = await renderOnPage(<AgreementBadge agreement={agreed} />);
  await expect.element(page.getByRole("button", { name: "3 of 3 agree" })).toBeVisible();
  await expect.element(page.getByText("live, explained here, initialize")).toBeVisible();
});

test("names the source that differs on the line; lists the differences and ordered causes when opened", async () => {
  const differs: Agreement = {
    ...agreed,
    opinions: [opinion("live", "pass"), opinion("explained_here", "fail")],
    isAgreed: false,
    agreeing: 1,
    counted: 2,
    differences: ["Live it passes, explained here it fails."],
    causes: ["The country may come of the IP address.", "The definitions are 20 minutes old."],
  };
  const page = await renderOnPage(<AgreementBadge agreement={differs} />);
  await expect.element(page.getByText("explained here: Fail")).toBeVisible();
  await page.getByRole("button", { name: "1 of 2 agree" }).click();
  const causes = page.getByRole("list").last().getByRole("listitem");
  await expect.element(causes.first()).toHaveTextContent("The country may come of the IP address.");
  await expect.element(causes.nth(1)).toMatchTextContent(/20 minutes old/);
});

test("shows nothing for a single opinion", async () => {
  const page = await renderOnPage(<AgreementBadge agreement={{ ...agreed, opinions: [opinion("live", "pass")], counted: 1 }} />);
  await expect.element(page.getByRole("button")).not.toBeInTheDocument();
});

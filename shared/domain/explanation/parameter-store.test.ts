import { expect, test } from "vitest";
import { matchingStores, type ParameterStoreExplanation } from "./parameter-store.ts";

const parameter = { type: "string", from: null, parameter: null, value: "", isPresent: true };
const stores: ParameterStoreExplanation[] = [
  {
    name: "storefront",
    parameters: [{ ...parameter, name: "banner_text", because: "the gate “checkout_v2” passes: rule “Staff” matched" }],
  },
  { name: "mobile", parameters: [] },
];
const found = (text: string) => matchingStores(stores, text).map(({ name }) => name);

test("a store is found by its name, a parameter, or what decides one", () => {
  expect([found("STORE"), found("banner"), found("checkout_v2 banner"), found("nothing"), found("")]).toEqual([
    ["storefront"],
    ["storefront"],
    ["storefront"],
    [],
    ["storefront", "mobile"],
  ]);
});

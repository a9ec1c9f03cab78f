import fc from "fast-check";
import { expect, it } from "vitest";
import { formatBody } from "./body-text.ts";

it("puts each event on its own line", () => {
  const body = { events: [{ eventName: "a", metadata: { sku: "x" } }, { eventName: "b" }], statsigMetadata: { sdkType: "gatescope" } };
  expect(formatBody(body)).toBe(`{
  "events": [
    { "eventName": "a", "metadata": { "sku": "x" } },
    { "eventName": "b" }
  ],
  "statsigMetadata": { "sdkType": "gatescope" }
}`);
});

it("keeps the JSON value of any body", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (dictionary) => {
      const body = JSON.parse(JSON.stringify(dictionary));
      expect(JSON.parse(formatBody(body))).toEqual(body);
    }),
  );
});

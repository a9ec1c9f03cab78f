import { expect, it } from "vitest";
import { withReasonToCome } from "./best-reason.ts";

it.each([
  ["4xkq:50.00:2", "the rule with the ID 4xkq matched", "a rule matched; its name is being read"],
  [
    "4xkq",
    "the rule with the ID 4xkq matched but its pass percentage leaves this user out",
    "a rule matched but its pass percentage leaves this user out; its name is being read",
  ],
  ["4xkq", "rule “Staff” matched", "rule “Staff” matched"],
  ["default", "no rule matched", "no rule matched"],
  [null, "the experiment has not started", "the experiment has not started"],
])("while definitions are read, a rule (%s) is not called by its ID: %s", (ruleId, because, shown) => {
  expect(withReasonToCome({ ruleId, because })).toEqual({ ruleId, because: shown });
});

import { UnusableInput } from "../failures.ts";
import type { Forgetting } from "../ports.ts";

/** For a host that cannot close its data folder while it runs. */
export const noForgetting: Forgetting = {
  preview: async () => refuse(),
  remove: () => refuse(),
  receipt: () => null,
  dismissReceipt: () => {},
  lastRemovalId: () => null,
};

function refuse(): never {
  throw new UnusableInput("values", "Close Gatescope, then run “gatescope forget-user” in a terminal.");
}

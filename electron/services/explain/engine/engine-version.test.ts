import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { followedCoreVersion } from "./engine-version.ts";

it("the version that the engine follows is the installed one, with which it is compared", () => {
  const { devDependencies } = createRequire(import.meta.url)("../../../../package.json");
  expect(followedCoreVersion).toBe(devDependencies["@statsig/statsig-node-core"]);
});

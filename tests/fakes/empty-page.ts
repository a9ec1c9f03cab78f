import { beforeEach } from "vitest";
import { cleanup } from "vitest-browser-react";
import { useSession } from "#renderer/session/session.ts";

// The files share their modules: what a test has drawn or set must not reach one of another file.
beforeEach(async () => {
  // `vitest-browser-react` does so for the first file that imports it only.
  await cleanup();
  useSession.setState(useSession.getInitialState(), true);
});

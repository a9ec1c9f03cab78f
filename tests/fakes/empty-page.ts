// Before those of any part, as on the page: what a part sets takes precedence.
import "@mantine/core/styles.css";
import "#renderer/app/styles/tokens.css";
import "#renderer/app/styles/base.css";
import { beforeEach } from "vitest";
import { cleanup } from "vitest-browser-react";
import { useSession } from "#renderer/session/session.ts";

// The files share their modules: what a test has drawn or set must not reach one of another file.
beforeEach(async () => {
  // `vitest-browser-react` does so for the first file that imports it only.
  await cleanup();
  useSession.setState(useSession.getInitialState(), true);
});

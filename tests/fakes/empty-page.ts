import { beforeEach } from "vitest";
import { cleanup } from "vitest-browser-react";

/** Removes what the test before has drawn. `vitest-browser-react` does so for the first file that imports it only, and the files share their modules. */
beforeEach(() => cleanup());

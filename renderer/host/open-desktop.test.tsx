import { afterEach, expect, it, vi } from "vitest";
import { HostUnreachable } from "./connection.ts";
import { openDesktop } from "./open-desktop.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("tries again soon after the main process refused the port, as while it forgets a user", { timeout: 5_000 }, async () => {
  const channels: MessageChannel[] = [];
  vi.stubGlobal(
    "MessageChannel",
    class extends MessageChannel {
      constructor() {
        super();
        channels.push(this);
      }
    },
  );
  const opening = openDesktop();
  // Electron's event of a port that the other side closed.
  channels[0]?.port1.dispatchEvent(new Event("close"));
  await expect(opening).rejects.toThrow(HostUnreachable);
});

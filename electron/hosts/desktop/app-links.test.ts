import { EventEmitter } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { acceptLinks } from "./app-links.ts";

function start({ isPackaged }: { isPackaged: boolean }) {
  const app = Object.assign(new EventEmitter(), { isPackaged, setAsDefaultProtocolClient: vi.fn() });
  const onLink = vi.fn();
  acceptLinks({ app: app as unknown as Parameters<typeof acceptLinks>[0]["app"], scheme: "gatescope", onLink });
  return { app, onLink };
}

describe("links of the app", () => {
  it("are registered with the system by the installed app only", () => {
    expect(start({ isPackaged: true }).app.setAsDefaultProtocolClient.mock.calls).toEqual([["gatescope"]]);
    expect(start({ isPackaged: false }).app.setAsDefaultProtocolClient).not.toHaveBeenCalled();
  });

  it("call onLink without their content: on macOS after an event, elsewhere after a second start", () => {
    const { app, onLink } = start({ isPackaged: true });
    const event = { preventDefault: vi.fn() };
    app.emit("open-url", event, "gatescope://app/?open=https://evil.example");
    app.emit("second-instance", {}, ["gatescope", "gatescope://settings/keys", "--data", "/tmp/evil"], "/", null);
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(onLink.mock.calls).toEqual([[], []]);
  });
});

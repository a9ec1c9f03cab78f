import { EventEmitter } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { acceptLinks, linkIn } from "./app-links.ts";

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

  it("call onLink: on macOS after an event, elsewhere after a second start, which may have none", () => {
    const { app, onLink } = start({ isPackaged: true });
    const event = { preventDefault: vi.fn() };
    app.emit("open-url", event, "gatescope://app/?open=https://evil.example");
    app.emit("second-instance", {}, ["gatescope", "gatescope://settings/keys", "--data", "/tmp/evil"], "/", null);
    expect(event.preventDefault).toHaveBeenCalledOnce();
    app.emit("second-instance", {}, ["gatescope", "--data", "/tmp/data"], "/", null);
    expect(onLink.mock.calls).toEqual([["gatescope://app/?open=https://evil.example"], ["gatescope://settings/keys"], [null]]);
  });

  it("are found among the arguments of the first start in any case", () => {
    expect(linkIn(["gatescope", "--x", "GATESCOPE://app/#/history"], "gatescope")).toBe("GATESCOPE://app/#/history");
    expect(linkIn(["gatescope", "gatescope.txt"], "gatescope")).toBeNull();
  });
});

import { BrowserWindow, type Rectangle, screen } from "electron";
import Store from "electron-store";
import { z } from "zod";
import type { PageAddress } from "./page-address.ts";

const smallest = { width: 1024, height: 640 } as const;
const usual = { width: 1440, height: 900 } as const;

/** Opens the window where it was last, and shows it when there is something to see. */
export function openWindow(options: { page: PageAddress; preload: string; dataFolder: string }): BrowserWindow {
  const store = new Store({ cwd: options.dataFolder, name: "window" });
  const remembered = rememberedPlace(store.get("place"));
  const window = new BrowserWindow({
    ...usual,
    ...remembered?.bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: "Gatescope",
    webPreferences: { preload: options.preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
  });
  if (remembered?.isMaximized === true) window.maximize();
  window.once("ready-to-show", () => window.show());
  window.on("close", () => store.set("place", { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() } satisfies Place));
  return window;
}

/** Brings a window before the person, wherever it is. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

const PlaceSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(smallest.width), height: z.int().min(smallest.height) }),
  isMaximized: z.boolean(),
});
type Place = z.infer<typeof PlaceSchema>;

/** Undefined when nothing usable was kept, or when the display that it was on is gone. */
function rememberedPlace(kept: unknown): Place | undefined {
  const parsed = PlaceSchema.safeParse(kept);
  if (!parsed.success) return undefined;
  const isSeen = screen.getAllDisplays().some(({ workArea }) => overlaps(workArea, parsed.data.bounds));
  return isSeen ? parsed.data : undefined;
}

function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

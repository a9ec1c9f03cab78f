import { BrowserWindow, type Rectangle, screen } from "electron";
import Store from "electron-store";
import { z } from "zod";
import type { PageAddress } from "./page-address.ts";

const minSize = { width: 1024, height: 640 } as const;
const defaultSize = { width: 1440, height: 900 } as const;

/** Opens the window at its last place, and shows it once the page has content. */
export function openWindow(options: { page: PageAddress; preload: string; dataFolder: string }): BrowserWindow {
  const store = new Store({ cwd: options.dataFolder, name: "window" });
  const lastPlace = usablePlace(store.get("place"));
  const window = new BrowserWindow({
    ...defaultSize,
    ...lastPlace?.bounds,
    minWidth: minSize.width,
    minHeight: minSize.height,
    show: false,
    title: "Gatescope",
    webPreferences: { preload: options.preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
  });
  if (lastPlace?.isMaximized === true) window.maximize();
  window.once("ready-to-show", () => window.show());
  window.on("close", () => store.set("place", { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() } satisfies Place));
  return window;
}

/** Shows and focuses a window, also if it is minimized or hidden. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

const PlaceSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(minSize.width), height: z.int().min(minSize.height) }),
  isMaximized: z.boolean(),
});
type Place = z.infer<typeof PlaceSchema>;

/** Returns undefined if no valid place is stored, or if it is on no display that is connected now. */
function usablePlace(stored: unknown): Place | undefined {
  const parsed = PlaceSchema.safeParse(stored);
  if (!parsed.success) return undefined;
  const isVisible = screen.getAllDisplays().some(({ workArea }) => overlaps(workArea, parsed.data.bounds));
  return isVisible ? parsed.data : undefined;
}

function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

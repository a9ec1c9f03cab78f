import type { App } from "electron";

/**
 * Registers the installed app with the system for links of `scheme`, and calls `onLink` for each one opened while the app runs, and for each
 * second start of the app, then perhaps without a link. Any web page or mail can contain one: the main process does not read what it says, it hands it to
 * the page, which refuses all but the addresses of its screens (`readAppLink`).
 * Call it before the app is ready: macOS sends the link that the app was started with as an event.
 */
export function acceptLinks(options: {
  app: Pick<App, "isPackaged" | "on" | "setAsDefaultProtocolClient">;
  scheme: string;
  onLink: (link: string | null) => void;
}): void {
  const { app, scheme, onLink } = options;
  // Unpacked, this would register the bare Electron program for everybody's links.
  if (app.isPackaged) app.setAsDefaultProtocolClient(scheme);
  app.on("open-url", (event, url) => {
    event.preventDefault();
    onLink(url);
  });
  // Windows and Linux start the app again, with the link among its arguments.
  app.on("second-instance", (_event, argv) => onLink(linkIn(argv, scheme)));
}

/** Returns the link among the arguments of a start; null if there is none. */
export function linkIn(argv: readonly string[], scheme: string): string | null {
  return argv.find((argument) => argument.toLowerCase().startsWith(`${scheme}:`)) ?? null;
}

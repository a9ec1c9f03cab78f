import type { App } from "electron";

/**
 * Registers the installed app with the system for links of `scheme`, and calls `onLink` for each one opened while the app runs, and for each
 * second start of the app. What a link says is never read: any web page or mail can contain one, so a link may do no more than show the window.
 * Call it before the app is ready: macOS sends the link that the app was started with as an event.
 */
export function acceptLinks(options: {
  app: Pick<App, "isPackaged" | "on" | "setAsDefaultProtocolClient">;
  scheme: string;
  onLink: () => void;
}): void {
  const { app, scheme, onLink } = options;
  // Unpacked, this would register the bare Electron program for everybody's links.
  if (app.isPackaged) app.setAsDefaultProtocolClient(scheme);
  app.on("open-url", (event) => {
    event.preventDefault();
    onLink();
  });
  // Windows and Linux start the app again, with the link among its arguments.
  app.on("second-instance", () => onLink());
}

import type { App, Session, Shell } from "electron";
import type { PageAddress } from "./page-address.ts";

/**
 * The page stays where it is: no other address in its window, no windows of its own, no embedded pages, and of all permissions only that to
 * put text on the clipboard. An https link opens in the person's own browser.
 */
export function keepToOwnPage(options: {
  app: Pick<App, "on">;
  session: Session;
  shell: Pick<Shell, "openExternal">;
  page: PageAddress;
}): void {
  const { app, session, shell, page } = options;
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-navigate", (event) => {
      if (event.url !== page.url) event.preventDefault(); // its own address is a reload
    });
    contents.on("will-redirect", (event) => event.preventDefault());
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isHttps(url)) void shell.openExternal(url);
      return { action: "deny" };
    });
  });
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === "clipboard-sanitized-write"));
  session.setPermissionCheckHandler((_contents, permission) => permission === "clipboard-sanitized-write");
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:";
}

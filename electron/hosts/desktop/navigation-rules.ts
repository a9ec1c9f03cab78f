import type { App, Session, Shell } from "electron";
import type { PageAddress } from "./page-address.ts";

/**
 * Restricts the page: no other address in its window, no new windows, no embedded pages, and no permission except to write text to the
 * clipboard. An https link opens in the user's browser.
 */
export function restrictPage(options: {
  app: Pick<App, "on">;
  session: Session;
  shell: Pick<Shell, "openExternal">;
  page: PageAddress;
}): void {
  const { app, session, shell, page } = options;
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-navigate", (event) => {
      // The same address is a reload. Its fragment names the place on the page.
      if (event.url.replace(/#.*$/s, "") !== page.url) event.preventDefault();
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

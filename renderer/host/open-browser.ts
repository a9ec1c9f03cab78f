import { RPCLink } from "@orpc/client/websocket";
import { customJsonSerializers } from "#shared/contract/json-serializers.ts";
import { answerStrangers, findOpenTab } from "./admission.ts";
import { HostRefused, HostUnreachable, type OpenConnection } from "./connection.ts";
import { openTheLinkText } from "./open-the-link-text.ts";

/** The session is stored per tab, so that a reload needs no new link. It is invalid once the program has ended. */
const sessionItem = "gatescope:session";
/** The link's token and the id of the page that read it are stored until they are exchanged for a session, because a reload may come in between. */
const tokenItem = "gatescope:token";
const pageItem = "gatescope:page";
/** The page that the session belongs to: the host accepts it from no other. */
const sessionPageItem = "gatescope:session-page";
const noLinkText = `${openTheLinkText} It works once; Enter in the terminal where Gatescope runs prints a new one.`;
const addressKeptText = "This address is kept: the link opens the place that it names.";
/** The address of a screen that a page without a session was opened with; the next page that is let in shows it. It contains no secret. */
const wantedItem = "gatescope:wanted-address";
/** An address that was opened longer ago is not shown any more. */
const maxWantedAgeMs = 15 * 60_000;
const tokenInFragment = /[#&?]token=([^&]+)/;

export function hasToken(fragment: string): boolean {
  return tokenInFragment.test(fragment);
}

/**
 * Moves the one-time token from the address's fragment to the session storage, and removes it from the address bar and the history
 * before anything can copy it. True if there was a token.
 */
export function takeToken(): boolean {
  const found = tokenInFragment.exec(location.hash)?.[1];
  if (found === undefined) return false;
  sessionStorage.setItem(tokenItem, decodeURIComponent(found));
  sessionStorage.setItem(pageItem, crypto.randomUUID());
  const place = location.hash.replace(tokenInFragment, "");
  history.replaceState(null, "", location.pathname + location.search + (place === "" || place === "#" ? takeWantedAddress() : place));
  return true;
}

/** The address that was kept, and may have been taken by another tab since. */
let keptAddress = "";

/** Keeps the address of this page, once, for the next one that is let in, which is usually another tab: the one-time link opens there. */
function keepWantedAddress(): void {
  if (!isAddress() || location.hash === keptAddress) return;
  keptAddress = location.hash;
  localStorage.setItem(wantedItem, `${Date.now()} ${location.hash}`);
}

/** True if the page's address names a screen. */
function isAddress(): boolean {
  return location.hash.startsWith("#/");
}

/** Returns the fragment that `keepWantedAddress` kept, once, or an empty text. */
function takeWantedAddress(): string {
  const kept = localStorage.getItem(wantedItem);
  localStorage.removeItem(wantedItem);
  const [, atMs = "", address = ""] = /^(\d+) (#\/.*)$/.exec(kept ?? "") ?? [];
  const ageMs = Date.now() - Number(atMs);
  return ageMs >= 0 && ageMs < maxWantedAgeMs ? address : "";
}

/**
 * Opens the socket of the browser host and sends the token, or the session that an earlier token was exchanged for. Throws `HostRefused` if the
 * host accepts neither.
 */
export async function openBrowser(): Promise<OpenConnection> {
  const session = sessionStorage.getItem(sessionItem);
  const token = sessionStorage.getItem(tokenItem);
  const page = sessionStorage.getItem(pageItem);
  const sessionPage = sessionStorage.getItem(sessionPageItem);
  const hellos = [
    ...(token === null || page === null ? [] : [{ gatescope: "hello", token, page }]),
    ...(session === null || sessionPage === null ? [] : [{ gatescope: "hello", session, page: sessionPage }]),
  ];
  let refusal = isAddress() ? `${noLinkText} ${addressKeptText}` : noLinkText;
  for (const hello of hellos) {
    const { socket, answer } = await greet(hello);
    if (answer.gatescope === "welcome") {
      sessionStorage.setItem(sessionItem, answer.session);
      sessionStorage.setItem(sessionPageItem, hello.page);
    }
    if ("token" in hello) forgetToken(hello.token); // exchanged, or invalid
    if (answer.gatescope === "welcome") {
      const link = new RPCLink({ websocket: socket, customJsonSerializers });
      const letIn = { session: answer.session, page: hello.page };
      socket.addEventListener(
        "close",
        answerStrangers(async (newPage) => admit({ ...letIn, newPage })),
      );
      return {
        link,
        info: await link.call(["host", "info"], undefined, { context: {} }),
        closed: new Promise((resolve) => socket.addEventListener("close", () => resolve())),
      };
    }
    socket.close();
    const reason = answer.gatescope === "refused" ? answer.reason : noLinkText;
    refusal = isAddress() && !("token" in hello) ? `${reason} ${addressKeptText}` : reason;
  }
  sessionStorage.removeItem(sessionItem);
  keepWantedAddress();
  const askTab = await findOpenTab();
  throw new HostRefused(
    refusal,
    askTab &&
      (async () => {
        const { page: newPage, session: newSession } = await askTab();
        sessionStorage.setItem(sessionItem, newSession);
        sessionStorage.setItem(sessionPageItem, newPage);
        // This page shows its address itself.
        localStorage.removeItem(wantedItem);
      }),
  );
}

/** Asks the host for the session of another page, over a socket of its own. */
async function admit(hello: { readonly session: string; readonly page: string; readonly newPage: string }): Promise<string> {
  const { socket, answer } = await greet({ gatescope: "admit", ...hello });
  socket.close();
  if (answer.gatescope !== "admitted") throw new HostUnreachable("The other page was not let in.");
  return answer.session;
}

/** Removes the token from the session storage, unless a newer one has replaced it. */
function forgetToken(token: string): void {
  if (sessionStorage.getItem(tokenItem) !== token) return;
  sessionStorage.removeItem(tokenItem);
  sessionStorage.removeItem(pageItem);
}

type Answer = { gatescope: "welcome" | "admitted"; session: string } | { gatescope: "refused"; reason: string };

function greet(hello: object): Promise<{ socket: WebSocket; answer: Answer }> {
  const url = new URL("/rpc", location.href);
  url.protocol = "ws:";
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.addEventListener("open", () => socket.send(JSON.stringify(hello)), { once: true });
    socket.addEventListener("message", ({ data }) => resolve({ socket, answer: readAnswer(data) }), { once: true });
    socket.addEventListener("close", () => reject(new HostUnreachable("The socket closed before it was greeted.")), { once: true });
  });
}

function readAnswer(data: unknown): Answer {
  const message: unknown = typeof data === "string" ? JSON.parse(data) : null;
  if (typeof message === "object" && message !== null && "gatescope" in message) {
    const { gatescope } = message;
    if ((gatescope === "welcome" || gatescope === "admitted") && "session" in message)
      return { gatescope, session: String(message.session) };
    if (message.gatescope === "refused" && "reason" in message) return { gatescope: "refused", reason: String(message.reason) };
  }
  return { gatescope: "refused", reason: "The program at this address does not speak as Gatescope does." };
}

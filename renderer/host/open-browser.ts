import { RPCLink } from "@orpc/client/websocket";
import { HostRefused, HostUnreachable, type OpenWay } from "./connection.ts";

/** Kept per tab, so that a reload needs no new link. Worth nothing once the program has ended. */
const sessionItem = "gatescope:session";
const tokenInFragment = /[#&]token=([^&]+)/;

let token: string | null = null;

/**
 * Takes the one-time token out of the address's fragment, and the fragment out of the address bar and the history, before anything can copy it.
 * True when there was one.
 */
export function takeToken(): boolean {
  const found = tokenInFragment.exec(location.hash)?.[1];
  if (found === undefined) return false;
  token = decodeURIComponent(found);
  history.replaceState(history.state, "", location.pathname + location.search);
  return true;
}

/** Opens the socket of the browser host and shows it the token, or the session that the token was exchanged for. */
export async function openBrowser(): Promise<OpenWay> {
  const session = sessionStorage.getItem(sessionItem);
  if (token === null && session === null)
    throw new HostRefused("Open the link that Gatescope printed when it started; it lets this page in.");
  const url = new URL("/rpc", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  const closed = new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
  const hello = token === null ? { gatescope: "hello", session } : { gatescope: "hello", token };
  const answer = await greet(socket, hello);
  if (answer.gatescope === "refused") {
    sessionStorage.removeItem(sessionItem);
    token = null;
    socket.close();
    throw new HostRefused(answer.reason);
  }
  sessionStorage.setItem(sessionItem, answer.session);
  token = null;
  return { link: new RPCLink({ websocket: socket }), closed };
}

type Answer = { gatescope: "welcome"; session: string } | { gatescope: "refused"; reason: string };

function greet(socket: WebSocket, hello: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => socket.send(JSON.stringify(hello)), { once: true });
    socket.addEventListener("message", ({ data }) => resolve(readAnswer(data)), { once: true });
    socket.addEventListener("close", () => reject(new HostUnreachable("The socket closed before it was greeted.")), { once: true });
  });
}

function readAnswer(data: unknown): Answer {
  const message: unknown = typeof data === "string" ? JSON.parse(data) : null;
  if (typeof message === "object" && message !== null && "gatescope" in message) {
    if (message.gatescope === "welcome" && "session" in message) return { gatescope: "welcome", session: String(message.session) };
    if (message.gatescope === "refused" && "reason" in message) return { gatescope: "refused", reason: String(message.reason) };
  }
  return { gatescope: "refused", reason: "The program at this address does not speak as Gatescope does." };
}

/*
 * Lets a page without a session in through another tab that has one. The tabs speak over a `BroadcastChannel`, which only pages of the same scheme, host and port in the
 * same browser can hear: those that this host served. Nothing is stored.
 */
const channelName = "gatescope:admission";
/** An open tab answers within milliseconds; a tab in the background can be slower. */
const waitForTabMs = 400;
const waitForAdmissionMs = 5_000;

type Message =
  /** From a tab that has got a session. */
  | { readonly is: "open" }
  /** From a page without a session: is there a tab that has one? */
  | { readonly is: "who"; readonly asked: string }
  | { readonly is: "here"; readonly asked: string; readonly tab: string }
  /** To this tab, after the person has agreed: admit the page with this secret. */
  | { readonly is: "admit"; readonly asked: string; readonly tab: string; readonly page: string }
  | { readonly is: "admitted"; readonly asked: string; readonly session: string };

/** What a page needs to be let in (`openBrowser`). */
export interface Admission {
  readonly page: string;
  readonly session: string;
}

/** Answers pages without a session until the returned function is called. `admit` gets the secret of a page, and returns its session. */
export function answerStrangers(admit: (page: string) => Promise<string>): () => void {
  const channel = new BroadcastChannel(channelName);
  const tab = crypto.randomUUID();
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.is === "who") post(channel, { is: "here", asked: data.asked, tab });
    if (data.is !== "admit" || data.tab !== tab) return;
    admit(data.page).then(
      (session) => post(channel, { is: "admitted", asked: data.asked, session }),
      // The page that asked says after a while that it was not let in.
      () => undefined,
    );
  });
  post(channel, { is: "open" });
  return () => channel.close();
}

/** Calls back each time that a tab gets a session, until the returned function is called. */
export function onTabOpened(callback: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.is === "open") callback();
  });
  return () => channel.close();
}

/** Returns a function that asks a tab with a session to let this page in; null if there is none. Nothing is asked of the program before it is called. */
export async function findOpenTab(): Promise<(() => Promise<Admission>) | null> {
  const asked = crypto.randomUUID();
  const here = await exchange({ is: "who", asked }, waitForTabMs, (message) => (message.is === "here" ? message.tab : null));
  if (here === null) return null;
  return async () => {
    const page = crypto.randomUUID();
    const admit: Message = { is: "admit", asked, tab: here, page };
    const session = await exchange(admit, waitForAdmissionMs, (message) => (message.is === "admitted" ? message.session : null));
    if (session === null) throw new Error("The other tab did not answer.");
    return { page, session };
  };
}

/** Posts a message and resolves with what is read from the first fitting answer; null if there is none in time. */
function exchange(
  message: Exclude<Message, { is: "open" }>,
  waitMs: number,
  read: (answer: Message) => string | null,
): Promise<string | null> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(channelName);
    const settle = (answer: string | null) => {
      clearTimeout(timeout);
      channel.close();
      resolve(answer);
    };
    const timeout = setTimeout(() => settle(null), waitMs);
    channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
      const answer = "asked" in data && data.asked === message.asked ? read(data) : null;
      if (answer !== null) settle(answer);
    });
    post(channel, message);
  });
}

function post(channel: BroadcastChannel, message: Message): void {
  channel.postMessage(message);
}

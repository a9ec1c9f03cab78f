/**
 * Copies what Statsig's JavaScript client (version 3) has on the page in whose console this runs: user, stable ID, values and overrides of each client, and the
 * values that it has cached. `consoleLine` is this function as one line, so it must use nothing from outside itself. It changes nothing on the page: the
 * client's `getContext` prolongs its session, so `getContextHandle` is preferred (`@statsig/client-core`, `ClientInterfaces.d.ts`).
 *
 * Of the client's key only the last four characters are copied. Returns the sentence that the console shows.
 */
export function copyStatsigPage(): string {
  const page = globalThis as unknown as StatsigPage;
  const instances = page.__STATSIG__?.instances ?? {};
  const clients = Object.entries(instances).map(([key, client]) => {
    const { user, stableID, values } = client.getContextHandle?.() ?? client.getContext();
    const receivedAt = client.dataAdapter?.getDataSync?.(user)?.receivedAt;
    return { key: key.slice(-4), user, stableID, values, receivedAt, overrides: client.overrideAdapter?.getAllOverrides?.() };
  });
  let cached: string[] = [];
  try {
    const names = Object.keys(page.localStorage).filter((name) => name.startsWith("statsig.cached.evaluations."));
    cached = names.map((name) => page.localStorage[name] ?? "");
  } catch {
    // The page may not use its storage.
  }
  const all = JSON.stringify({ gatescopePage: 1, page: page.location?.origin, at: Date.now(), clients, cached });
  const text = Object.keys(instances).reduce((masked, key) => (key.length > 8 ? masked.replaceAll(key, key.slice(-4)) : masked), all);
  if (typeof copy === "undefined") {
    page.console.log(text);
    return "Copy the line above into Gatescope.";
  }
  copy(text);
  return "Copied. Paste it into Gatescope.";
}

/** A browser's console has it; a frame or a test may not. Firefox has it only by this name, not as a member of the page. */
declare const copy: ((text: string) => void) | undefined;

/** The part of a page's globals that is read. */
interface StatsigPage {
  readonly __STATSIG__?: { readonly instances?: Record<string, StatsigPageClient> };
  readonly localStorage: Record<string, string>;
  readonly location?: { readonly origin: string };
  readonly console: { log(text: string): void };
}

interface StatsigPageClient {
  getContextHandle?(): StatsigPageContext;
  getContext(): StatsigPageContext;
  readonly dataAdapter?: { getDataSync?(user: unknown): { readonly receivedAt: number } | null };
  readonly overrideAdapter?: { getAllOverrides?(): unknown } | null;
}

interface StatsigPageContext {
  readonly user?: unknown;
  readonly stableID?: unknown;
  readonly values?: unknown;
}

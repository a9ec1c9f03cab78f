import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { type Exchange, proxyOf, recordedVia } from "#shared/domain/exchange/exchange.ts";
import { type Hop, hopLabels } from "#shared/domain/exchange/hop.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";

/** Returns a report for network administrators on where a request stopped: hops, times and the address, without key or user. */
export function hopsAsText({
  answer,
  hops,
  exchange,
}: {
  answer: Pick<Answer, "because" | "atMs">;
  hops: readonly Hop[];
  exchange: Pick<Exchange, "method" | "url" | "timing"> | null;
}): string {
  const lines = [
    `Gatescope got no answer: ${answer.because}.`,
    `At ${new Date(answer.atMs).toISOString()}`,
    exchange === null ? null : `${exchange.method} ${addressOf(exchange.url)}, ${routeText(exchange)}`,
    "",
    ...hops.map(hopLine),
  ];
  return lines.filter((line) => line !== null).join("\n");
}

function routeText(exchange: Pick<Exchange, "timing">): string {
  if (exchange.timing.via === recordedVia) return recordedVia;
  const proxy = proxyOf(exchange);
  return proxy === null ? "direct" : `via ${proxy}`;
}

const signs: Record<Hop["state"], string> = { passed: "passed    ", failed: "FAILED    ", not_tried: "not tried " };

function hopLine({ name, detail, state, ms }: Hop): string {
  const took = ms === null ? "" : `, ${formatDuration(ms)}`;
  return `${signs[state]} ${hopLabels[name]}: ${detail}${took}`;
}

/** Removes the query, which contains a client key in `initialize` requests. */
function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : url;
}

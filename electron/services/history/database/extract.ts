import type { Exchange } from "#shared/domain/exchange/exchange.ts";

/** Limits that keep the index smaller than the entries. */
export const maxFactsLength = 4000;
const maxExtractLength = 2000;

/** Returns the beginning of both bodies without the punctuation of JSON, which would use up the limit. */
export function extractOf({ request, outcome }: Exchange): string {
  const answer = "body" in outcome ? outcome.body : "";
  return [request.body ?? "", answer].map((body) => wordsOf(body).slice(0, maxExtractLength / 2)).join(" ");
}

function wordsOf(body: string): string {
  return body.slice(0, 2 * maxExtractLength).replace(/[^\p{L}\p{N}_.@-]+/gu, " ");
}

import { formatCount, formatNumber } from "../../text/format-number.ts";

interface FoundCounts {
  readonly calls: number;
  readonly requests: number;
  readonly otherRequests: number;
}

/** `12 Statsig calls of 340 requests. 326 others are not Statsig’s and 2 are reports of its SDKs; they are left out.` */
export function foundText({ calls, requests, otherRequests }: FoundCounts): string {
  const found = `${formatCount(calls, "Statsig call")} of ${formatCount(requests, "request")}.`;
  const foreign = requests - calls - otherRequests;
  const left = [
    ...(foreign === 0 ? [] : [`${formatCount(foreign, "request")} to others than Statsig`]),
    ...(otherRequests === 0
      ? []
      : [`${formatCount(otherRequests, "request")} to Statsig that ${otherRequests === 1 ? "is no call" : "are no calls"} of its API`]),
  ];
  return left.length === 0 ? found : `${found} Left out: ${left.join(", ")}.`;
}

/** What an import did: `Imported 12 requests; 3 were already in the history.` */
export function importedText({ imported, alreadyThere }: { readonly imported: number; readonly alreadyThere: number }): string {
  if (imported === 0)
    return `Nothing to import: ${alreadyThere === 1 ? "the request is" : `all ${formatNumber(alreadyThere)} requests are`} already in the history.`;
  const there = alreadyThere === 0 ? "" : `; ${formatNumber(alreadyThere)} ${alreadyThere === 1 ? "was" : "were"} already in the history`;
  return `Imported ${formatCount(imported, "request")}${there}.`;
}

import { Flips } from "#renderer/answer/why/flips.tsx";
import { sentenceOf } from "#renderer/host/failure.ts";
import type { ExplainRequest } from "#shared/domain/explanation/explain-request.ts";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { type FlipSearch, useFlips } from "../explain/explain.queries.ts";

/** Shows the changes that would flip an answer. With `onTry`, one of them can be tried on a copy of the user. */
export function FlipsOf({ request, onTry }: { request: ExplainRequest; onTry?: (flip: Flip) => void }) {
  const { search, cancel } = useFlips(request);
  const found = search.data;
  const isSearching = search.fetchStatus === "fetching";
  return (
    <Flips
      flips={found?.flips ?? []}
      isSearching={isSearching}
      end={
        isSearching ? (
          <>
            trying changes{found !== undefined && found.tried > 0 && `, ${formatNumber(found.tried)} so far`}{" "}
            <button type="button" className="link" onClick={cancel}>
              Cancel
            </button>
          </>
        ) : (
          endText(found)
        )
      }
      nothing={isSearching ? null : search.isError ? sentenceOf(search.error) : nothingFound(found)}
      {...(onTry && { onTry })}
    />
  );
}

function endText(found: FlipSearch | undefined): string {
  if (found === undefined) return "";
  if (found.summary === null) return "cancelled; nothing was sent";
  const { isComplete, outcome, sentence } = found.summary;
  if (outcome === "by_rule_only" || (!isComplete && found.flips.length > 0)) return sentence;
  return `found here in ${formatDuration(found.elapsedMs)}; nothing was sent`;
}

function nothingFound(found: FlipSearch | undefined): string | null {
  if (found === undefined || found.flips.length > 0) return null;
  return found.summary === null ? "The search was cancelled before it found anything." : found.summary.sentence;
}

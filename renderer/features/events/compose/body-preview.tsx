import { ChevronDown, ChevronRight } from "lucide-react";
import { useProject } from "#renderer/session/session.ts";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { formatBytes, formatCount } from "#shared/domain/text/format-number.ts";
import { type Destination, useVersion } from "../confirm/use-destination.ts";
import type { DraftKind } from "../drafts/draft-kind.ts";
import { eventsLabels } from "../events-labels.ts";
import { changeEventsView, useEventsView } from "../events-view.ts";
import classes from "./body-preview.module.css";
import { formatBody } from "./body-text.ts";

/** Statsig accepts this many per request; more are sent as several requests. */
const maxDraftsPerRequest = 500;

/** Shows the request body as it would be sent now: private attributes are left out, and relative times are resolved against the current time. */
export function BodyPreview<Draft>({
  kind,
  drafts,
  destination,
}: {
  kind: DraftKind<Draft>;
  drafts: readonly Draft[];
  destination: Destination;
}) {
  const isShown = useEventsView((view) => view.isBodyShown);
  const project = useProject();
  const version = useVersion();
  const nowMs = Date.now();
  const body = kind.body(drafts, { ...destination, nowMs, version });
  const requests = Math.ceil(drafts.length / maxDraftsPerRequest);
  const hidden = privateNames(drafts, kind, destination);
  return (
    <section className={classes.preview} data-shown={isShown || undefined} aria-label="What will be sent">
      <button type="button" className={classes.head} aria-expanded={isShown} onClick={() => changeEventsView({ isBodyShown: !isShown })}>
        {isShown ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
        <b>What will be sent</b>
        <span className="ell">
          {drafts.length === 0
            ? "nothing yet"
            : `${requests === 1 ? "one request" : `${requests} requests`}, ${formatCount(drafts.length, kind.noun)}, ${formatBytes(new TextEncoder().encode(JSON.stringify(body)).length)}`}
          {hidden.length > 0 && (
            <>
              ; <code>{hidden.join(", ")}</code> {hidden.length === 1 ? "is" : "are"} private and not sent
            </>
          )}
        </span>
      </button>
      {isShown && drafts.length > 0 && (
        <div className={classes.wire}>
          <p className={classes.line}>
            <b>POST</b> {project?.hosts.events}/{kind.path}
            <br />
            STATSIG-CLIENT-TIME: {nowMs} <span className={classes.note}>this machine’s time when it is sent</span>
          </p>
          <JsonText text={formatBody(body)} label={eventsLabels.body} />
        </div>
      )}
    </section>
  );
}

function privateNames<Draft>(drafts: readonly Draft[], kind: DraftKind<Draft>, { user }: Destination): string[] {
  const users = [...new Set(drafts.map((draft) => kind.ownUser(draft) ?? user))];
  return [...new Set(users.flatMap(({ privateAttributes }) => (isJsonObject(privateAttributes) ? Object.keys(privateAttributes) : [])))];
}

import { VisuallyHidden } from "@mantine/core";
import { EyeOff } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { JsonView } from "#renderer/ui/json/json-view.tsx";
import { type Exchange, type Headers, type Outcome, proxyOf, recordedVia } from "#shared/domain/exchange/exchange.ts";
import { hopLabels } from "#shared/domain/exchange/hop.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import { Hops } from "../../parts/hops.tsx";
import { Section } from "../../parts/section.tsx";
import { maskedKey, privateNote, readExchangeBody } from "./exchange-body.ts";
import { exchangeLabels } from "./exchange-labels.ts";
import classes from "./exchange-view.module.css";
import { Timing } from "./timing.tsx";

/** Shows a request and its response: timing, request and status lines, headers and bodies. The key is masked. */
export function ExchangeView({ exchange }: { exchange: Exchange }) {
  const { request, outcome, timing, method, url } = exchange;
  const hasBroken = exchange.hops.some(({ state }) => state === "failed");
  return (
    <div className={classes.exchange}>
      {timing.phases.length > 0 && (
        <Section title="Time" note={connectionNote(exchange)}>
          <Timing timing={timing} />
        </Section>
      )}
      {hasBroken && (
        <Section title="Where it stopped">
          <Hops hops={exchange.hops} label="Connection steps" />
        </Section>
      )}
      <div className={classes.pair}>
        <div className={classes.side}>
          <Section
            title="Request"
            note={formatBytes(request.bodyBytes)}
            end={request.body !== null && <CopyButton text={request.body} what="Request body" />}
          >
            <p className={classes.line}>
              <b>{method}</b> <code>{url}</code>
            </p>
            <HeaderList headers={request.headers} label="Request headers" />
            <Body text={request.body} isCut={false} headers={request.headers} label="Request body" />
          </Section>
        </div>
        <div className={classes.side}>
          <Response outcome={outcome} />
        </div>
      </div>
    </div>
  );
}

function Response({ outcome }: { outcome: Outcome }) {
  if (outcome.kind === "answered")
    return (
      <Section
        title="Response"
        note={`${formatBytes(outcome.bodyBytes)}${outcome.isCut ? ", cut" : ""}`}
        end={outcome.body !== "" && <CopyButton text={outcome.body} what="Response body" />}
      >
        <p className={classes.line}>
          <b>{outcome.status}</b> {outcome.statusText}
        </p>
        <HeaderList headers={outcome.headers} label="Response headers" />
        <Body text={outcome.body} isCut={outcome.isCut} headers={outcome.headers} label="Response body" />
      </Section>
    );
  return (
    <Section title="Response" note="none that could be used">
      {"status" in outcome && (
        <p className={classes.line}>
          <b>{outcome.status}</b>
        </p>
      )}
      <p className={classes.why}>{outcomeSentence(outcome)}</p>
      {"headers" in outcome && <HeaderList headers={outcome.headers} label="Response headers" />}
    </Section>
  );
}

/** Returns a sentence with the reason that there is no complete response. */
function outcomeSentence(outcome: Exclude<Outcome, { kind: "answered" }>): string {
  switch (outcome.kind) {
    case "timed_out":
      return `No whole answer came within ${formatDuration(outcome.afterMs)}; it was waiting for: ${hopLabels[outcome.phase]}. The request may have arrived.`;
    case "cancelled":
      return `Cancelled after ${formatDuration(outcome.afterMs)}. The request may have arrived.`;
    case "unreachable":
      return `${outcome.message} (${outcome.code}, at: ${hopLabels[outcome.hop]}).`;
    case "broken_off":
      return `The answer began and broke off after ${formatBytes(outcome.receivedBytes)}: ${outcome.message}.`;
    case "too_large":
      return `The answer is larger than the ${formatBytes(outcome.limitBytes)} that Gatescope takes; reading stopped there.`;
    case "not_recorded":
      return "The request was recorded without its response.";
    case "not_sent":
      return `${outcome.reason} No request was sent.`;
  }
}

function connectionNote(exchange: Exchange): string {
  const { isReusedConnection, via } = exchange.timing;
  if (via === recordedVia) return "as the recording says";
  const proxy = proxyOf(exchange);
  return `${isReusedConnection ? "connection used again" : "new connection"}, HTTP/1.1, ${proxy === null ? "direct" : `via ${proxy}`}`;
}

function HeaderList({ headers, label }: { headers: Headers; label: string }) {
  if (headers.length === 0) return null;
  return (
    <dl className={classes.headers} aria-label={label}>
      {headers.map(([name, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header may occur twice, and the list never changes
        <div key={at}>
          <dt>{name}</dt>
          <dd>
            <HeaderValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function HeaderValue({ value }: { value: string }): ReactNode {
  const key = maskedKey(value);
  if (key === null) return value;
  return (
    <>
      {key.prefix}
      <span className={classes.dots} aria-hidden="true">
        {key.dots}
      </span>
      <VisuallyHidden>{exchangeLabels.masked}</VisuallyHidden>
      {key.lastFour}
      <span className={classes.masked}>
        <EyeOff size={11} aria-hidden /> masked; never stored
      </span>
    </>
  );
}

/** The length in characters above which a body starts folded: an `initialize` response of a large project has thousands of rows. */
const maxOpened = 20_000;

function Body({ text, isCut, headers, label }: { text: string | null; isCut: boolean; headers: Headers; label: string }) {
  const contentType = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? null;
  const body = readExchangeBody(text, { isCut, contentType });
  switch (body.is) {
    case "none":
      return <p className={classes.none}>No body.</p>;
    case "json":
      return (
        <div className={classes.body}>
          <JsonView value={body.value} label={label} openDepth={(text?.length ?? 0) > maxOpened ? 1 : 3} noteFor={privateNote} />
        </div>
      );
    case "text":
      return (
        <div className={classes.body}>
          <p className={classes.note}>{body.note}</p>
          <JsonText text={body.text} label={label} />
        </div>
      );
  }
}

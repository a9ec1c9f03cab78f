import { Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import type { Replay } from "#shared/domain/case/replay.ts";
import { caseLabels } from "./case-labels.ts";
import classes from "./save-case.module.css";

/** A reply for the customer in plain words, to be edited and copied. `about` says whose values it has. */
export function ReplyBox({
  caseId,
  replay = null,
  about,
  isCopyFocused = false,
}: {
  caseId: string;
  replay?: Replay | null;
  about: string;
  /** Focuses *Copy reply* as soon as the reply is written. */
  isCopyFocused?: boolean;
}) {
  const reply = useQuery({
    ...orpc.cases.reply.queryOptions({ input: { caseId, replay } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const [edited, setEdited] = useState<{ readonly of: string; readonly text: string } | null>(null);
  if (reply.isError) return <p role="alert">{sentenceOf(reply.error)}</p>;
  if (reply.data === undefined) return <p className="subdued">{caseLabels.writing}</p>;
  // An edit is of the reply that it started from: another replay writes another one.
  const text = edited?.of === reply.data ? edited.text : reply.data;
  const written = reply.data;
  return (
    <div className={classes.reply}>
      <p className="subdued">{about}</p>
      <Textarea
        aria-label={caseLabels.replyText}
        value={text}
        autosize
        minRows={10}
        maxRows={18}
        onChange={(event) => setEdited({ of: written, text: event.currentTarget.value })}
      />
      <div ref={isCopyFocused ? focusButton : null}>
        <CopyButton text={text} what={caseLabels.reply} label={caseLabels.copyReply} />
      </div>
    </div>
  );
}

function focusButton(parent: HTMLElement | null): void {
  parent?.querySelector("button")?.focus();
}

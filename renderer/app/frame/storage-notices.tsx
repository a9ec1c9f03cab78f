import { ActionIcon } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { FileWarning, X } from "lucide-react";
import { useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { appLabels } from "../app-labels.ts";
import { focusScreen } from "../focus-screen.ts";
import classes from "./storage-notices.module.css";

/** A file can also turn out to be damaged while the program runs. */
const refetchMs = 5_000;

/** Shows which files of the data folder could not be used: what was recovered, and where the old file is. */
export function StorageNotices() {
  const { data: notices = [], refetch } = useQuery(orpc.host.notices.queryOptions({ refetchInterval: refetchMs }));
  const dismiss = useMutation({
    mutationFn: (ids: readonly string[]) => Promise.all(ids.map((id) => client.host.dismissNotice({ id }))),
    onSettled: () => void refetch().then(() => setTimeout(focusScreen)),
  });
  return <NoticeList notices={notices} onDismiss={dismiss.mutate} />;
}

type NoticeListProps = { notices: readonly { readonly id: string; readonly text: string }[]; onDismiss: (ids: readonly string[]) => void };

/** Shows one notice in full; of several, how many there are, and on demand all of them. */
export function NoticeList({ notices, onDismiss }: NoticeListProps) {
  const [isOpen, setOpen] = useState(false);
  const [first, ...others] = notices;
  if (first === undefined) return null;
  return (
    <section ref={keepFocus} className={classes.notices} aria-label={appLabels.storageNotices}>
      {others.length === 0 ? (
        <div className={classes.notice} role="alert">
          <FileWarning size={14} aria-hidden />
          <p>{first.text}</p>
          <Dismiss label={appLabels.dismissNotice} onClick={() => onDismiss([first.id])} />
        </div>
      ) : (
        <>
          <div className={classes.notice}>
            <FileWarning size={14} aria-hidden />
            <p>
              <span role="alert">{appLabels.unusedFiles(notices.length)}</span>{" "}
              <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                {isOpen ? appLabels.hideNotices : appLabels.showNotices(notices.length)}
              </button>
            </p>
            <Dismiss label={appLabels.dismissNotices} onClick={() => onDismiss(notices.map(({ id }) => id))} />
          </div>
          {isOpen && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
            <ul className={classes.list} aria-label={appLabels.storageNotices} tabIndex={0}>
              {notices.toReversed().map(({ id, text }) => (
                <li key={id} className={classes.notice}>
                  <p>{text}</p>
                  <Dismiss label={appLabels.dismissNotice} onClick={() => onDismiss([id])} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

function Dismiss({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon size={20} aria-label={label} title={label} onClick={onClick}>
      <X size={14} aria-hidden />
    </ActionIcon>
  );
}

import { ActionIcon } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { FileWarning, X } from "lucide-react";
import { orpc } from "#renderer/host/client.ts";
import { appLabels } from "../app-labels.ts";
import classes from "./storage-notices.module.css";

/** A file can also turn out to be damaged while the program runs. */
const refetchMs = 5_000;

/** Shows which files of the data folder could not be used: what was recovered, and where the old file is. */
export function StorageNotices() {
  const { data: notices = [], refetch } = useQuery(orpc.host.notices.queryOptions({ refetchInterval: refetchMs }));
  const dismiss = useMutation(orpc.host.dismissNotice.mutationOptions({ onSettled: () => refetch() }));
  if (notices.length === 0) return null;
  return (
    <section className={classes.notices} aria-label={appLabels.storageNotices}>
      {notices.map(({ id, text }) => (
        <div key={id} className={classes.notice} role="alert">
          <FileWarning size={14} aria-hidden />
          <p>{text}</p>
          <ActionIcon size={20} aria-label={appLabels.dismissNotice} onClick={() => dismiss.mutate({ id })}>
            <X size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
    </section>
  );
}

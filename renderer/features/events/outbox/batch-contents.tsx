import { sentenceOf } from "#renderer/host/failure.ts";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { readJson } from "#shared/domain/json/read-json.ts";
import { useBatchContent } from "../events.queries.ts";
import classes from "./batch-contents.module.css";
import { missingBodyText } from "./missing-body-text.ts";

/** Shows the exact request body of a batch. */
export function BatchContents({ batchId, title, onClose }: { batchId: string; title: string; onClose: () => void }) {
  const { data: content, error } = useBatchContent(batchId);
  return (
    <OpenDialog onClose={onClose} title={title} size="xl">
      {error !== null && <p role="alert">{sentenceOf(error)}</p>}
      {content?.body === null && <p>{missingBodyText(content.batch)}</p>}
      {content !== undefined && content.body !== null && (
        <div className={classes.body}>
          <JsonText text={formatJson(content.body)} label="Request body" />
        </div>
      )}
    </OpenDialog>
  );
}

function formatJson(body: string): string {
  try {
    return JSON.stringify(readJson(body), null, 2);
  } catch {
    return body;
  }
}

import { useState } from "react";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { readLooseJson } from "#shared/domain/json/loose-json.ts";
import classes from "./form.module.css";
import { JsonDialog, type ReadObject } from "./json-dialog.tsx";

/** What an SDK says of itself (`statsigMetadata`): rarely set by hand, so it takes one line. */
export function StatsigMetadataField({
  metadata,
  onChange,
}: {
  metadata: JsonObject | null;
  onChange: (metadata: JsonObject | null) => void;
}) {
  const [isEditing, setEditing] = useState(false);
  return (
    <>
      {metadata === null ? (
        <span className="subdued">Gatescope’s own</span>
      ) : (
        <code className={`${classes.who} ell`}>{JSON.stringify(metadata)}</code>
      )}
      <button type="button" className="link" onClick={() => setEditing(true)}>
        {metadata === null ? "Set…" : "Edit…"}
      </button>
      {metadata !== null && (
        <button type="button" className="link" onClick={() => onChange(null)}>
          Leave it out
        </button>
      )}
      {isEditing && (
        <JsonDialog
          title="statsigMetadata of this event"
          lead="What the SDK that you stand in for would say of itself: sdkType, sdkVersion, sessionID, stableID."
          label="statsigMetadata as JSON"
          initial={metadata ?? { sdkType: "", sdkVersion: "" }}
          read={readObject}
          action="Use it"
          onTake={(taken) => {
            onChange(taken);
            setEditing(false);
          }}
          onClose={() => setEditing(false)}
        />
      )}
    </>
  );
}

function readObject(text: string): ReadObject {
  const read = readLooseJson(text, isJsonObject);
  if (read.kind === "unreadable") return read;
  if (read.kind === "plain" || !isJsonObject(read.value))
    return { kind: "unreadable", problem: "This is an object in braces.", line: null, column: null };
  return { kind: "read", value: read.value, notes: read.notes };
}

import { useState } from "react";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { readLooseJson } from "#shared/domain/json/loose-json.ts";
import classes from "./form.module.css";
import { JsonDialog, type ReadObject } from "./json-dialog.tsx";

/** Edits `statsigMetadata`, which SDKs send with an event, in a dialog because it is rarely set by hand. */
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
        <span className="subdued">Gatescope’s default</span>
      ) : (
        <code className={`${classes.who} ell`}>{JSON.stringify(metadata)}</code>
      )}
      <button type="button" className="link" onClick={() => setEditing(true)}>
        {metadata === null ? "Set…" : "Edit…"}
      </button>
      {metadata !== null && (
        <button type="button" className="link" onClick={() => onChange(null)}>
          Use the default
        </button>
      )}
      {isEditing && (
        <JsonDialog
          title="statsigMetadata of this event"
          lead="What an SDK would send with this event: sdkType, sdkVersion, sessionID, stableID."
          label="statsigMetadata as JSON"
          initial={metadata ?? { sdkType: "", sdkVersion: "" }}
          read={readObject}
          action="Set metadata"
          onApply={(edited) => {
            onChange(edited);
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
    return { kind: "unreadable", problem: "Write a JSON object in braces.", line: null, column: null };
  return { kind: "read", value: read.value, notes: read.notes };
}

import { Plus, TriangleAlert } from "lucide-react";
import { type FieldUsageList, notSet } from "#renderer/parts/field-usage.ts";
import { setUser, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { FieldReadiness } from "#shared/domain/explanation/readiness.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { withValueAt } from "./user-draft.ts";
import classes from "./user-editor.module.css";

/** What would be looked at and is not there, each one click away; what else would surprise; and how many fields are looked at. */
export function FieldUsageFooter({
  fieldUsage,
  isUsedOnly,
  onUsedOnly,
}: {
  fieldUsage: FieldUsageList;
  isUsedOnly: boolean;
  onUsedOnly: (isUsedOnly: boolean) => void;
}) {
  const missing = notSet(fieldUsage);
  const set = fieldUsage.fields.length - missing.length;
  return (
    <>
      {(missing.length > 0 || fieldUsage.traps.length > 0) && (
        <section className={classes.missing} aria-label="Looked at, but not set">
          {missing.length > 0 && <h3>Looked at, but not set</h3>}
          {missing.map((field) => (
            <MissingField key={field.path.join(".")} field={field} />
          ))}
          {fieldUsage.traps.map((trap) => (
            <p key={trap} className={classes.trap}>
              <TriangleAlert size={13} aria-label="Unusual:" className={classes.warningMark} />
              <span>{trap}</span>
            </p>
          ))}
        </section>
      )}
      <div className={classes.fieldUsageFoot}>
        <span className={classes.tick} aria-hidden="true" />
        <span className="ell">
          {set} looked at by <code>{fieldUsage.name}</code>
        </span>
        <button type="button" className="link" aria-pressed={isUsedOnly} onClick={() => onUsedOnly(!isUsedOnly)}>
          {isUsedOnly ? "Show all" : "Only these"}
        </button>
      </div>
    </>
  );
}

const maxSuggested = 3;

function MissingField({ field }: { field: FieldReadiness }) {
  const user = useSession((state) => state.user);
  const add = (value: JsonValue) => {
    setUser(withValueAt(user, field.path, value));
    announce(value === "" ? `${field.field} is added, empty.` : `${field.field} is ${valueText(value)} now.`);
  };
  const suggested = field.suggestions.slice(0, maxSuggested);
  return (
    <div className={classes.ask}>
      <span className={classes.askName} title={field.wants.join("; ")}>
        <code>{field.field}</code>
        {field.role === "unit" && <span className={classes.hint}> unit ID</span>}
      </span>
      <span className={classes.gifts}>
        {suggested.map((value) => (
          <button
            key={valueText(value)}
            type="button"
            className={classes.give}
            title={`Set ${field.field} to ${valueText(value)}`}
            onClick={() => add(value)}
          >
            <Plus size={11} aria-hidden />
            <span className="sr">{field.field} = </span>
            <code className="ell">{valueText(value)}</code>
          </button>
        ))}
        {suggested.length === 0 && (
          <button type="button" className={classes.give} aria-label={`Add ${field.field}`} onClick={() => add("")}>
            <Plus size={11} aria-hidden />
            add
          </button>
        )}
      </span>
    </div>
  );
}

function valueText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

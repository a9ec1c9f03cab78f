import { Plus, TriangleAlert } from "lucide-react";
import { useContext } from "react";
import { type FieldUsageList, isFieldUsed, notSet } from "#renderer/parts/field-usage.ts";
import { setUser, useSession } from "#renderer/session/session.ts";
import { CutName } from "#renderer/ui/cut-name.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import type { FieldReadiness } from "#shared/domain/explanation/readiness.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { AnsweredFieldsContext } from "./answered-fields.ts";
import { withValueAt } from "./user-draft.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";

/**
 * The foot of the user form: fields that the rules read and the user lacks, each with values to add; other surprises as warnings; and how
 * many attributes the rules read, with a switch that hides the rest of the form.
 */
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
  const answered = useContext(AnsweredFieldsContext);
  const differing = [...(answered?.had.keys() ?? [])].filter((key) => isFieldUsed(fieldUsage, key.split("\n"))).length;
  return (
    <>
      {(missing.length > 0 || fieldUsage.traps.length > 0) && (
        <section className={classes.missing} aria-label={missing.length > 0 ? userLabels.missingFields : "Warnings about the rules"}>
          {missing.length > 0 && <h3>{userLabels.missingFields}</h3>}
          {missing.map((field) => (
            <MissingField key={field.path.join(".")} field={field} />
          ))}
          {fieldUsage.traps.map((trap) => (
            <p key={trap} className={classes.trap}>
              <TriangleAlert size={13} aria-label="Warning:" className={classes.warningMark} />
              <span>{trap}</span>
            </p>
          ))}
        </section>
      )}
      <div className={classes.fieldUsageFoot}>
        <span className={classes.tick} aria-hidden="true" />
        <span className={classes.reads}>
          {answered !== null && differing > 0 ? (
            <span>{userLabels.readDiffer(differing, fieldUsage.fields.length)}</span>
          ) : (
            <>
              <CutName name={fieldUsage.name} />
              <span>{userLabels.readsAttributes(fieldUsage.fields.length)}</span>
            </>
          )}
        </span>
        <button type="button" className="link" aria-pressed={isUsedOnly} onClick={() => onUsedOnly(!isUsedOnly)}>
          {isUsedOnly ? userLabels.showAll : userLabels.showUsedOnly}
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
    announce(value === "" ? `Added ${field.field} with an empty value.` : userLabels.fieldSet(field.field, valueText(value)));
  };
  const suggested = field.suggestions.slice(0, maxSuggested);
  return (
    <div className={classes.missingField}>
      <span className={classes.missingName} title={field.wants.join("; ")}>
        <code>{field.field}</code>
        {field.role === "unit" && <span className={classes.hint}> unit ID</span>}
      </span>
      <span className={classes.suggestions}>
        {suggested.map((value) => (
          <button
            key={valueText(value)}
            type="button"
            className={classes.suggestion}
            aria-label={userLabels.suggestion(field.field, valueText(value))}
            title={`Set ${field.field} to ${valueText(value)}`}
            onClick={() => add(value)}
          >
            <Plus size={11} aria-hidden />
            <code className="ell">{valueText(value)}</code>
          </button>
        ))}
        {suggested.length === 0 && (
          <button type="button" className={classes.suggestion} aria-label={`Add ${field.field}`} onClick={() => add("")}>
            <Plus size={11} aria-hidden />
            Add
          </button>
        )}
      </span>
    </div>
  );
}

function valueText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

import { Button, TextInput } from "@mantine/core";
import { Plus, Users, X } from "lucide-react";
import { useState } from "react";
import type { ConditionOutline } from "#shared/domain/comparison/what-if.ts";
import { formatPlainValue } from "#shared/domain/evaluation/format-value.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { numberOf, valuesOf } from "./draft-edits.ts";
import classes from "./rule-editor.module.css";
import { whatIfLabels } from "./what-if-labels.ts";

const shownValues = 40;

/** One condition: its subject, and its target to edit. A gate or segment is a link to its own rules. */
export function ConditionEditor({
  condition,
  label,
  onTarget,
  onRemove,
  onOpenGate,
}: {
  condition: ConditionOutline;
  /** Names the condition for assistive technology: `condition 1 of rule 2`. */
  label: string;
  onTarget: (from: JsonValue, to: JsonValue) => void;
  onRemove: (() => void) | null;
  onOpenGate: (name: string) => void;
}) {
  const target = isJsonObject(condition.content) ? (condition.content.targetValue ?? null) : null;
  const { gate } = condition;
  return (
    <div className={classes.condition}>
      {gate !== null ? (
        <span>
          <Users size={13} aria-hidden /> {condition.subject}{" "}
          <button type="button" className={`link ${classes.data}`} onClick={() => onOpenGate(gate)}>
            {condition.target}
          </button>
        </span>
      ) : condition.form === "list" && Array.isArray(target) ? (
        <>
          <span className={classes.data}>{condition.subject}</span>
          <ListTarget values={target} words={condition.target} label={label} onChange={(to) => onTarget(target, to)} />
        </>
      ) : condition.form === "number" || condition.form === "text" ? (
        <>
          <span className={classes.data}>{condition.subject}</span>
          <ScalarTarget
            key={String(target)}
            target={target}
            words={condition.target}
            label={label}
            isNumber={condition.form === "number"}
            onChange={(to) => onTarget(target, to)}
          />
        </>
      ) : (
        <span>
          <span className={condition.target === "" ? undefined : classes.data}>{condition.subject}</span> {condition.target}
        </span>
      )}
      {onRemove !== null && (
        <button
          type="button"
          className={classes.remove}
          aria-label={whatIfLabels.removeCondition(label)}
          title={whatIfLabels.removeCondition(label)}
          onClick={onRemove}
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </div>
  );
}

function ListTarget({
  values,
  words,
  label,
  onChange,
}: {
  values: JsonValue[];
  words: string;
  label: string;
  onChange: (values: JsonValue[]) => void;
}) {
  const [isAdding, setAdding] = useState(false);
  const [text, setText] = useState("");
  const add = () => {
    const added = valuesOf(text).filter((value) => !values.includes(value));
    if (added.length > 0) onChange([...values, ...added]);
    setText("");
    setAdding(false);
  };
  const isNegated = /^not /.test(words);
  return (
    <>
      <span className="second">{isNegated ? whatIfLabels.noneOf : whatIfLabels.anyOf}</span>
      {values.slice(0, shownValues).map((value) => (
        <span key={JSON.stringify(value)} className={classes.value}>
          {formatPlainValue(value)}
          <button
            type="button"
            aria-label={whatIfLabels.removeValue(formatPlainValue(value), label)}
            onClick={() => onChange(values.filter((other) => other !== value))}
          >
            <X size={11} aria-hidden />
          </button>
        </span>
      ))}
      {values.length > shownValues && <span className="third">{whatIfLabels.moreValues(values.length - shownValues)}</span>}
      {isAdding ? (
        <TextInput
          className={classes.adding ?? ""}
          aria-label={whatIfLabels.valuesToAdd(label)}
          placeholder="DE, AT"
          autoFocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key === "Enter") add();
            if (event.key === "Escape") {
              event.stopPropagation();
              setText("");
              setAdding(false);
            }
          }}
        />
      ) : (
        <button type="button" className={classes.add} aria-label={whatIfLabels.addValue(label)} onClick={() => setAdding(true)}>
          <Plus size={11} aria-hidden /> {whatIfLabels.add}
        </button>
      )}
    </>
  );
}

function ScalarTarget({
  target,
  words,
  label,
  isNumber,
  onChange,
}: {
  target: JsonValue;
  words: string;
  label: string;
  isNumber: boolean;
  onChange: (value: JsonValue) => void;
}) {
  const [text, setText] = useState(String(target));
  const value = isNumber ? numberOf(text) : text;
  const set = () => {
    if (value !== undefined && String(value) !== String(target)) onChange(value);
  };
  return (
    <>
      <span className="second">{wordsBefore(words, String(target))}</span>
      <TextInput
        className={classes.scalar ?? ""}
        aria-label={whatIfLabels.target(label)}
        value={text}
        error={value === undefined ? whatIfLabels.notANumber : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={set}
        onKeyDown={(event) => {
          if (event.key === "Enter") set();
        }}
      />
    </>
  );
}

/** `at least` of `at least 1000`; the whole text if the target is shown in another form, as a date is. */
function wordsBefore(words: string, target: string): string {
  return words.endsWith(target) ? words.slice(0, -target.length).trim() : words;
}

/** A form for one more condition on a field of the user. */
export function NewCondition({
  unit,
  label,
  onAdd,
  onClose,
}: {
  unit: string;
  label: string;
  onAdd: (condition: JsonValue) => void;
  onClose: () => void;
}) {
  const [field, setField] = useState("country");
  const [operator, setOperator] = useState<string>("any");
  const [text, setText] = useState("");
  const isNumber = operator === "gte" || operator === "lte";
  const target = isNumber ? numberOf(text) : valuesOf(text);
  const isReady = field.trim() !== "" && target !== undefined && (!Array.isArray(target) || target.length > 0);
  return (
    <form
      className={classes.newCondition}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady || target === undefined) return;
        const name = field.trim();
        onAdd({
          ...{ type: name === "country" ? "ip_based" : "user_field", targetValue: target, operator, field: name },
          ...{ additionalValues: {}, idType: unit },
        });
      }}
    >
      <TextInput aria-label={whatIfLabels.field} value={field} onChange={(event) => setField(event.currentTarget.value)} />
      <select
        aria-label={whatIfLabels.operator}
        className={classes.operator}
        value={operator}
        onChange={(event) => setOperator(event.currentTarget.value)}
      >
        {Object.entries(whatIfLabels.operators).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <TextInput
        aria-label={whatIfLabels.values}
        placeholder={isNumber ? "100" : "DE, AT"}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" size="compact-xs" disabled={!isReady}>
        {whatIfLabels.add}
      </Button>
      <Button size="compact-xs" variant="default" onClick={onClose}>
        {whatIfLabels.cancel}
      </Button>
    </form>
  );
}

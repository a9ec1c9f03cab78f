import { ActionIcon } from "@mantine/core";
import { Plus } from "lucide-react";
import { type ReactNode, useContext, useId, useRef, useState } from "react";
import { type FieldUsageList, isFieldUsed, isGroupUsed } from "#renderer/parts/field-usage.ts";
import { lockedFormText, showJsonLabel } from "#renderer/parts/locked-form-text.ts";
import { setUser } from "#renderer/session/session.ts";
import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { type StatsigUser, tierOf, type UserWarning } from "#shared/domain/user/statsig-user.ts";
import { AnsweredFieldsContext } from "./answered-fields.ts";
import { MemberField } from "./member-field.tsx";
import { type FieldSuggestion, suggestedNames, suggestedValues } from "./read-fields.ts";
import { NoRuleReads, SuggestInput, type Typed } from "./suggest-input.tsx";
import { TextBox } from "./text-box.tsx";
import { type GroupName, groupOf, withField, withMember, withTier } from "./user-draft.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";
import { WarningLine } from "./warning-line.tsx";

/** A form with every documented field of a StatsigUser. `isReadOnly` while the JSON view has a syntax error, so that the two views never differ. */
export function UserForm({
  user,
  tier,
  warnings,
  fieldUsage,
  isUsedOnly,
  isReadOnly,
  onShowJson,
}: {
  user: StatsigUser;
  tier: string;
  warnings: readonly UserWarning[];
  /** The fields that the rules of the current name read. They are marked, and with `isUsedOnly` they are the only fields shown. */
  fieldUsage: FieldUsageList | null;
  isUsedOnly: boolean;
  isReadOnly: boolean;
  onShowJson: () => void;
}) {
  const isShown = (...path: string[]) => !isUsedOnly || isFieldUsed(fieldUsage, path);
  const warningsAt = (...path: string[]) => warnings.filter((warning) => warning.path.join("\n") === path.join("\n"));
  const field = (name: string) => <TopField key={name} name={name} user={user} warnings={warningsAt(name)} fieldUsage={fieldUsage} />;
  const group = (name: GroupName, title: string, noun: string, hint?: string) =>
    (!isUsedOnly || isGroupUsed(fieldUsage, name)) && (
      <Group
        user={user}
        group={name}
        title={title}
        noun={noun}
        {...(hint !== undefined && { hint })}
        warnings={warnings}
        fieldUsage={fieldUsage}
        isUsedOnly={isUsedOnly}
      />
    );
  const shownAttributes = ["email", "country", "locale", "appVersion", "ip", "userAgent"].filter((name) => isShown(name));
  const unknown = warnings.filter(({ path }) => path.length > 0 && !knownTop.has(path[0] ?? ""));
  return (
    <>
      {isReadOnly && (
        <p className={classes.locked}>
          {lockedFormText}{" "}
          <button type="button" className="link" onClick={onShowJson}>
            {showJsonLabel}
          </button>
        </p>
      )}
      <fieldset className={classes.body} disabled={isReadOnly} aria-label="User">
        {isShown("userID") && <Section title="Identity">{field("userID")}</Section>}
        {group("customIDs", "Custom IDs", "custom ID")}
        {shownAttributes.length > 0 && <Section title="Attributes">{shownAttributes.map(field)}</Section>}
        {group("custom", "Custom", "custom attribute")}
        {group("privateAttributes", "Private", "private attribute", "for targeting, never logged")}
        {isShown("statsigEnvironment", "tier") && (
          <Section title="Environment" hint={tierOf(user) === null ? "from the top bar" : "set on this user"}>
            <TierField
              user={user}
              tier={tier}
              warnings={[...warningsAt("statsigEnvironment"), ...warningsAt("statsigEnvironment", "tier")]}
              fieldUsage={fieldUsage}
            />
          </Section>
        )}
        {unknown.map((warning) => (
          <WarningLine key={warning.path.join(".")} warning={warning} withPath />
        ))}
      </fieldset>
    </>
  );
}

const knownTop = new Set([
  "userID",
  "customIDs",
  "email",
  "country",
  "locale",
  "appVersion",
  "ip",
  "userAgent",
  "custom",
  "privateAttributes",
  "statsigEnvironment",
]);

function Section({ title, hint, end, children }: { title: string; hint?: string; end?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <h3 className={classes.heading}>
        {title}
        {hint !== undefined && <span className={classes.hint}>{hint}</span>}
        {end}
      </h3>
      {children}
    </section>
  );
}

type FieldMarks = { warnings: readonly UserWarning[]; fieldUsage: FieldUsageList | null };

function TopField({ name, user, warnings, fieldUsage }: FieldMarks & { name: string; user: StatsigUser }) {
  const value = user[name];
  const [typed, setTyped] = useState<Typed>("no");
  const path = [name];
  return (
    <Field label={<span className="ell">{name}</span>} warnings={warnings} usedBy={isFieldUsed(fieldUsage, [name]) ? fieldUsage : null}>
      <TextBox
        label={name}
        text={asText(value)}
        isSet={value !== undefined}
        isUnusual={warnings.length > 0}
        note={value === undefined || typeof value === "string" ? null : typeName(value)}
        path={path}
        suggestsAt={name === "userID" ? null : path}
        onText={(text) => {
          setTyped("typing");
          setUser(withField(user, name, text === "" ? undefined : text));
        }}
        onLeave={() => setTyped((is) => (is === "typing" ? "done" : is))}
      />
      <NoRuleReads path={path} text={typeof value === "string" ? value : null} typed={typed} />
    </Field>
  );
}

const tierPath = ["statsigEnvironment", "tier"];

function TierField({ user, tier, warnings, fieldUsage }: FieldMarks & { user: StatsigUser; tier: string }) {
  const isMarked = isFieldUsed(fieldUsage, ["statsigEnvironment", "tier"]);
  return (
    <Field label={<span className="ell">tier</span>} warnings={warnings} usedBy={isMarked ? fieldUsage : null}>
      <TextBox
        label="tier"
        text={tierOf(user) ?? ""}
        placeholder={tier}
        isSet
        path={tierPath}
        isUnusual={warnings.length > 0}
        onText={(text) => setUser(withTier(user, text))}
      />
    </Field>
  );
}

/** Returns the members of a group that the user of the shown answer had, where they differ. */
function useMembersOfAnswer(group: GroupName): string[] {
  const answered = useContext(AnsweredFieldsContext);
  const start = `${group}\n`;
  return [...(answered?.had.keys() ?? [])].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
}

/** The members of one group of the user, with a button that adds one. */
function Group({
  user,
  group,
  title,
  noun,
  hint,
  warnings,
  fieldUsage,
  isUsedOnly,
}: FieldMarks & {
  user: StatsigUser;
  group: GroupName;
  title: string;
  noun: string;
  hint?: string;
  isUsedOnly: boolean;
}) {
  const [isAdding, setAdding] = useState(false);
  const [named, setNamed] = useState<string | null>(null);
  const isMemberShown = (name: string) => !isUsedOnly || isFieldUsed(fieldUsage, [group, name]);
  const own = groupOf(user, group);
  const members = own.filter(([name]) => isMemberShown(name));
  const missing = useMembersOfAnswer(group).filter((name) => isMemberShown(name) && own.every(([other]) => other !== name));
  const whole = warnings.filter(({ path }) => path.length === 1 && path[0] === group);
  const plusButton = useRef<HTMLButtonElement>(null);
  /** The row with the focus is gone; often another member follows. */
  const close = () => {
    const hadFocus = document.activeElement?.closest("form") !== null;
    setAdding(false);
    if (hadFocus) setTimeout(() => plusButton.current?.focus());
  };
  const plus = (
    <ActionIcon
      ref={plusButton}
      data-add-member=""
      size={20}
      aria-label={`Add ${noun}`}
      className={classes.add ?? ""}
      onClick={() => setAdding(true)}
    >
      <Plus size={13} aria-hidden />
    </ActionIcon>
  );
  return (
    <Section title={title} {...(hint !== undefined && { hint })} end={plus}>
      {members.map(([name, value]) => (
        <Field
          key={name}
          warnings={warnings.filter(({ path }) => path[0] === group && path[1] === name)}
          label={null}
          usedBy={isFieldUsed(fieldUsage, [group, name]) ? fieldUsage : null}
        >
          <MemberField user={user} group={group} name={name} value={value} noun={noun} isNew={name === named} onNamed={setNamed} />
        </Field>
      ))}
      {missing.map((name) => (
        <Field
          key={name}
          warnings={[]}
          label={<span className="ell">{name}</span>}
          usedBy={isFieldUsed(fieldUsage, [group, name]) ? fieldUsage : null}
        >
          <TextBox
            label={name}
            text=""
            isSet={false}
            isUnusual={false}
            path={[group, name]}
            onText={(text) => setUser(withMember(user, group, name, text))}
          />
        </Field>
      ))}
      {members.length === 0 && missing.length === 0 && !isAdding && <p className={classes.none}>None</p>}
      {isAdding && (
        <NewMember
          noun={noun}
          group={group}
          existingNames={groupOf(user, group).map(([name]) => name)}
          onAdd={(name, value) => {
            setNamed(name);
            setUser(withMember(user, group, name, value));
            close();
          }}
          onClose={close}
        />
      )}
      {whole.map((warning) => (
        <WarningLine key={warning.message} warning={warning} />
      ))}
    </Section>
  );
}

/** The row that adds a member: Enter adds it, Escape cancels. A typed value is text, one taken from the rules is what they want; the member's menu changes its type. */
function NewMember({
  noun,
  group,
  existingNames,
  onAdd,
  onClose,
}: {
  noun: string;
  group: GroupName;
  existingNames: readonly string[];
  onAdd: (name: string, value: JsonValue) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [taken, setTaken] = useState<FieldSuggestion | null>(null);
  const [nameTyped, setNameTyped] = useState<Typed>("no");
  const valueId = useId();
  const focusValue = () => document.getElementById(valueId)?.focus();
  const path = [group, name.trim()];
  const isTaken = existingNames.includes(name.trim());
  const add = () => {
    if (name.trim() !== "" && !isTaken) onAdd(name.trim(), taken?.text === value ? taken.value : value);
  };
  return (
    <form
      className={classes.field}
      aria-label={`New ${noun}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (value === "" && document.activeElement?.id !== valueId) focusValue();
        else add();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        if (name.trim() === "") onClose();
        else add();
      }}
    >
      <SuggestInput
        className={classes.nameBox}
        listLabel={userLabels.namesRead}
        suggest={(read) => suggestedNames(read, { group, typed: name, existing: existingNames })}
        onTake={({ text }) => {
          setName(text);
          focusValue();
        }}
        onBlur={() => setNameTyped("done")}
        aria-label={`Name of the new ${noun}`}
        placeholder="name"
        // The row appears when its Add button is pressed.
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SuggestInput
        id={valueId}
        className={classes.newValue}
        listLabel={userLabels.valuesRead(name.trim())}
        suggest={(read) => (group === "customIDs" ? [] : suggestedValues(read, path, value))}
        onTake={(picked) => {
          setTaken(picked);
          setValue(picked.text);
        }}
        aria-label={`Value of the new ${noun}`}
        placeholder="value"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <button type="submit" className="sr">
        Add
      </button>
      {isTaken && <p className={classes.warning}>“{name.trim()}” already exists.</p>}
      <NoRuleReads path={path} text={value} typed={nameTyped === "done" ? "typing" : "no"} />
    </form>
  );
}

/** A row of the form: label, value and warnings. With a null label, `children` include the label. */
function Field({
  label,
  warnings,
  usedBy,
  children,
}: {
  label: ReactNode;
  warnings: readonly UserWarning[];
  /** The gate, config, experiment or layer whose rules read this field; null if they do not. */
  usedBy: FieldUsageList | null;
  children: ReactNode;
}) {
  return (
    <>
      <div className={classes.field} data-used={usedBy !== null || undefined}>
        {usedBy !== null && <span className="sr">used by {usedBy.name}</span>}
        {label !== null && <span className={classes.name}>{label}</span>}
        {children}
      </div>
      {warnings.map((warning) => (
        <WarningLine key={warning.message} warning={warning} />
      ))}
    </>
  );
}

function asText(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function typeName(value: JsonValue): string {
  if (value === null) return "null";
  if (isJsonNumber(value)) return "number";
  return Array.isArray(value) ? "list" : typeof value;
}

import { ActionIcon, Switch } from "@mantine/core";
import { EllipsisVertical, EyeOff } from "lucide-react";
import { useId, useState } from "react";
import { setUser } from "#renderer/session/session.ts";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { customKind, type StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { useHad } from "./answered-fields.ts";
import { Differs } from "./differs-part.ts";
import type { ListInputProps } from "./list-input.tsx";
import { suggestedNames } from "./read-fields.ts";
import { NoRuleReads, SuggestInput, type Typed } from "./suggest-input.tsx";
import { TextBox } from "./text-box.tsx";
import { type GroupName, groupOf, readNumber, withMember, withMemberRenamed } from "./user-draft.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";

const ListInput = lazyPart(async () => (await import("./list-input.tsx")).ListInput, ListPlaceholder);
const MemberChoices = lazyPart(async () => (await import("./member-choices.tsx")).MemberChoices);

interface MemberProps {
  user: StatsigUser;
  group: GroupName;
  name: string;
  value: JsonValue;
}

/** One member of a group: its name, a control that fits the type of its value, and a menu with further actions. */
export function MemberField({
  user,
  group,
  name,
  value,
  noun,
  isNew,
  onNamed,
}: MemberProps & {
  noun: string;
  /** True for a member whose name was typed just now. */
  isNew: boolean;
  onNamed: (name: string) => void;
}) {
  const [typed, setTyped] = useState<Typed>(isNew ? "done" : "no");
  const change = (next: JsonValue) => setUser(withMember(user, group, name, next));
  return (
    <>
      <NameBox
        user={user}
        group={group}
        name={name}
        noun={noun}
        onRename={(to) => {
          if (to !== "" && to !== name) onNamed(to);
          setUser(withMemberRenamed(user, group, name, to));
        }}
      />
      <span className={classes.memberValue}>
        <ValueControl
          label={name}
          value={value}
          isPrivate={group === "privateAttributes"}
          path={[group, name]}
          onValue={(next) => {
            setTyped("typing");
            change(next);
          }}
          onLeave={() => setTyped((is) => (is === "typing" ? "done" : is))}
        />
        <MemberMenu user={user} group={group} name={name} value={value} onValue={change} />
      </span>
      <NoRuleReads path={[group, name]} text={typeof value === "string" ? value : null} typed={typed} />
    </>
  );
}

/** A name that is edited in place. It is applied when the field loses focus, so that a half-typed name is never applied. */
function NameBox({ user, group, name, noun, onRename }: Omit<MemberProps, "value"> & { noun: string; onRename: (to: string) => void }) {
  const [draft, setDraft] = useState(name);
  return (
    <SuggestInput
      className={classes.nameBox}
      listLabel={userLabels.namesRead}
      suggest={(read) => suggestedNames(read, { group, typed: draft, existing: groupOf(user, group).map(([other]) => other) })}
      onTake={(taken) => setDraft(taken.text)}
      aria-label={`Name of the ${noun} ${name}`}
      title={name}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => {
        onRename(draft.trim());
        setDraft(name);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setDraft(name);
      }}
    />
  );
}

function ValueControl({
  label,
  value,
  isPrivate,
  path,
  onValue,
  onLeave,
}: {
  label: string;
  value: JsonValue;
  isPrivate: boolean;
  path: readonly string[];
  onValue: (value: JsonValue) => void;
  onLeave: () => void;
}) {
  const id = useId();
  const had = useHad(path);
  const lead = isPrivate ? <EyeOff size={12} aria-label="private" className={classes.lead} /> : undefined;
  switch (customKind(value)) {
    case "yes_no":
      return (
        <span className={classes.yesNo} data-differs={had !== null || undefined}>
          {lead}
          <Switch
            aria-label={label}
            checked={value === true}
            onChange={(event) => onValue(event.currentTarget.checked)}
            label={<code>{String(value)}</code>}
            aria-describedby={had === null ? undefined : id}
          />
          {had !== null && <Differs id={id} had={had} beside={String(value)} />}
        </span>
      );
    case "list":
      return (
        <span className={classes.listBox} data-differs={had !== null || undefined}>
          <ListInput
            label={label}
            texts={(Array.isArray(value) ? value : []).map(String)}
            lead={lead}
            describedBy={had === null ? undefined : id}
            onTexts={onValue}
          />
          {had !== null && <Differs id={id} had={had} beside={null} />}
        </span>
      );
    case "text":
      return (
        <TextBox
          label={label}
          text={String(value)}
          placeholder="empty text"
          isSet
          isUnusual={false}
          path={path}
          suggestsAt={path[0] === "customIDs" ? null : path}
          lead={lead}
          onText={onValue}
          onLeave={onLeave}
        />
      );
    case "number":
      return (
        <TypedBox
          label={label}
          value={value}
          note="number"
          problem="not a number"
          path={path}
          lead={lead}
          read={readNumber}
          onValue={onValue}
        />
      );
    case "other":
      return (
        <TypedBox
          label={label}
          value={value}
          note="JSON"
          problem="not valid JSON"
          path={path}
          lead={lead}
          read={parseJson}
          onValue={onValue}
        />
      );
  }
}

/**
 * A text field for a value that not every text can express. Text that `read` refuses stays in the field with `problem` beside it, and the
 * value keeps its last valid state.
 */
function TypedBox({
  label,
  value,
  note,
  problem,
  path,
  lead,
  read,
  onValue,
}: {
  label: string;
  value: JsonValue;
  note: string;
  problem: string;
  path: readonly string[];
  lead: React.ReactNode;
  read: (text: string) => JsonValue | undefined;
  onValue: (value: JsonValue) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const isReadable = draft === null || read(draft) !== undefined;
  const shown = draft !== null && (!isReadable || JSON.stringify(read(draft)) === JSON.stringify(value)) ? draft : JSON.stringify(value);
  return (
    <TextBox
      label={isReadable ? label : `${label}, ${problem}`}
      text={shown}
      isSet
      isUnusual={!isReadable}
      note={isReadable ? note : `${problem}, still ${JSON.stringify(value)}`}
      {...(isReadable && { path })}
      lead={lead}
      onText={(text) => {
        setDraft(text);
        const next = read(text);
        if (next !== undefined) onValue(next);
      }}
    />
  );
}

/** Shows the texts of a list where their field will be. */
function ListPlaceholder({ label, texts, lead }: ListInputProps) {
  return (
    <span className={classes.listWaiting}>
      {lead}
      <ul aria-label={label}>
        {texts.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text may be there twice
          <li key={index} className={classes.tag}>
            {text}
          </li>
        ))}
        <li aria-hidden="true" className={classes.tagRoom} />
      </ul>
    </span>
  );
}

/** The button at the end of a member that opens its menu. */
function MemberMenu(props: MemberProps & { onValue: (value: JsonValue) => void }) {
  const menu = useDropdown("menu");
  return (
    <>
      <ActionIcon
        data-member={props.name}
        size={20}
        aria-label={userLabels.moreFor(props.name)}
        className={classes.more ?? ""}
        {...menu.button}
      >
        <EllipsisVertical size={13} aria-hidden />
      </ActionIcon>
      {menu.wasOpened && <MemberChoices {...props} dropdown={menu.dropdown} />}
    </>
  );
}

import { ActionIcon, Menu, Switch, TagsInput } from "@mantine/core";
import { Braces, Check, EllipsisVertical, EyeOff, Hash, List, ToggleRight, Type } from "lucide-react";
import { useState } from "react";
import { setUser } from "#renderer/session/session.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { customKind, type StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { TextBox } from "./text-box.tsx";
import {
  type CustomKind,
  convertValue,
  type GroupName,
  withMember,
  withMemberMoved,
  withMemberRenamed,
  withoutMember,
} from "./user-draft.ts";
import classes from "./user-editor.module.css";

const kinds: readonly { kind: CustomKind; word: string; Icon: typeof Type }[] = [
  { kind: "text", word: "Text", Icon: Type },
  { kind: "number", word: "Number", Icon: Hash },
  { kind: "yes_no", word: "Yes or no", Icon: ToggleRight },
  { kind: "list", word: "List of texts", Icon: List },
  { kind: "other", word: "Other JSON", Icon: Braces },
];

/** One named value of a group: its name, its value in a control of its type, and what else can be done with it. */
export function MemberField({
  user,
  group,
  name,
  value,
  noun,
}: {
  user: StatsigUser;
  group: GroupName;
  name: string;
  value: JsonValue;
  noun: string;
}) {
  const change = (next: JsonValue) => setUser(withMember(user, group, name, next));
  return (
    <>
      <NameBox name={name} noun={noun} onRename={(to) => setUser(withMemberRenamed(user, group, name, to))} />
      <span className={classes.memberValue}>
        <ValueControl label={name} value={value} isPrivate={group === "privateAttributes"} onValue={change} />
        <MemberMenu user={user} group={group} name={name} value={value} onValue={change} />
      </span>
    </>
  );
}

/** The name is edited in place and takes effect when it is left, so that half a name never replaces a whole one. */
function NameBox({ name, noun, onRename }: { name: string; noun: string; onRename: (to: string) => void }) {
  const [draft, setDraft] = useState(name);
  return (
    <input
      className={classes.nameBox}
      aria-label={`Name of the ${noun} ${name}`}
      title={name}
      value={draft}
      spellCheck={false}
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
  onValue,
}: {
  label: string;
  value: JsonValue;
  isPrivate: boolean;
  onValue: (value: JsonValue) => void;
}) {
  const lead = isPrivate ? <EyeOff size={12} aria-label="private" className={classes.lead} /> : undefined;
  switch (customKind(value)) {
    case "yes_no":
      return (
        <span className={classes.yesNo}>
          {lead}
          <Switch
            aria-label={label}
            checked={value === true}
            onChange={(event) => onValue(event.currentTarget.checked)}
            label={<code>{String(value)}</code>}
          />
        </span>
      );
    case "list":
      return (
        <TagsInput
          aria-label={label}
          classNames={{
            root: classes.tags ?? "",
            input: classes.tagsBox ?? "",
            pill: classes.tag ?? "",
            pillsList: classes.tagList ?? "",
            inputField: classes.tagField ?? "",
          }}
          value={(Array.isArray(value) ? value : []).map(String)}
          onChange={onValue}
          allowDuplicates
          splitChars={[","]}
          leftSection={lead}
        />
      );
    case "text":
      return <TextBox label={label} text={String(value)} placeholder="empty text" isSet isUnusual={false} lead={lead} onText={onValue} />;
    case "number":
      return <TypedBox label={label} value={value} note="number" lead={lead} read={readNumber} onValue={onValue} />;
    case "other":
      return <TypedBox label={label} value={value} note="JSON" lead={lead} read={readJson} onValue={onValue} />;
  }
}

/** A value that not every text can be: what is typed stays while it cannot be read, and the value stays what it last was. */
function TypedBox({
  label,
  value,
  note,
  lead,
  read,
  onValue,
}: {
  label: string;
  value: JsonValue;
  note: string;
  lead: React.ReactNode;
  read: (text: string) => JsonValue | undefined;
  onValue: (value: JsonValue) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const isReadable = draft === null || read(draft) !== undefined;
  const shown = draft !== null && (!isReadable || JSON.stringify(read(draft)) === JSON.stringify(value)) ? draft : JSON.stringify(value);
  return (
    <TextBox
      label={isReadable ? label : `${label}, not a ${note} yet`}
      text={shown}
      isSet
      isUnusual={!isReadable}
      note={isReadable ? note : `not a ${note}; still ${JSON.stringify(value)}`}
      lead={lead}
      onText={(text) => {
        setDraft(text);
        const next = read(text);
        if (next !== undefined) onValue(next);
      }}
    />
  );
}

function readNumber(text: string): number | undefined {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function readJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function MemberMenu({
  user,
  group,
  name,
  value,
  onValue,
}: {
  user: StatsigUser;
  group: GroupName;
  name: string;
  value: JsonValue;
  onValue: (value: JsonValue) => void;
}) {
  const kind = customKind(value);
  const other = group === "custom" ? "privateAttributes" : "custom";
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon size={20} aria-label={`More for ${name}`} className={classes.more ?? ""}>
          <EllipsisVertical size={13} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {group !== "customIDs" && (
          <>
            <Menu.Label>Type</Menu.Label>
            {kinds.map(({ kind: choice, word, Icon }) => (
              <Menu.Item
                key={choice}
                leftSection={<Icon size={13} aria-hidden />}
                rightSection={choice === kind && <Check size={13} aria-label="chosen" />}
                onClick={() => onValue(convertValue(value, choice))}
              >
                {word}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item onClick={() => setUser(withMemberMoved(user, group, other, name))}>
              {group === "custom" ? "Make private" : "Make public"}
            </Menu.Item>
          </>
        )}
        <Menu.Item onClick={() => setUser(withoutMember(user, group, name))}>Remove</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

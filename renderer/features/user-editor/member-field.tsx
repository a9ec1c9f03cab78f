import { ActionIcon, Menu, Switch, TagsInput } from "@mantine/core";
import { Braces, Check, EllipsisVertical, EyeOff, Hash, List, ToggleRight, Type } from "lucide-react";
import { useId, useRef, useState } from "react";
import { setUser, useSession } from "#renderer/session/session.ts";
import { focusNeighbour } from "#renderer/ui/keyboard/focus-neighbour.ts";
import { offerUndo } from "#renderer/ui/undo.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { customKind, type StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { useHad } from "./answered-fields.ts";
import { Differs } from "./differs-part.ts";
import { TextBox } from "./text-box.tsx";
import {
  type CustomKind,
  convertValue,
  type GroupName,
  groupOf,
  readNumber,
  withMember,
  withMemberAt,
  withMemberMoved,
  withMemberRenamed,
  withoutMember,
} from "./user-draft.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";

const kinds: readonly { kind: CustomKind; label: string; Icon: typeof Type }[] = [
  { kind: "text", label: "Text", Icon: Type },
  { kind: "number", label: "Number", Icon: Hash },
  { kind: "yes_no", label: "True or false", Icon: ToggleRight },
  { kind: "list", label: "List of texts", Icon: List },
  { kind: "other", label: "Other JSON", Icon: Braces },
];

/** One member of a group: its name, a control that fits the type of its value, and a menu with further actions. */
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
        <ValueControl label={name} value={value} isPrivate={group === "privateAttributes"} path={[group, name]} onValue={change} />
        <MemberMenu user={user} group={group} name={name} value={value} onValue={change} />
      </span>
    </>
  );
}

/** A name that is edited in place. It is applied when the field loses focus, so that a half-typed name is never applied. */
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
  path,
  onValue,
}: {
  label: string;
  value: JsonValue;
  isPrivate: boolean;
  path: readonly string[];
  onValue: (value: JsonValue) => void;
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
          <TagsInput
            aria-label={label}
            aria-describedby={had === null ? undefined : id}
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
          lead={lead}
          onText={onValue}
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

/** Puts a removed member back into the user as it is now, at its old place, unless the user has one of this name again. */
function restoreMember(group: GroupName, member: readonly [string, JsonValue], at: number): void {
  const [name] = member;
  const { user } = useSession.getState();
  if (groupOf(user, group).every(([other]) => other !== name)) setUser(withMemberAt(user, group, member, at));
  setTimeout(() => document.querySelector<HTMLElement>(`[data-member="${CSS.escape(name)}"]`)?.focus());
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
  const menuButton = useRef<HTMLButtonElement>(null);
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon ref={menuButton} data-member={name} size={20} aria-label={userLabels.moreFor(name)} className={classes.more ?? ""}>
          <EllipsisVertical size={13} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {group !== "customIDs" && (
          <>
            <Menu.Label>Type</Menu.Label>
            {kinds.map(({ kind: choice, label, Icon }) => (
              <Menu.Item
                key={choice}
                leftSection={<Icon size={13} aria-hidden />}
                rightSection={choice === kind && <Check size={13} aria-label="selected" />}
                onClick={() => onValue(convertValue(value, choice))}
              >
                {label}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item onClick={() => setUser(withMemberMoved(user, group, other, name))}>
              {group === "custom" ? "Make private" : "Make public"}
            </Menu.Item>
          </>
        )}
        <Menu.Item
          onClick={() => {
            const moveFocus =
              menuButton.current &&
              focusNeighbour(menuButton.current, {
                list: menuButton.current.closest("aside, [role=dialog]"),
                selector: "[data-member]",
                otherwise: () => document.querySelector<HTMLElement>("[data-add-member]"),
              });
            setUser(withoutMember(user, group, name));
            moveFocus?.();
            const at = groupOf(user, group).findIndex(([key]) => key === name);
            offerUndo(name, () => restoreMember(group, [name, value], at));
          }}
        >
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

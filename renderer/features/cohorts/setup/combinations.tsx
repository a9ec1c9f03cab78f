import { ActionIcon, Checkbox, TextInput } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Plus, Trash2, X } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { useProjectId, useSession, useTier } from "#renderer/session/session.ts";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { CannotRestore, useListUndo } from "#renderer/ui/undo.ts";
import { type CohortEntity, type CombinedField, maxCombinations, maxFirstListed } from "#shared/domain/cohort/cohort.ts";
import { choicesOf, combinationsOf, countCombinations, fieldToDrop, numberedUsers } from "#shared/domain/cohort/combinations.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { valueOfCell } from "#shared/domain/user/user-columns.ts";
import { fieldLabel } from "#shared/domain/user/user-mapping.ts";
import { cohortsLabels } from "../cohorts-labels.ts";
import { type CohortSetup, useSetup } from "../cohorts-state.ts";
import { useChosenEntities, useChosenSnapshot, useOfferedEntities } from "../use-question.ts";
import { FirstUsersTable, useFirstUsers } from "./first-users.tsx";
import classes from "./setup.module.css";

/** More values of one attribute are only counted. */
const maxValuesShown = 24;

/** Every value of some attributes with every other; everything else comes from the user in the panel. */
export function Combinations() {
  const setup = useSetup();
  const { fields, isIdNew } = setup;
  const user = useSession((state) => state.user);
  const offeredEntities = useOfferedEntities();
  const used = useUsedFields(useChosenEntities(offeredEntities), offeredEntities);
  const count = countCombinations(fields);
  const setFields = (next: readonly CombinedField[]) => useSetup.setState({ fields: next });
  const offerUndo = useListUndo({});
  /** Replaces the fields, and lets Ctrl+Z bring back what that removed, unless they were changed since. */
  const removeWithUndo = (what: string, next: readonly CombinedField[]) => {
    setFields(next);
    offerUndo(what, () => {
      if (useSetup.getState().fields !== next) throw new CannotRestore("the combinations were changed since.");
      setFields(fields);
    });
  };
  const change = (changed: CombinedField) => setFields(fields.map((field) => (field.path === changed.path ? changed : field)));
  /** The attribute that was added last: its values are typed next. */
  const [added, setAdded] = useState<string | null>(null);
  const add = (path: string) => {
    if (path === "" || fields.some((field) => field.path === path)) return;
    setAdded(path);
    setFields([...fields, { path, values: [], isAbsentToo: false }]);
  };
  const drop = count > maxCombinations ? fieldToDrop(fields) : null;
  const first = useFirstUsers();
  const hasUsers = count > 0 && count <= maxCombinations && fields.length > 0;
  return (
    <>
      <div className={classes.intro}>
        <div>
          <h1>{cohortsLabels.combinations}</h1>
          <p>{cohortsLabels.combinationsHint(userLabel(user))}</p>
        </div>
        <Checkbox
          size="xs"
          label={cohortsLabels.idForEach}
          checked={isIdNew}
          onChange={(event) => useSetup.setState({ isIdNew: event.currentTarget.checked })}
        />
      </div>
      <ul ref={keepFocus} className={classes.vary}>
        {fields.map((field) => (
          <li key={field.path}>
            <code>{fieldLabel(field.path)}</code>
            <div className={classes.chips}>
              {field.values.slice(0, maxValuesShown).map((value, at) => (
                <span key={JSON.stringify(value)} className={classes.value}>
                  <code>{textOf(value)}</code>
                  <button
                    type="button"
                    aria-label={cohortsLabels.removeValue(textOf(value), fieldLabel(field.path))}
                    onClick={() =>
                      removeWithUndo(
                        textOf(value),
                        fields.map((each) =>
                          each === field ? { ...field, values: field.values.filter((_, other) => other !== at) } : each,
                        ),
                      )
                    }
                  >
                    <X size={12} aria-hidden />
                  </button>
                </span>
              ))}
              {field.values.length > maxValuesShown && <span>{cohortsLabels.moreValues(field.values.length - maxValuesShown)}</span>}
              {(used.get(field.path) ?? [])
                .filter((value) => !field.values.some((known) => JSON.stringify(known) === JSON.stringify(value)))
                .slice(0, 6)
                .map((value) => (
                  <button
                    key={JSON.stringify(value)}
                    type="button"
                    className={classes.give}
                    onClick={() => change({ ...field, values: [...field.values, value] })}
                  >
                    <Plus size={12} aria-hidden />
                    <code>{textOf(value)}</code>
                  </button>
                ))}
              {field.isAbsentToo ? (
                <span className={classes.absent}>
                  {cohortsLabels.notSet}
                  <button
                    type="button"
                    aria-label={cohortsLabels.removeValue(cohortsLabels.notSet, fieldLabel(field.path))}
                    onClick={() => change({ ...field, isAbsentToo: false })}
                  >
                    <X size={12} aria-hidden />
                  </button>
                </span>
              ) : (
                <button type="button" className={classes.give} onClick={() => change({ ...field, isAbsentToo: true })}>
                  <Plus size={12} aria-hidden />
                  {cohortsLabels.notSet}
                </button>
              )}
              <AddText
                label={cohortsLabels.addValue(fieldLabel(field.path))}
                placeholder={cohortsLabels.value}
                takesFocus={field.path === added}
                onAdd={(text) => change({ ...field, values: withValues(field, text) })}
              />
            </div>
            <b className="num">{formatNumber(choicesOf(field))}</b>
            <ActionIcon
              variant="subtle"
              aria-label={cohortsLabels.removeField(fieldLabel(field.path))}
              onClick={() =>
                removeWithUndo(
                  fieldLabel(field.path),
                  fields.filter(({ path }) => path !== field.path),
                )
              }
            >
              <Trash2 size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <div className={classes.add}>
        <span>{cohortsLabels.usedByRules}</span>
        {[...used.keys()]
          .filter((path) => !fields.some((field) => field.path === path))
          .slice(0, 12)
          .map((path) => (
            <button key={path} type="button" className={classes.give} onClick={() => add(path)}>
              <Plus size={12} aria-hidden />
              <code>{fieldLabel(path)}</code>
            </button>
          ))}
        <AddText label={cohortsLabels.addAttribute} placeholder={cohortsLabels.anotherAttribute} onAdd={(text) => add(pathOf(text))} />
      </div>
      {fields.length > 0 && (
        <p className={classes.equation} data-is-too-many={count > maxCombinations || undefined}>
          <b>{cohortsLabels.product(fields.map(choicesOf), count)}</b>
          {drop === null ? (
            hasUsers &&
            first.answers !== undefined && <span>{cohortsLabels.differentResults(first.answers.results, first.answers.users, count)}</span>
          ) : (
            <>
              <span>
                {cohortsLabels.tooMany} {cohortsLabels.without(fieldLabel(drop.field.path), choicesOf(drop.field), drop.left)}
              </span>
              <button type="button" className="link" onClick={() => setFields(fields.filter(({ path }) => path !== drop.field.path))}>
                {cohortsLabels.removeField(fieldLabel(drop.field.path))}
              </button>
            </>
          )}
          <span>{cohortsLabels.atMost(maxCombinations)}</span>
        </p>
      )}
      {hasUsers && first.question.is === "ready" && (
        <FirstUsersTable users={firstCombinations(user, setup)} paths={fields.map(({ path }) => path)} first={first} />
      )}
    </>
  );
}

function firstCombinations(base: StatsigUser, { fields, isIdNew }: Pick<CohortSetup, "fields" | "isIdNew">): StatsigUser[] {
  const users: StatsigUser[] = [];
  for (const user of numberedUsers(combinationsOf(base, fields), isIdNew)) {
    users.push(user);
    if (users.length === maxFirstListed) break;
  }
  return users;
}

/** Several values at once: they are separated by commas. */
function withValues({ values }: CombinedField, text: string): JsonValue[] {
  const added = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(valueOfCell);
  const all = new Map([...values, ...added].map((value) => [JSON.stringify(value), value]));
  return [...all.values()];
}

const topLevel = ["userID", "email", "ip", "userAgent", "country", "locale", "appVersion"];

function pathOf(text: string): string {
  const name = text.trim();
  if (name === "" || /^(custom|customIDs|privateAttributes|statsigEnvironment)\./.test(name)) return name;
  if (name === "tier") return "statsigEnvironment.tier";
  return topLevel.find((field) => field.toLowerCase() === name.toLowerCase()) ?? `custom.${name}`;
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function AddText({
  label,
  placeholder,
  takesFocus = false,
  onAdd,
}: {
  label: string;
  placeholder: string;
  /** True if it has the focus as soon as it is there. */
  takesFocus?: boolean;
  onAdd: (text: string) => void;
}) {
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const takeFocus = useEffectEvent(() => {
    if (takesFocus) input.current?.focus();
  });
  useEffect(() => takeFocus(), []);
  return (
    <form
      className={classes.addText}
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(text);
        setText("");
      }}
    >
      <TextInput
        ref={input}
        size="xs"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ActionIcon type="submit" variant="default" size="sm" aria-label={cohortsLabels.add(label)} disabled={text.trim() === ""}>
        <Plus size={12} aria-hidden />
      </ActionIcon>
    </form>
  );
}

/** Entities whose rules are read for attributes to offer. */
const maxRead = 12;

/** The attributes that the rules of the first chosen entities use, by their paths, with the values that the rules name. */
function useUsedFields(
  entities: readonly CohortEntity[],
  offered: ReturnType<typeof useOfferedEntities>,
): ReadonlyMap<string, readonly JsonValue[]> {
  const projectId = useProjectId();
  const tier = useTier();
  const snapshotId = useChosenSnapshot();
  const user = useSession((state) => state.user);
  const results = useQueries({
    queries: entities.slice(0, maxRead).map(({ kind, name }) => {
      const group = offered.find((each) => each.kind === kind && each.name === name)?.group;
      const explained = group === "Experiments" ? "experiment" : kind;
      return orpc.explain.readiness.queryOptions({ input: { projectId, tier, snapshotId, user, name, kind: explained } });
    }),
  });
  const fields = new Map<string, JsonValue[]>();
  for (const { data } of results)
    for (const { role, path, suggestions } of data?.is === "known" ? data.fields : []) {
      if (role === "unit") continue;
      const key = path.join(".");
      const known = fields.get(key) ?? [];
      const added = suggestions.filter((value) => !known.some((each) => JSON.stringify(each) === JSON.stringify(value)));
      fields.set(key, [...known, ...added]);
    }
  for (const path of ["country", "appVersion", "locale"]) if (!fields.has(path)) fields.set(path, []);
  return fields;
}

import { useEffect, useRef } from "react";
import { NotEqualSign } from "#renderer/parts/many/headline.tsx";
import { formatPlainValue } from "#shared/domain/evaluation/format-value.ts";
import { changedFields, type FieldChange } from "#shared/domain/evaluation/request-change.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { formatDay } from "#shared/domain/text/format-time.ts";
import type { PageCopy, PageUser } from "#shared/domain/user/pasted/page-copy.ts";
import { isPrivateField, type StatsigUser, tierOf, userLabel, withoutTier } from "#shared/domain/user/statsig-user.ts";
import classes from "./page-import.module.css";
import { pageImportLabels } from "./page-import-labels.ts";
import type { ComparedUser } from "./use-page-comparison.ts";

/** The users that were found, and the fields in which the chosen one differs from the saved one. */
export function PageUsers({
  copy,
  chosen,
  onChoose,
  page,
  compared,
}: {
  copy: PageCopy;
  chosen: number;
  onChoose: (at: number) => void;
  page: PageUser;
  compared: ComparedUser;
}) {
  const fields = compared.isPageUser ? fieldsOf(page.user) : differingFields(page.user, compared);
  const same = compared.isPageUser ? [] : sameFields(page.user, compared);
  const now = Date.now();
  const first = useRef<HTMLInputElement>(null);
  // The field that had the focus is gone.
  useEffect(() => first.current?.focus({ preventScroll: true }), []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <section className={classes.users} aria-label={pageImportLabels.users} tabIndex={0}>
      <fieldset className={classes.found}>
        <legend>
          <b>{copy.users.length === 1 ? pageImportLabels.foundUsers : pageImportLabels.usersFound}</b>{" "}
          <span className={classes.foundDetail}>
            {compared.isPageUser
              ? pageImportLabels.withItself
              : pageImportLabels.fieldsDiffer(fields.length, fields.length + same.length, compared.label)}
          </span>
        </legend>
        {copy.users.map(({ user, isCached, receivedAtMs }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is read once and never reordered
          <label key={at} className={classes.chip} data-is-chosen={at === chosen || undefined}>
            <input
              ref={at === 0 ? first : undefined}
              type="radio"
              name="page-user"
              className="sr"
              checked={at === chosen}
              onChange={() => onChoose(at)}
            />
            <code className="ell">{userLabel(user)}</code>
            <span>
              {isCached
                ? pageImportLabels.cached(receivedAtMs === null ? "" : formatDay(receivedAtMs, now))
                : copy.users.length > 1
                  ? pageImportLabels.inUse
                  : ""}
            </span>
          </label>
        ))}
      </fieldset>
      {page.hasOnlyIds && <p className={classes.userNote}>{pageImportLabels.idsOnly}</p>}
      {page.lost.map((sentence) => (
        <p key={sentence} className={classes.userNote}>
          {sentence}
        </p>
      ))}
      {fields.length > 0 && (
        <table className={classes.fields}>
          <thead>
            <tr>
              <th scope="col">{pageImportLabels.field}</th>
              <th scope="col">{pageImportLabels.onThePage}</th>
              {!compared.isPageUser && (
                <th scope="col">{compared.saved === null ? pageImportLabels.inThePanel : pageImportLabels.saved(compared.label)}</th>
              )}
            </tr>
          </thead>
          <tbody>
            {fields.map(({ path, from, to }) => {
              const isPrivate = isPrivateField(path[0] ?? "");
              return (
                <tr key={path.join("\n")}>
                  <th scope="row">
                    <code>{path.at(-1)}</code>
                  </th>
                  <td>
                    <FieldValue value={from} isPrivate={isPrivate} />
                  </td>
                  {!compared.isPageUser && (
                    <td>
                      <span className={classes.savedValue}>
                        <NotEqualSign size={11} />
                        <FieldValue value={to} isPrivate={isPrivate} />
                      </span>
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {same.length > 0 && (
        <details className={classes.sameFields} open={same.length <= 12}>
          <summary>{pageImportLabels.same(same.length)}</summary>
          <p>
            {same.map((name) => (
              <code key={name}>{name} </code>
            ))}
          </p>
        </details>
      )}
    </section>
  );
}

function FieldValue({ value, isPrivate }: { value: JsonValue | undefined; isPrivate: boolean }) {
  if (value === undefined || value === null) return <span className={classes.unset}>{pageImportLabels.notSet}</span>;
  if (isPrivate) return <span className={classes.unset}>{pageImportLabels.private}</span>;
  const text = formatPlainValue(value);
  return (
    <code className={classes.value} title={text.length > 40 ? text : undefined}>
      {text}
    </code>
  );
}

/** The tier of either is one field, wherever it was set. */
function differingFields(user: StatsigUser, compared: ComparedUser): FieldChange[] {
  const tier = tierOf(user) ?? undefined;
  const fields = changedFields(withoutTier(user), withoutTier(compared.user));
  return tier === compared.tier ? fields : [...fields, { path: ["tier"], from: tier, to: compared.tier }];
}

function fieldsOf(user: StatsigUser): FieldChange[] {
  const tier = tierOf(user);
  const fields = changedFields(withoutTier(user), {});
  return tier === null ? fields : [...fields, { path: ["tier"], from: tier, to: undefined }];
}

function sameFields(user: StatsigUser, compared: ComparedUser): string[] {
  const changed = new Set(differingFields(user, compared).map(({ path }) => path.join("\n")));
  return changedFields({}, withoutTier(user))
    .filter(({ path }) => !changed.has(path.join("\n")))
    .map(({ path }) => path.at(-1) ?? "");
}

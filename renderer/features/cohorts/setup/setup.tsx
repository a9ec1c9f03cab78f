import { useQuery } from "@tanstack/react-query";
import { FileSpreadsheet, Grid3x3, type LucideIcon, Shapes, UserPlus, UserRound } from "lucide-react";
import { orpc } from "#renderer/host/client.ts";
import { useProject } from "#renderer/session/session.ts";
import { countCombinations } from "#shared/domain/cohort/combinations.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { cohortsLabels } from "../cohorts-labels.ts";
import { type SourceKind, useSetup } from "../cohorts-state.ts";
import { Combinations } from "./combinations.tsx";
import { EntitiesPanel } from "./entities-panel.tsx";
import { NewIds, Outcomes } from "./generated.tsx";
import classes from "./setup.module.css";
import { UsersFromFile } from "./users-from-file.tsx";

/** Where the users come from, how they become users, and what they are checked for. */
export function Setup() {
  const { source, file, fields, newIds, outcomesOf } = useSetup();
  const project = useProject();
  const users = offeredUsers(useQuery(orpc.users.list.queryOptions()).data ?? [], project?.kind);
  const sources: readonly { readonly kind: SourceKind; readonly icon: LucideIcon; readonly label: string; readonly note: string }[] = [
    {
      kind: "file",
      icon: FileSpreadsheet,
      label: cohortsLabels.file,
      note: file.is === "read" ? file.fileName : cohortsLabels.fileFormats,
    },
    { kind: "saved_users", icon: UserRound, label: cohortsLabels.savedUsers, note: formatCount(users.length, "user") },
    {
      kind: "combinations",
      icon: Grid3x3,
      label: cohortsLabels.combinations,
      note: fields.length === 0 ? cohortsLabels.ofValues : formatCount(countCombinations(fields), "user"),
    },
    {
      kind: "outcomes",
      icon: Shapes,
      label: cohortsLabels.outcomes,
      note: outcomesOf === null ? cohortsLabels.ofOneEntity : outcomesOf.name,
    },
    { kind: "new_ids", icon: UserPlus, label: cohortsLabels.newIds, note: formatCount(newIds.count, "user") },
  ];
  return (
    <div className={classes.grid}>
      <nav className={classes.nav} aria-label={cohortsLabels.sources}>
        <h2>{cohortsLabels.sources}</h2>
        {sources.map(({ kind, icon: Icon, label, note }) => (
          <button
            key={kind}
            type="button"
            className={classes.source}
            aria-current={kind === source}
            title={label}
            onClick={() => useSetup.setState({ source: kind })}
          >
            <Icon size={16} aria-hidden />
            <span>
              <b className="ell">{label}</b>
              <em className="ell">{note}</em>
            </span>
          </button>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section key={source} className={classes.main} aria-label={sources.find(({ kind }) => kind === source)?.label} tabIndex={0}>
        {source === "file" && <UsersFromFile />}
        {source === "saved_users" && (
          <>
            <div className={classes.intro}>
              <div>
                <h1>{cohortsLabels.savedUsers}</h1>
                <p>{cohortsLabels.savedUsersHint}</p>
              </div>
            </div>
            <ul className={classes.saved}>
              {users.map(({ id, name, user }) => (
                <li key={id}>
                  <b>{name}</b> <code>{userLabel(user)}</code>
                </li>
              ))}
            </ul>
          </>
        )}
        {source === "combinations" && <Combinations />}
        {source === "outcomes" && <Outcomes />}
        {source === "new_ids" && <NewIds />}
      </section>
      <EntitiesPanel />
    </div>
  );
}

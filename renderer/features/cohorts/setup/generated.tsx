import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { CircleQuestionMark } from "lucide-react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { showFailure } from "#renderer/ui/notice.ts";
import plainTable from "#renderer/ui/plain-table.module.css";
import { type CohortEntity, maxFirstListed, maxNewIds, type OutcomeUser } from "#shared/domain/cohort/cohort.ts";
import { describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import { defaultIdPattern, newId, newIdUsers } from "#shared/domain/cohort/combinations.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { cellReader, fieldLabel, pathsOfUser } from "#shared/domain/user/user-mapping.ts";
import { cohortsLabels } from "../cohorts-labels.ts";
import { useSetup } from "../cohorts-state.ts";
import { useOfferedEntities, useOutcomes, usersOf } from "../use-question.ts";
import { FirstUsersTable, useFirstUsers } from "./first-users.tsx";
import classes from "./setup.module.css";

/** The users are checked for the entity, too, of which they were made. */
function chooseOutcomesOf(entity: CohortEntity): void {
  const { entities } = useSetup.getState();
  const others = (entities ?? []).filter(({ kind, name }) => kind !== entity.kind || name !== entity.name);
  useSetup.setState({ outcomesOf: entity, entities: [...others, entity] });
}

/** One user for every outcome of an entity, made on this machine with only what the rules need. */
export function Outcomes() {
  const { outcomesOf } = useSetup();
  const offered = useOfferedEntities();
  const queryClient = useQueryClient();
  const { data: outcomes, error, isFetching } = useOutcomes();
  const found = usersOf(outcomes ?? []);
  const keep = async () => {
    try {
      for (const { label, detail, user } of found)
        await client.users.save({ name: `${outcomesOf?.name}: ${label}, ${detail}`.slice(0, 100), user, keepPrivate: false });
      await queryClient.invalidateQueries({ queryKey: orpc.users.key() });
      announce(cohortsLabels.usersSaved(found.length));
    } catch (failure) {
      showFailure(sentenceOf(failure));
    }
  };
  return (
    <>
      <div className={classes.intro}>
        <div>
          <h1>{cohortsLabels.outcomes}</h1>
          <p>{cohortsLabels.outcomesHint}</p>
        </div>
      </div>
      <div className={classes.options}>
        <Select
          label={cohortsLabels.outcomesOf}
          searchable
          data={offered.map(({ kind, name }) => ({ value: `${kind} ${name}`, label: name }))}
          value={outcomesOf === null ? null : `${outcomesOf.kind} ${outcomesOf.name}`}
          onChange={(value) => {
            const entity = offered.find(({ kind, name }) => `${kind} ${name}` === value);
            if (entity === undefined) useSetup.setState({ outcomesOf: null });
            else chooseOutcomesOf({ kind: entity.kind, name: entity.name });
          }}
        />
      </div>
      {isFetching && <p className={classes.foot}>{cohortsLabels.searching}</p>}
      {error !== null && <p className={classes.foot}>{sentenceOf(error)}</p>}
      {outcomes !== undefined && !isFetching && (
        <>
          <table className={`${plainTable.table} ${classes.out}`}>
            <thead>
              <tr>
                {Object.entries(cohortsLabels.outcomeColumns).map(([key, head]) => (
                  <th key={key} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {outcomes.map((outcome) => (
                <OutcomeRow key={`${outcome.label} ${outcome.detail}`} outcome={outcome} />
              ))}
            </tbody>
          </table>
          <p className={classes.foot}>
            <span>
              <b>
                {found.length === outcomes.length
                  ? cohortsLabels.allCovered(found.length)
                  : cohortsLabels.covered(found.length, outcomes.length)}
              </b>{" "}
              {cohortsLabels.eachChecked}
            </span>
            {found.length > 0 && (
              <Button variant="subtle" size="xs" onClick={() => void keep()}>
                {cohortsLabels.keepUsers}
              </Button>
            )}
          </p>
        </>
      )}
    </>
  );
}

function OutcomeRow({ outcome }: { outcome: OutcomeUser }) {
  const { label, detail, state, groupName, user, place, reason } = outcome;
  return (
    <tr>
      <td>
        <span className={classes.outcome}>
          {state === null ? <CircleQuestionMark size={15} color="var(--gs-unknown)" aria-hidden /> : <Glyph state={state} size={15} />}
          {state === null
            ? cohortsLabels.nobody
            : describeOutcome({ state, groupName, ruleName: null, ruleNumber: null, allocatedExperiment: null })}
        </span>
      </td>
      <td>
        <span className={classes.two}>
          <span>{label}</span>
          <em>{detail}</em>
        </span>
      </td>
      {user === null ? (
        <td colSpan={3} className={classes.reason}>
          {reason}
        </td>
      ) : (
        <>
          <td>
            <code>{cellReader("userID")(user)}</code>
          </td>
          <td>
            {pathsOfUser(user)
              .filter((path) => path !== "userID")
              .map((path) => (
                <span key={path} className={classes.has}>
                  {fieldLabel(path)} <code>{cellReader(path)(user)}</code>
                </span>
              ))}
          </td>
          <td>{place !== null && <code>{formatPercent(place)}</code>}</td>
        </>
      )}
    </tr>
  );
}

/** Users who differ in one new ID only. */
export function NewIds() {
  const { newIds } = useSetup();
  const user = useSession((state) => state.user);
  const offered = useOfferedEntities();
  const paths = ["userID", ...new Set(offered.map(({ idType }) => idType).filter((idType) => idType.toLowerCase() !== "userid"))].map(
    (idType) => (idType === "userID" ? idType : `customIDs.${idType}`),
  );
  const first = useFirstUsers();
  const change = (changed: Partial<typeof newIds>) => useSetup.setState({ newIds: { ...newIds, ...changed } });
  return (
    <>
      <div className={classes.intro}>
        <div>
          <h1>{cohortsLabels.newIds}</h1>
          <p>{cohortsLabels.newIdsHint(userLabel(user))}</p>
        </div>
      </div>
      <div className={classes.options}>
        <NumberInput
          label={cohortsLabels.count}
          min={1}
          max={maxNewIds}
          allowDecimal={false}
          thousandSeparator=","
          value={newIds.count}
          onChange={(value) => change({ count: Math.min(maxNewIds, Math.max(1, Number(value) || 1)) })}
        />
        <Select
          label={cohortsLabels.idField}
          data={paths.map((path) => ({ value: path, label: fieldLabel(path) }))}
          value={newIds.path}
          allowDeselect={false}
          onChange={(path) => path !== null && change({ path })}
        />
        <TextInput
          label={cohortsLabels.pattern}
          maxLength={200}
          value={newIds.pattern}
          onChange={(event) => change({ pattern: event.currentTarget.value === "" ? defaultIdPattern : event.currentTarget.value })}
        />
      </div>
      <p className={classes.foot}>
        <span>
          <code>{newId(newIds.pattern, 1)}</code>, <code>{newId(newIds.pattern, 2)}</code> …{" "}
          <code>{newId(newIds.pattern, newIds.count)}</code>
        </span>
      </p>
      {first.question.is === "ready" && (
        <FirstUsersTable
          users={[...newIdUsers({ ...newIds, base: user, count: Math.min(maxFirstListed, newIds.count) })]}
          paths={[newIds.path]}
          first={first}
        />
      )}
    </>
  );
}

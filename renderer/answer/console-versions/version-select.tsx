import { Select, type SelectProps } from "@mantine/core";
import { consoleVersionLimit } from "#shared/domain/rules-draft/console-version.ts";
import { consoleLabels, consoleReadText } from "../explain/console-labels.ts";
import type { ConsoleVersionsState } from "./console-versions.queries.ts";
import { refusedVersions, type VersionedEntity } from "./version-choices.ts";

/** Chooses the gate or dynamic config whose versions in the console are offered where rules are chosen. */
export function VersionedNameSelect({
  entities,
  entity,
  onEntity,
  ...props
}: Pick<SelectProps, "comboboxProps" | "className"> & {
  entities: readonly VersionedEntity[];
  entity: VersionedEntity | null;
  onEntity: (entity: VersionedEntity) => void;
}) {
  const all = entity === null || entities.some((each) => selectValueOf(each) === selectValueOf(entity)) ? entities : [...entities, entity];
  return (
    <Select
      {...props}
      aria-label={consoleLabels.versionsOf}
      placeholder={consoleLabels.versionsOfHint}
      searchable
      allowDeselect={false}
      data={all.map((each) => ({ value: selectValueOf(each), label: each.name }))}
      value={entity === null ? null : selectValueOf(entity)}
      onChange={(value) => {
        const chosen = all.find((each) => selectValueOf(each) === value);
        if (chosen !== undefined) onEntity(chosen);
      }}
    />
  );
}

function selectValueOf({ kind, name }: VersionedEntity): string {
  return `${kind} ${name}`;
}

/** Says when versions were read, and reads them again; after a problem, from when on. Nothing before there is something to read again. */
export function VersionsReadAgain({
  state: { data, problem, isReading, again },
  className,
}: {
  state: ConsoleVersionsState;
  className: string | undefined;
}) {
  if (data === null && problem === null) return null;
  return (
    <p className={className}>
      {data !== null && consoleReadText(data, Date.now())}{" "}
      <button type="button" className="link" disabled={isReading} onClick={again}>
        {consoleLabels.readAgain}
      </button>
    </p>
  );
}

/** Says which versions cannot be chosen and why, what could not be read, and what a version does not cover. */
export function VersionNotes({ state, className }: { state: ConsoleVersionsState; className: string | undefined }) {
  const { data, problem } = state;
  if (problem !== null)
    return (
      <>
        <p className={className}>{problem}</p>
        <VersionsReadAgain state={state} className={className} />
      </>
    );
  if (data === null) return <p className={className}>{consoleLabels.reading}</p>;
  if (!data.hasKey) return <p className={className}>{consoleLabels.noKey}</p>;
  if (data.versions.length === 0) return <p className={className}>{consoleLabels.noVersions}</p>;
  const { versions, total } = data;
  return (
    <>
      {refusedVersions(versions).map((reason) => (
        <p key={reason} className={className}>
          {reason}
        </p>
      ))}
      <p className={className}>
        {total !== null && total > versions.length && `${consoleLabels.more(versions.length, total)} `}
        {consoleVersionLimit}
      </p>
    </>
  );
}

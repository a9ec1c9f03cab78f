import type { DatabaseSync } from "node:sqlite";

/** The two places in the header of a database file that have its version: a flipped bit in one of them cannot make the file look older or newer. */
export interface VersionRecords {
  readonly userVersion: number;
  /** "GS" and the version. Files had 0 here before both places were used. */
  readonly applicationId: number;
}

const applicationMark = 0x4753_0000;
const maxVersion = 0xffff;

/** Returns the version of a file of at most `known` migrations or of a newer program. Null if its records cannot belong together: the file is damaged. */
export function recordedVersion({ userVersion, applicationId }: VersionRecords, known: number): number | null {
  if (applicationId === 0) return userVersion <= known ? userVersion : null;
  return userVersion <= maxVersion && applicationId === applicationMark + userVersion ? userVersion : null;
}

/** Returns the statements that record a version in both places. */
export function recordVersion(version: number): string {
  return `PRAGMA user_version = ${version}; PRAGMA application_id = ${applicationMark + version};`;
}

/** Returns the records of an open database. */
export function versionRecordsOf(db: DatabaseSync): VersionRecords {
  const { userVersion, applicationId } =
    db
      .prepare("SELECT user_version AS userVersion, application_id AS applicationId FROM pragma_user_version, pragma_application_id")
      .get() ?? {};
  return { userVersion: Number(userVersion), applicationId: Number(applicationId) };
}

/**
 * One step for each version of the file, in order. Never change a released step: add another. `parcels` are batches, and `sheets` are ledger batches: the tables
 * keep their first names, because renaming them would gain nothing for the people whose files they are in.
 */
export const outboxMigrations: readonly string[] = [
  `CREATE TABLE parcels (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     project_id TEXT NOT NULL,
     project_name TEXT NOT NULL,
     key_id TEXT,
     tier TEXT NOT NULL,
     kind TEXT NOT NULL,
     count INTEGER NOT NULL,
     first_name TEXT NOT NULL,
     user_label TEXT NOT NULL,
     state TEXT NOT NULL,
     attempts INTEGER NOT NULL,
     created_at_ms INTEGER NOT NULL,
     changed_at_ms INTEGER NOT NULL,
     next_try_at_ms INTEGER,
     problem TEXT,
     http_status INTEGER,
     may_be_duplicate INTEGER NOT NULL,
     exchange_id TEXT,
     run_id TEXT,
     first_row INTEGER,
     last_row INTEGER
   ) STRICT;
   CREATE INDEX parcels_waiting ON parcels (project_id, seq) WHERE state = 'waiting';
   CREATE INDEX parcels_sending ON parcels (seq) WHERE state = 'sending';
   CREATE INDEX parcels_unfinished ON parcels (seq) WHERE state IN ('waiting', 'sending', 'refused', 'may_have_arrived');
   CREATE INDEX parcels_by_run ON parcels (run_id, seq) WHERE run_id IS NOT NULL;
   CREATE INDEX parcels_counted ON parcels (project_id, state, count);

   CREATE TABLE bodies (seq INTEGER PRIMARY KEY, encoding TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;

   CREATE TABLE sheets (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     parcel_seq INTEGER UNIQUE,
     at_ms INTEGER NOT NULL,
     project_id TEXT NOT NULL,
     project_name TEXT NOT NULL,
     kind TEXT NOT NULL,
     count INTEGER NOT NULL,
     tiers TEXT NOT NULL,
     facts TEXT NOT NULL,
     outcome TEXT,
     exchange_id TEXT,
     encoding TEXT NOT NULL,
     bytes BLOB NOT NULL
   ) STRICT;
   CREATE INDEX sheets_by_project ON sheets (project_id, at_ms, kind, count);

   CREATE TABLE sent_names (
     project_id TEXT NOT NULL,
     kind TEXT NOT NULL,
     name TEXT NOT NULL,
     times INTEGER NOT NULL,
     last_at_ms INTEGER NOT NULL,
     PRIMARY KEY (project_id, kind, name)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     seq INTEGER NOT NULL,
     project_id TEXT NOT NULL,
     project_name TEXT NOT NULL,
     tier TEXT NOT NULL,
     file_name TEXT NOT NULL,
     state TEXT NOT NULL,
     is_held INTEGER NOT NULL,
     is_read_whole INTEGER NOT NULL,
     started_at_ms INTEGER NOT NULL,
     changed_at_ms INTEGER NOT NULL,
     rows_taken INTEGER NOT NULL,
     rows_total INTEGER,
     refused_rows INTEGER NOT NULL,
     fingerprint TEXT NOT NULL,
     problem TEXT,
     plan TEXT NOT NULL
   ) STRICT;

   CREATE TABLE refused_rows (run_id TEXT NOT NULL, row INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (run_id, row)) STRICT, WITHOUT ROWID;`,
  // From now on the exchange of a batch that is being sent is set when sending begins. Earlier versions left the one of the attempt before.
  `UPDATE parcels SET exchange_id = NULL WHERE state = 'sending';`,
  // Logged evaluations are stored before they are sent.
  `CREATE INDEX sheets_sending ON sheets (seq) WHERE outcome = 'sending';`,
];

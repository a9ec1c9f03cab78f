/** One step for each version of the file, in order; the version of the file says how many were applied. Never change one that was released: add another. */
export const snapshotMigrations: readonly string[] = [
  `CREATE TABLE texts (
     hash TEXT PRIMARY KEY,
     encoding TEXT NOT NULL,
     bytes BLOB NOT NULL
   ) STRICT;
   CREATE TABLE list_pieces (
     file TEXT NOT NULL,
     from_byte INTEGER NOT NULL,
     bytes BLOB NOT NULL,
     PRIMARY KEY (file, from_byte)
   ) STRICT;
   CREATE TABLE snapshots (
     project_id TEXT NOT NULL,
     snapshot_id TEXT NOT NULL,
     source TEXT NOT NULL,
     file_name TEXT,
     key_id TEXT,
     read_at_ms INTEGER NOT NULL,
     confirmed_at_ms INTEGER NOT NULL,
     time_ms INTEGER,
     bytes INTEGER NOT NULL,
     is_pinned INTEGER NOT NULL,
     is_newest INTEGER NOT NULL,
     text_hash TEXT NOT NULL,
     lists_at_ms INTEGER,
     PRIMARY KEY (project_id, snapshot_id)
   ) STRICT;
   CREATE UNIQUE INDEX snapshots_newest ON snapshots (project_id) WHERE is_newest = 1;
   CREATE INDEX snapshots_by_text ON snapshots (text_hash);
   CREATE TABLE snapshot_lists (
     project_id TEXT NOT NULL,
     snapshot_id TEXT NOT NULL,
     position INTEGER NOT NULL,
     name TEXT NOT NULL,
     file_id TEXT NOT NULL,
     creation_time_ms REAL NOT NULL,
     file TEXT NOT NULL,
     read_bytes INTEGER NOT NULL,
     ids INTEGER NOT NULL,
     read_at_ms INTEGER NOT NULL,
     PRIMARY KEY (project_id, snapshot_id, position),
     FOREIGN KEY (project_id, snapshot_id) REFERENCES snapshots ON DELETE CASCADE
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX snapshot_lists_by_file ON snapshot_lists (file);
   CREATE TABLE imported_folders (index_hash TEXT PRIMARY KEY) STRICT;`,
  // SQLite notices no changed bit in a blob, and another hash would be another member. Null in parts that are older than the column.
  "ALTER TABLE list_pieces ADD COLUMN crc32 INTEGER;",
];

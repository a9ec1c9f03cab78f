export const columnLabels = {
  column: "Column",
  firstRows: "First rows",
  becomes: "Becomes",
  toNote: "To note",
  becomesOf: (column: string) => `${column} becomes`,
  fieldOf: (column: string) => `Field name for ${column}`,
  isPrivate: "private: used in rules, never stored",
  privateLeftOut: "private: left out, because events are stored",
} as const;

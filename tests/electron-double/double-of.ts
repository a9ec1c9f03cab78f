/** The members of one of Electron's exports that are doubled: each by its real name and taking the real arguments. What they give back is narrower. */
export type DoubleOf<Real> = {
  [Name in keyof Real]?: Real[Name] extends (...given: infer Given) => unknown ? (...given: Given) => unknown : unknown;
};

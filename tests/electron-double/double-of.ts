/** The doubled members of one of Electron's exports: with the real names and parameters, but narrower results. */
export type DoubleOf<Real> = {
  [Name in keyof Real]?: Real[Name] extends (...given: infer Given) => unknown ? (...given: Given) => unknown : unknown;
};

import type { ParameterExplanation } from "#shared/domain/explanation/parameter-store.ts";

/**
 * Returns the printed fields of a parameter store's parameters. One without a value is missing in `value`, as in an SDK, which then gives the caller's default.
 * Pipelines depend on the field names: never rename one.
 */
export function printedParameters(parameters: readonly ParameterExplanation[]) {
  return {
    value: Object.fromEntries(parameters.filter(({ isPresent }) => isPresent).map(({ name, value }) => [name, value])),
    state: "value",
    parameters: parameters.map(({ isPresent: _, ...parameter }) => parameter),
  };
}

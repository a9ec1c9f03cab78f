import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { setInspectTab, setName } from "#renderer/session/session.ts";
import { JsonView } from "#renderer/ui/json/json-view.tsx";
import { type EntityKind, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { matchingStores, type ParameterExplanation, parameterValueText } from "#shared/domain/explanation/parameter-store.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { useParameterStores } from "../explain/explain.queries.ts";
import classes from "./parameter-stores.module.css";
import { parameterStoreLabels } from "./parameter-stores-labels.ts";

/**
 * Lists the project's parameter stores that contain a text, each with a button that shows it. The HTTP API does not serve stores, so they are resolved here, from
 * the definitions. Shows nothing for a project without stores or definitions.
 */
export function ParameterStores({ request, text = "" }: { request: EvaluationRequest; text?: string }) {
  const stores = matchingStores(useParameterStores(request) ?? [], text);
  if (stores.length === 0) return null;
  return (
    <section className={classes.line} aria-label={parameterStoreLabels.many}>
      <span className={classes.title}>{parameterStoreLabels.many}</span>
      {stores.map(({ name, parameters }) => (
        <button
          key={name}
          type="button"
          className="link"
          onClick={() => {
            setName("store", name);
            setInspectTab("store");
          }}
        >
          {name}: {formatCount(parameters.length, "parameter")}
        </button>
      ))}
      <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} />
    </section>
  );
}

/** What a parameter's source offers: the button's verb, and what it does with the gate, config, experiment or layer. */
export interface SourceAction {
  readonly verb: string;
  readonly onChoose: (kind: EntityKind, name: string) => void;
}

/** The parameters of a store, each resolved to what decides it. */
export function ParameterTable({ parameters, action }: { parameters: readonly ParameterExplanation[]; action: SourceAction }) {
  if (parameters.length === 0) return <p className={classes.lead}>{parameterStoreLabels.empty}</p>;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Value</th>
          <th scope="col">Decided by</th>
        </tr>
      </thead>
      <tbody>
        {parameters.map((parameter) => (
          <Parameter key={parameter.name} parameter={parameter} action={action} />
        ))}
      </tbody>
    </table>
  );
}

function Parameter({ parameter, action }: { parameter: ParameterExplanation; action: SourceAction }) {
  const { name, type, from, value, isPresent, because } = parameter;
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        <span className={classes.type}>{type}</span>
      </th>
      <td className={classes.value}>
        {isPresent ? (
          <Value name={name} value={value} />
        ) : (
          <span className={classes.missing}>{parameterValueText({ isPresent, value })}</span>
        )}
      </td>
      <td>
        {from !== null && (
          <button type="button" className="link" onClick={() => action.onChoose(from.kind, from.name)}>
            {`${action.verb} ${entityKindLabels[from.kind].one} ${from.name}`}
          </button>
        )}
        <span className={classes.because}>{because}</span>
      </td>
    </tr>
  );
}

function Value({ name, value }: { name: string; value: JsonValue }) {
  if (Array.isArray(value) || isJsonObject(value)) return <JsonView value={value} label={`Value of ${name}`} />;
  return <code>{JSON.stringify(value)}</code>;
}

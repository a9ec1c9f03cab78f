import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { checkVerb } from "#renderer/session/check-verb.ts";
import { setInspectTab, setName, useSession } from "#renderer/session/session.ts";
import { JsonView } from "#renderer/ui/json/json-view.tsx";
import { type EntityKind, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { matchingStores, type ParameterExplanation } from "#shared/domain/explanation/parameter-store.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { useParameterStores } from "../explain/explain.queries.ts";
import classes from "./parameter-stores.module.css";
import { parameterStoreLabels } from "./parameter-stores-labels.ts";

type OnCheckName = (kind: EntityKind, name: string) => void;

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

/** The parameters of a store, each resolved to what decides it. */
export function ParameterTable({ parameters, onCheckName }: { parameters: readonly ParameterExplanation[]; onCheckName: OnCheckName }) {
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
          <Parameter key={parameter.name} parameter={parameter} onCheckName={onCheckName} />
        ))}
      </tbody>
    </table>
  );
}

function Parameter({ parameter, onCheckName }: { parameter: ParameterExplanation; onCheckName: OnCheckName }) {
  const { name, type, from, value, isPresent, because } = parameter;
  const isLogging = useSession((state) => state.isLogging);
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        <span className={classes.type}>{type}</span>
      </th>
      <td className={classes.value}>
        {isPresent ? <Value name={name} value={value} /> : <span className={classes.missing}>{parameterStoreLabels.noValue}</span>}
      </td>
      <td>
        {from !== null && (
          <button type="button" className="link" onClick={() => onCheckName(from.kind, from.name)}>
            {`${checkVerb(isLogging)} ${entityKindLabels[from.kind].one} ${from.name}`}
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

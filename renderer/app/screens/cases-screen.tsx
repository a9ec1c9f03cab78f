import { Cases } from "#renderer/features/cases/cases.tsx";

export function CasesScreen() {
  return <Cases />;
}

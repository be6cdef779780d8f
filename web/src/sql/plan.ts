// plan.ts: EXPLAIN's JSON as rows of a table: a row for each step, indented under the one that reads it. Pure.
export interface PlanStep {
  depth: number;
  name: string;
  /** Which table, index or condition. */
  about: string;
  rows: number | null;
  cost: number | null;
  measuredRows: number | null;
  time: number | null;
  loops: number | null;
}

type Node = Record<string, unknown>;

const numberAt = (node: Node, key: string): number | null => (typeof node[key] === 'number' ? node[key] : null);
const textAt = (node: Node, key: string): string => (typeof node[key] === 'string' ? node[key] : '');

const conditions = ['Index Cond', 'Hash Cond', 'Merge Cond', 'Join Filter', 'Recheck Cond', 'Filter', 'Group Key', 'Sort Key'];

function aboutOf(node: Node): string {
  const relation = [textAt(node, 'Schema') && `${textAt(node, 'Schema')}.`, textAt(node, 'Relation Name')].join('');
  const alias = textAt(node, 'Alias');
  const index = textAt(node, 'Index Name');
  const rest = conditions.flatMap((key) => {
    const value = node[key];
    return value === undefined ? [] : [`${key.toLowerCase()} ${Array.isArray(value) ? value.join(', ') : String(value)}`];
  });
  return [relation && alias && alias !== textAt(node, 'Relation Name') ? `${relation} ${alias}` : relation, index && `by ${index}`, ...rest].filter(Boolean).join(' · ');
}

export function stepsOf(plan: unknown): PlanStep[] {
  const root = (Array.isArray(plan) ? plan[0] : plan) as { Plan?: Node } | null;
  const steps: PlanStep[] = [];
  const walk = (node: Node, depth: number): void => {
    steps.push({
      depth, name: [textAt(node, 'Join Type') !== 'Inner' ? textAt(node, 'Join Type') : '', textAt(node, 'Strategy') === 'Hashed' ? 'Hash' : '', textAt(node, 'Node Type')].filter(Boolean).join(' '),
      about: aboutOf(node), rows: numberAt(node, 'Plan Rows'), cost: numberAt(node, 'Total Cost'), measuredRows: numberAt(node, 'Actual Rows'),
      time: numberAt(node, 'Actual Total Time'), loops: numberAt(node, 'Actual Loops'),
    });
    for (const child of Array.isArray(node.Plans) ? (node.Plans as Node[]) : []) walk(child, depth + 1);
  };
  if (root?.Plan) walk(root.Plan, 0);
  return steps;
}

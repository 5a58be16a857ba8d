import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { metricList } from '@integration-client/host/metrics/metric-list';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (name: string) => readFile(join(root, 'docs', 'monitoring', name), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
}

/** The metrics that an expression names. */
function namesIn(expression: string): string[] {
  return expression.match(/\b(?:ic|process)_[a-z_]+\b/g) ?? [];
}

/** The labels that an expression names of all metrics in it. */
function labelsIn(expression: string): string[] {
  const inBraces = [...expression.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) => list.match(/\w+(?==)/g) ?? []);
  const grouped = [...expression.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(
    ([, list = '']) => list.match(/\w+/g) ?? [],
  );
  return [...inBraces, ...grouped];
}

/** What a scrape adds. */
const ofScrapes = ['instance', 'job'];

function check(place: string, expression: string): void {
  const names = namesIn(expression);
  assert.ok(names.length > 0, place);
  const labels = new Set<string>(ofScrapes);
  for (const name of names) {
    assert.ok(name in metricList, `${place}: there is no metric ${name}`);
    for (const label of metricList[name as keyof typeof metricList].labels) labels.add(label);
  }
  for (const label of labelsIn(expression)) assert.ok(labels.has(label), `${place}: no metric has the label ${label}`);
  for (const [open, close] of ['()', '{}', '[]']) {
    assert.equal(expression.split(open ?? '').length, expression.split(close ?? '').length, place);
  }
}

describe('what is documented for monitoring', () => {
  it('has alert rules that parse and name only metrics that exist', async () => {
    const { groups } = parse(await read('alert-rules.yaml')) as { groups: { name: string; rules: Rule[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    assert.ok(rules.length >= 8);
    assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
    for (const { alert, expr, for: duration, labels, annotations } of rules) {
      check(alert, expr);
      assert.match(alert, /^IntegrationClient[A-Z]/);
      assert.match(duration, /^\d+[mh]$/);
      assert.ok(['info', 'warning', 'critical'].includes(labels.severity), alert);
      assert.ok(annotations.summary.length > 10 && annotations.description.length > 20, alert);
    }
  });

  it('has a dashboard that parses and names only metrics that exist', async () => {
    const { panels, templating } = JSON.parse(await read('grafana-dashboard.json')) as Dashboard;
    assert.ok(panels.length >= 12);
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    for (const { title, targets, gridPos } of panels) {
      for (const { expr } of targets) check(title, expr);
      assert.ok(gridPos.x + gridPos.w <= 24, title);
    }
    for (const [index, { gridPos: one, title }] of panels.entries()) {
      for (const { gridPos: other } of panels.slice(index + 1)) {
        const apart =
          one.x + one.w <= other.x ||
          other.x + other.w <= one.x ||
          one.y + one.h <= other.y ||
          other.y + other.h <= one.y;
        assert.ok(apart, `${title} lies over another panel`);
      }
    }
    const instances = JSON.stringify(templating.list.find(({ name }) => name === 'instance')?.query);
    assert.ok(namesIn(instances).every((name) => name in metricList));
  });
});

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isReference, storedSecret } from '../secrets/reference.js';
import { formats } from './formats.js';
import { suggestion } from './nearest.js';
import type { Path } from './yaml-document.js';

/** One thing wrong with data, and where. */
export interface DataFault {
  readonly path: Path;
  /** Never holds a value of the data, which may be a secret; only names of keys and choices. */
  readonly message: string;
  /** Whether the key itself is wrong, or its value. */
  readonly part: 'key' | 'value';
}

/** The part of JSON Schema that messages are made of. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly enum?: readonly unknown[];
  readonly secret?: boolean;
}

const typeNames: Readonly<Record<string, string>> = Object.freeze({
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a group of keys',
  array: 'a list',
  null: 'null',
});

/** Compiling a schema takes far longer than using it. */
const compiled = new WeakMap<object, ValidateFunction>();

/** Kept, as it first compiles the schema of schemas, which is larger than any other. */
let compiler: Ajv | undefined;

/** Checks data against a schema and finds everything that is wrong. Throws when the schema itself is not valid. */
export function validate(schema: object, data: unknown): DataFault[] {
  const check = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, check);
  check(data);
  return (check.errors ?? []).flatMap(explain);
}

function compile(schema: object): ValidateFunction {
  compiler ??= newCompiler();
  return compiler.compile(schema);
}

function newCompiler(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    discriminator: true,
    verbose: true,
    // Schemas of plugins must not know of one another, whatever names they have.
    addUsedSchema: false,
  });
  ajv.addKeyword({ keyword: 'step', schemaType: 'string' });
  ajv.addKeyword({ keyword: 'secret', schemaType: 'boolean' });
  for (const [name, check] of Object.entries(formats)) {
    ajv.addFormat(name, (text: string) => check(text).length === 0);
  }
  return ajv;
}

function explain(error: ErrorObject): DataFault[] {
  const schema = (error.parentSchema ?? {}) as Schema;
  const path = stepsOf(error.instancePath);
  if (isKept(error, schema)) return [];
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      const known = Object.keys(schema.properties ?? {});
      return [{ path: [...path, key], message: `unknown key; ${suggestion(key, known)}`, part: 'key' }];
    }
    case 'required':
      return [value([...path, String(error.params.missingProperty)], 'is missing')];
    case 'discriminator':
      return [value([...path, String(error.params.tag)], discriminatorMessage(error))];
    case 'format':
      return (formats[String(error.params.format)]?.(String(error.data)) ?? []).map((message) => value(path, message));
    default:
      return [value(path, messageOf(error, schema))];
  }
}

function messageOf(error: ErrorObject, schema: Schema): string {
  switch (error.keyword) {
    case 'type':
      return typeMessage(schema.type ?? [], error.data);
    case 'enum': {
      const choices = (schema.enum ?? []).map(String);
      const listed = `must be one of ${choices.join(', ')}`;
      const meant = typeof error.data === 'string' && !schema.secret ? suggestion(error.data, choices) : '';
      return meant.startsWith('did') ? `${listed}; ${meant}` : listed;
    }
    case 'minimum':
      return `must be at least ${error.params.limit}`;
    case 'maximum':
      return `must be at most ${error.params.limit}`;
    case 'minLength':
      return error.params.limit === 1 ? 'must not be empty' : `must have at least ${error.params.limit} characters`;
    case 'minItems':
      return error.params.limit === 1 ? 'must list at least one' : `must list at least ${error.params.limit}`;
    case 'uniqueItems':
      return 'lists the same twice';
    case 'pattern':
      return `must match the pattern ${error.params.pattern}`;
    default:
      return error.message ?? 'is not valid';
  }
}

function typeMessage(type: string | readonly string[], data: unknown): string {
  const types = [type].flat();
  const expected = `must be ${types.map((name) => typeNames[name] ?? name).join(' or ')}`;
  if (types.includes('string') && (typeof data === 'number' || typeof data === 'boolean')) {
    return `${expected}, not ${typeof data === 'number' ? 'a number' : 'true or false'}; put it in quotes`;
  }
  return `${expected}, not ${typeof data === 'number' && types.includes('integer') ? 'this number' : foundName(data)}`;
}

function foundName(data: unknown): string {
  if (data === null) return 'nothing';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'boolean') return 'true or false';
  return typeNames[typeof data] ?? typeof data;
}

function discriminatorMessage(error: ErrorObject): string {
  const branches = ((error.parentSchema?.oneOf ?? []) as { properties: Record<string, { const: string }> }[]).map(
    (branch) => branch.properties[String(error.params.tag)]?.const ?? '',
  );
  const tag: unknown = error.params.tagValue;
  if (tag === undefined) return `is missing; it is one of ${branches.join(', ')}`;
  return `must be one of ${branches.join(', ')}`;
}

/** A reference stands for a secret that is not known here, so that only the reference itself can be checked. */
function isKept(error: ErrorObject, schema: Schema): boolean {
  const { data, keyword } = error;
  if (schema.secret !== true || typeof data !== 'string') return false;
  return (data === storedSecret || isReference(data)) && ['pattern', 'minLength', 'enum', 'format'].includes(keyword);
}

function value(path: Path, message: string): DataFault {
  return { path, message, part: 'value' };
}

/** The steps of a JSON pointer; list indexes as numbers. */
function stepsOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

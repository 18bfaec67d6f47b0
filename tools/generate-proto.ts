/**
 * `npm run proto`: reads every .proto file under proto/ and writes proto/generated/<package>.ts (types and codecs) and
 * proto/generated/messages.ts (registries by type URL). The .proto files are the source; the output is committed.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Enum, type Field, MapField, Namespace, parse, Root, Service, Type } from 'protobufjs';

const PROTO = join(dirname(fileURLToPath(import.meta.url)), '..', 'proto');

/** File name under proto/generated → content, for every package of the folder. */
export function generateProto(folder: string = PROTO): Map<string, string> {
  const root = loadProtos(folder);
  const packages = packagesOf(root);
  const files = new Map(packages.map((one) => [`${packageName(one)}.ts`, packageFile(one)]));
  files.set('messages.ts', registryFile(packages));
  return files;
}

/** All .proto files of a folder, parsed and resolved. */
export function loadProtos(folder: string = PROTO): Root {
  const root = new Root();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.proto'));
  for (const name of names.sort()) {
    parse(readFileSync(join(folder, name), 'utf8'), root, { keepCase: true, alternateCommentMode: true });
  }
  root.resolveAll();
  return root;
}

/** Namespaces that hold messages, by full name. */
function packagesOf(root: Root): Namespace[] {
  const found: Namespace[] = [];
  const visit = (space: Namespace): void => {
    if (space.nestedArray.some((one) => one instanceof Type || one instanceof Enum)) found.push(space);
    for (const one of space.nestedArray) {
      if (one instanceof Namespace && !(one instanceof Type) && !(one instanceof Service)) visit(one);
    }
  };
  visit(root);
  return found.sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
}

const packageName = (space: { readonly fullName: string }): string => space.fullName.slice(1);

function packageOf(type: Type | Enum): Namespace {
  let space = type.parent;
  while (space instanceof Type) space = space.parent;
  return space as Namespace;
}

/** TypeScript name: nested messages carry their parent's. */
function localName(type: Type | Enum): string {
  const prefix = `${packageOf(type).fullName}.`;
  return type.fullName.slice(prefix.length).replaceAll('.', '_');
}

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_all, c: string) => c.toUpperCase());

/** Enums and messages of a package, nested ones after their parent. */
function typesOf(space: Namespace): (Type | Enum)[] {
  return space.nestedArray.flatMap((one) => {
    if (one instanceof Enum) return [one];
    return one instanceof Type ? [one, ...typesOf(one)] : [];
  });
}

function packageFile(space: Namespace): string {
  const types = typesOf(space);
  const imports = new Map<string, Set<string>>();
  const body = types.map((type) => (type instanceof Enum ? enumText(type) : messageText(type, imports)));
  const services = space.nestedArray.filter((one) => one instanceof Service).map((one) => serviceText(one, imports));
  const head = [`// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.`];
  if (types.some((type) => type instanceof Type)) {
    head.push(`import type { Codec } from '#chain/lib/protobuf.ts';`);
    head.push(`import { messageCodec } from '#chain/lib/protobuf.ts';`);
  }
  for (const from of [...imports.keys()].sort()) head.push(`import * as ${alias(from)} from './${from}.ts';`);
  return `${head.join('\n')}\n\n${[...body, ...services].join('\n')}`;
}

const alias = (name: string): string => camelCase(name.replaceAll('.', '_'));

function reference(type: Type | Enum, from: Namespace, imports: Map<string, Set<string>>): string {
  const home = packageOf(type);
  if (home === from) return localName(type);
  const name = packageName(home);
  imports.set(name, (imports.get(name) ?? new Set()).add(localName(type)));
  return `${alias(name)}.${localName(type)}`;
}

function docText(comment: string | null, indent: string): string {
  if (comment === null) return '';
  return `${indent}/** ${comment.replaceAll('*/', '* /').split('\n').join(`\n${indent} * `)} */\n`;
}

function enumText(type: Enum): string {
  const name = localName(type);
  const prefix = `${type.name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}_`;
  const rows = Object.entries(type.values).map(([key, value]) => {
    const short = key.startsWith(prefix) ? key.slice(prefix.length) : key;
    return `  ${short}: ${value},\n`;
  });
  const doc = docText(type.comment, '');
  return `${doc}export const ${name} = {\n${rows.join('')}} as const;\n/** Open: a decoded message may carry any 32-bit value. */\nexport type ${name} = number;\n`;
}

function messageText(type: Type, imports: Map<string, Set<string>>): string {
  const name = localName(type);
  const home = packageOf(type);
  const wide = !home.fullName.startsWith('.nave.');
  const fields = type.fieldsArray.toSorted((a, b) => a.id - b.id);
  const rows = fields.map((field) => fieldRow(field, wide, home, imports));
  const members = rows.map((row) => `${row.doc}  readonly ${row.name}: ${row.type};\n`).join('');
  const specs = rows.map((row) => `    ${row.spec},\n`).join('');
  const made = rows.map((row, i) => `    ${row.name}: v[o${i === 0 ? '' : ` + ${i}`}] as ${row.type},\n`).join('');
  const lines = [
    `${docText(type.comment, '')}export interface ${name} {\n${members}}`,
    `export const ${name}: Codec<${name}> = messageCodec(\n  '${type.fullName.slice(1)}',`,
    rows.length === 0 ? '  [],\n  () => ({}),\n);\n' : `  [\n${specs}  ],\n  (v, o) => ({\n${made}  }),\n);\n`,
  ];
  return lines.join('\n');
}

const KINDS: Readonly<Record<string, readonly [kind: string, wideKind: string, type: string, wideType: string]>> = {
  bool: ['bool', 'bool', 'boolean', 'boolean'],
  uint32: ['uint32', 'uint32', 'number', 'number'],
  int32: ['int32', 'int32', 'number', 'number'],
  uint64: ['uint64', 'bigUint64', 'number', 'bigint'],
  int64: ['int64', 'bigInt64', 'number', 'bigint'],
  string: ['string', 'string', 'string', 'string'],
  bytes: ['bytes', 'bytes', 'Uint8Array', 'Uint8Array'],
};

interface FieldRow {
  readonly name: string;
  readonly doc: string;
  readonly type: string;
  readonly spec: string;
}

function fieldRow(field: Field, wide: boolean, home: Namespace, imports: Map<string, Set<string>>): FieldRow {
  if (field instanceof MapField) throw new Error(`${field.fullName}: maps have no canonical order here`);
  const options: string[] = [];
  const optional = field.options?.proto3_optional === true;
  if (field.repeated) options.push('repeated: true');
  if (optional) options.push('optional: true');
  else if (field.partOf !== null) {
    options.push(`oneof: ${(field.parent as Type).oneofsArray.indexOf(field.partOf)}`);
  }
  let kind: string;
  let type: string;
  if (field.resolvedType instanceof Type) {
    kind = 'message';
    type = reference(field.resolvedType, home, imports);
    options.push(`of: () => ${type}`);
  } else if (field.resolvedType instanceof Enum) {
    kind = 'enum';
    type = reference(field.resolvedType, home, imports);
  } else {
    const row = KINDS[field.type];
    if (row === undefined) throw new Error(`${field.fullName}: type ${field.type} is not supported`);
    kind = row[wide ? 1 : 0];
    type = row[wide ? 3 : 2];
  }
  const presence = optional || field.partOf !== null || kind === 'message';
  const full = field.repeated ? `readonly ${type}[]` : presence ? `${type} | undefined` : type;
  const name = camelCase(field.name);
  const tail = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
  return { name, doc: docText(field.comment, '  '), type: full, spec: `[${field.id}, '${name}', '${kind}'${tail}]` };
}

function serviceText(service: Service, imports: Map<string, Set<string>>): string {
  const home = service.parent as Namespace;
  const rows = service.methodsArray.map((method) => {
    method.resolve();
    const request = reference(method.resolvedRequestType!, home, imports);
    const response = reference(method.resolvedResponseType!, home, imports);
    const name = method.name.charAt(0).toLowerCase() + method.name.slice(1);
    const path = `/${service.fullName.slice(1)}/${method.name}`;
    return `  ${name}: { path: '${path}', request: ${request}, response: ${response} },\n`;
  });
  return `${docText(service.comment, '')}export const ${service.name} = {\n${rows.join('')}} as const;\n`;
}

function registryFile(packages: readonly Namespace[]): string {
  const withMessages = packages.filter((space) => typesOf(space).some((type) => type instanceof Type));
  const lines = [
    `// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.`,
    `import type { Codec } from '#chain/lib/protobuf.ts';`,
    ...withMessages.map((space) => `import * as ${alias(packageName(space))} from './${packageName(space)}.ts';`),
    '',
    '/** Every message by type URL (`/nave.clob.v1.MsgPlaceOrder`). */',
    'export const messages: ReadonlyMap<string, Codec<unknown>> = new Map<string, Codec<unknown>>([',
  ];
  for (const space of packages) {
    for (const type of typesOf(space)) {
      if (type instanceof Enum) continue;
      lines.push(`  ['/${type.fullName.slice(1)}', ${alias(packageName(space))}.${localName(type)}],`);
    }
  }
  lines.push(']);', '', '/** A transaction message and its response. */');
  lines.push(
    'export interface TxMessageCodecs {\n  readonly request: Codec<unknown>;\n  readonly response: Codec<unknown>;\n  /** Field that names the signer: the first one. */\n  readonly signer: string;\n}',
  );
  lines.push('', '/** Messages a transaction may carry: those of the services named Msg, by type URL. */');
  lines.push('export const txMessages: ReadonlyMap<string, TxMessageCodecs> = new Map<string, TxMessageCodecs>([');
  for (const space of packages) {
    for (const service of space.nestedArray.filter((one) => one instanceof Service && one.name === 'Msg')) {
      for (const method of (service as Service).methodsArray) {
        const name = method.name.charAt(0).toLowerCase() + method.name.slice(1);
        const url = `/${method.resolvedRequestType!.fullName.slice(1)}`;
        const first = method.resolvedRequestType!.fieldsArray.toSorted((a, b) => a.id - b.id)[0]!;
        lines.push(
          `  ['${url}', { ...${alias(packageName(space))}.Msg.${name}, signer: '${camelCase(first.name)}' }],`,
        );
      }
    }
  }
  lines.push(']);', '');
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(PROTO, 'generated');
  mkdirSync(folder, { recursive: true });
  const files = generateProto();
  for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  process.stdout.write(`${files.size} files\n`);
}

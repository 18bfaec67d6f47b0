/** Turns a compiled ABI into a TypeScript module of human-readable signatures, from which viem infers every type. */
import type { Abi, AbiParameter } from 'viem';

/** Source text of `export const <name>Abi = parseAbi([…])`, structs first, in the order of the ABI. */
export function abiModule(contract: string, abi: Abi): string {
  const structs = new Map<string, string>();
  const lines = abi.map((item) => signature(item, structs)).filter((line) => line !== undefined);
  const name = constantName(contract);
  return [
    '// Generated from the contract by tools/build-contracts.ts; do not edit.',
    "import { parseAbi } from 'viem';",
    '',
    `/** ABI of ${contract}. */`,
    `export const ${name}Abi = parseAbi([`,
    ...[...structs.values(), ...lines].map((line) => `  '${line}',`),
    ']);',
    '',
  ].join('\n');
}

/** `SpokeVault` → `spokeVault`, `TestUSDC` → `testUSDC`. */
export function constantName(contract: string): string {
  const split = contract.search(/[a-z]/) - 1 || 1;
  return `${contract.slice(0, split).toLowerCase()}${contract.slice(split)}`;
}

function signature(item: Abi[number], structs: Map<string, string>): string | undefined {
  switch (item.type) {
    case 'constructor':
      return `constructor(${parameters(item.inputs, structs)})`;
    case 'error':
      return `error ${item.name}(${parameters(item.inputs, structs)})`;
    case 'event':
      return `event ${item.name}(${parameters(item.inputs, structs)})`;
    case 'function': {
      const mutability = item.stateMutability === 'nonpayable' ? '' : ` ${item.stateMutability}`;
      const outputs = item.outputs.length > 0 ? ` returns (${parameters(item.outputs, structs)})` : '';
      return `function ${item.name}(${parameters(item.inputs, structs)}) external${mutability}${outputs}`;
    }
    default:
      return undefined;
  }
}

function parameters(
  list: readonly (AbiParameter & { indexed?: boolean | undefined })[],
  structs: Map<string, string>,
): string {
  return list
    .map((one) => [typeName(one, structs), one.indexed === true ? 'indexed' : '', one.name ?? ''])
    .map((words) => words.filter((word) => word !== '').join(' '))
    .join(', ');
}

/** `Item[]` for a tuple, registering its struct (and those inside it) on the way; the bare type for everything else. */
function typeName(parameter: AbiParameter, structs: Map<string, string>): string {
  if (!('components' in parameter)) return parameter.type;
  const name = (parameter.internalType ?? '').replace(/^struct\s+(?:\w+\.)?/, '').replace(/(\[\d*\])*$/, '');
  if (name === '') throw new Error(`tuple without a name: ${parameter.name}`);
  const fields = parameter.components.map((field) => `${typeName(field, structs)} ${field.name};`).join(' ');
  structs.set(name, `struct ${name} { ${fields} }`);
  return name + parameter.type.slice('tuple'.length);
}

import type { Command } from 'commander';
export function registerChainCommands(_p: Command): void {}

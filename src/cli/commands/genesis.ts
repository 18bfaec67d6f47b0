import type { Command } from 'commander';
export function registerGenesisCommands(_p: Command): void {}

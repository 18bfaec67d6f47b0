import type { Command } from 'commander';
export function registerProofCommands(_p: Command): void {}

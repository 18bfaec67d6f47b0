import type { Journal, Undoable } from '../../state/journal.ts';

/** owner → agent → row, by account numbers. A cache of the agent table. */
export class AgentIndex implements Undoable {
  private readonly journal: Journal;
  private readonly owners = new Map<number, Map<number, number>>();

  constructor(journal: Journal) {
    this.journal = journal;
  }

  /** −1 when there is no approval. */
  find(owner: number, agent: number): number {
    return this.owners.get(owner)?.get(agent) ?? -1;
  }

  add(owner: number, agent: number, row: number): void {
    this.journal.noteObject(this, owner, { agent, row: -1 });
    this.put(owner, agent, row);
  }

  remove(owner: number, agent: number): void {
    this.journal.noteObject(this, owner, { agent, row: this.find(owner, agent) });
    this.put(owner, agent, -1);
  }

  /** Rows of an owner's approvals, by agent number. */
  rows(owner: number): number[] {
    return [...(this.owners.get(owner) ?? [])].sort(([a], [b]) => a - b).map(([, row]) => row);
  }

  clear(): void {
    this.owners.clear();
  }

  undo(owner: number, _number: number, old: unknown): void {
    const { agent, row } = old as { agent: number; row: number };
    this.put(owner, agent, row);
  }

  /** row −1 removes. */
  private put(owner: number, agent: number, row: number): void {
    let agents = this.owners.get(owner);
    if (agents === undefined) {
      agents = new Map();
      this.owners.set(owner, agents);
    }
    if (row >= 0) agents.set(agent, row);
    else agents.delete(agent);
    if (agents.size === 0) this.owners.delete(owner);
  }
}

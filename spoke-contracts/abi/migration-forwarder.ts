// Generated from the contract by tools/build-contracts.ts; do not edit.
import { parseAbi } from 'viem';

/** ABI of MigrationForwarder. */
export const migrationForwarderAbi = parseAbi([
  'constructor(address vault)',
  'error NoSuccessor()',
  'error NothingToForward()',
  'error ReentrancyGuardReentrantCall()',
  'error SafeERC20FailedOperation(address token)',
  'event Forwarded(address indexed token, uint256 amount)',
  'function forward(address token) external',
  'function hubAccount() external pure returns (bytes32)',
  'function successor() external view returns (address)',
]);

// Generated from the contract by tools/build-contracts.ts; do not edit.
import { parseAbi } from 'viem';

/** ABI of TestUSDT. */
export const testUSDTAbi = parseAbi([
  'error AllowanceNotCleared()',
  'error InsufficientAllowance()',
  'error InsufficientBalance()',
  'error ZeroAddress()',
  'event Approval(address indexed owner, address indexed spender, uint256 value)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'function allowance(address owner, address spender) external view returns (uint256)',
  'function approve(address spender, uint256 amount) external',
  'function balanceOf(address account) external view returns (uint256)',
  'function decimals() external view returns (uint8)',
  'function mint(address to, uint256 amount) external',
  'function name() external view returns (string)',
  'function symbol() external view returns (string)',
  'function totalSupply() external view returns (uint256)',
  'function transfer(address to, uint256 amount) external',
  'function transferFrom(address from, address to, uint256 amount) external',
]);

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// Calls to tokens that may be hostile: bounded gas, at most one word of return data read, never a revert.
library TokenCalls {
    /// `token.transfer(to, amount)` with at most `gasLimit` gas. True if the call succeeded and the token either has code
    /// and returned nothing or returned the word 1 (more may follow).
    function tryTransfer(address token, address to, uint256 amount, uint256 gasLimit) internal returns (bool paid) {
        bytes4 selector = IERC20.transfer.selector;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, selector)
            mstore(add(start, 0x04), to)
            mstore(add(start, 0x24), amount)
            let ok := call(gasLimit, token, 0, start, 0x44, 0x00, 0x20)
            switch returndatasize()
            case 0 { paid := and(ok, gt(extcodesize(token), 0)) }
            default { paid := and(ok, and(gt(returndatasize(), 0x1f), eq(mload(0x00), 1))) }
        }
    }

    /// Whether `token.decimals()` answers exactly `expected`.
    function hasDecimals(address token, uint8 expected) internal view returns (bool matches) {
        bytes4 selector = IERC20Metadata.decimals.selector;
        assembly ("memory-safe") {
            mstore(0x00, selector)
            let ok := staticcall(gas(), token, 0x00, 0x04, 0x00, 0x20)
            matches := and(and(ok, gt(returndatasize(), 0x1f)), eq(mload(0x00), expected))
        }
    }
}

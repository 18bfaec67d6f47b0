// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Salt, then init code, as the deterministic deployment proxy.
contract Create2Factory {
    fallback() external {
        assembly {
            let size := sub(calldatasize(), 32)
            calldatacopy(0, 32, size)
            if iszero(create2(0, 0, size, calldataload(0))) { revert(0, 0) }
            stop()
        }
    }
}

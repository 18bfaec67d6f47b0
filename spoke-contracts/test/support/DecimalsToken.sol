// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TestWETH} from "../../src/test-tokens/TestWETH.sol";

/// A mintable token with any number of decimals.
contract DecimalsToken is TestWETH {
    uint8 private immutable DECIMALS;

    constructor(uint8 decimals_) {
        DECIMALS = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Eighteen decimals. LOCALNET ONLY: anybody may mint any amount, and nothing backs it.
contract TestWETH is ERC20 {
    constructor() ERC20("Test Wrapped Ether", "WETH") {}

    /// @param amount In wei.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IMigrationForwarder} from "./IMigrationForwarder.sol";
import {ISpokeVault} from "./ISpokeVault.sol";
import {TokenConfig} from "./VaultTypes.sol";

/// @title Where a vault pays its escrow when it has a successor (bridge-abi §2 Successor). No owner, no upgrade, no way for
/// money but into the successor: its address proves code and successor (deterministic deployment), like a vault's.
contract MigrationForwarder is IMigrationForwarder, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    bytes32 private constant HUB_ACCOUNT = bytes32(uint256(uint160(uint256(keccak256("NaveSpoke.Migration")))));
    ISpokeVault private immutable SUCCESSOR;

    constructor(address vault) {
        if (vault.code.length == 0) revert NoSuccessor();
        SUCCESSOR = ISpokeVault(vault);
    }

    function forward(address token) external override nonReentrant {
        uint256 amount = _acceptable(token, IERC20(token).balanceOf(address(this)));
        if (amount == 0) revert NothingToForward();
        IERC20(token).forceApprove(address(SUCCESSOR), amount);
        // forge-lint: disable-next-line(unsafe-typecast)
        SUCCESSOR.depositFor(token, HUB_ACCOUNT, uint128(amount), address(this)); // at most depositCap
        emit Forwarded(token, amount);
    }

    function successor() external view override returns (address) {
        return address(SUCCESSOR);
    }

    function hubAccount() external pure override returns (bytes32) {
        return HUB_ACCOUNT;
    }

    /// Whole hub units under the cap: else anybody could stop a migration with a gift of the smallest unit.
    function _acceptable(address token, uint256 balance) private view returns (uint256) {
        TokenConfig memory config = SUCCESSOR.tokenConfig(token);
        (, uint256 escrow,) = SUCCESSOR.capacity(token);
        uint256 room = config.depositCap > escrow ? config.depositCap - escrow : 0;
        uint256 amount = balance < room ? balance : room;
        uint256 unit = config.decimals > config.hubDecimals ? 10 ** (config.decimals - config.hubDecimals) : 1;
        return amount - amount % unit;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMigrationForwarder} from "../../src/IMigrationForwarder.sol";
import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {TokenConfig} from "../../src/VaultTypes.sol";
import {DecimalsToken} from "../support/DecimalsToken.sol";
import {ForwarderFixture} from "../support/ForwarderFixture.sol";

contract MigrationForwarderFuzzTest is ForwarderFixture {
    /// Whatever comes in, in any order of gifts and calls: whole units under the cap arrive, nothing else leaves.
    function testFuzz_money_is_at_the_forwarder_or_in_the_successor(
        uint8 decimals,
        uint96 cap,
        uint96 minimum,
        uint96[6] calldata gifts
    ) public {
        decimals = uint8(within(decimals, 0, 24));
        DecimalsToken token = new DecimalsToken(decimals);
        TokenConfig memory config_ = tokenConfig(address(token), 6);
        (config_.decimals, config_.depositCap) = (decimals, cap);
        config_.minDeposit = uint128(within(minimum, 1, 1e24));
        succeed(config_);
        uint256 unit = decimals > 6 ? uint256(10) ** (decimals - 6) : 1;
        uint256 given;
        for (uint256 i; i < gifts.length; ++i) {
            token.mint(address(forwarder), gifts[i]);
            given += gifts[i];
            _forward(address(token), config_, unit, given);
            eq(token.balanceOf(address(forwarder)) + token.balanceOf(address(successor)), given, "nothing is lost");
            eq(arrivedIn(address(token)), token.balanceOf(address(successor)), "all of it counts");
            eq(token.allowance(address(forwarder), address(successor)), 0, "no allowance between calls");
        }
    }

    function _forward(address token, TokenConfig memory limits, uint256 unit, uint256 given) private {
        uint256 before = arrivedIn(token);
        uint256 most = limits.depositCap - before;
        uint256 balance = given - before;
        uint256 expected = (balance < most ? balance : most) / unit * unit;
        if (expected == 0) {
            expectError(IMigrationForwarder.NothingToForward.selector);
        } else if (expected < limits.minDeposit) {
            expectError(abi.encodeWithSelector(ISpokeVault.BelowMinimum.selector, limits.minDeposit));
        }
        forwarder.forward(token);
        if (expected >= limits.minDeposit) eq(arrivedIn(token) - before, expected, "arrived");
    }
}

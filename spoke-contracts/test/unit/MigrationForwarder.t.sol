// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMigrationForwarder} from "../../src/IMigrationForwarder.sol";
import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {Status, TokenConfig} from "../../src/VaultTypes.sol";
import {TestUSDT} from "../../src/test-tokens/TestUSDT.sol";
import {DecimalsToken} from "../support/DecimalsToken.sol";
import {ForwarderFixture} from "../support/ForwarderFixture.sol";
import {IMintable} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

contract MigrationForwarderTest is ForwarderFixture {
    function give(address token, uint256 amount) private {
        IMintable(token).mint(address(forwarder), amount);
    }

    function held(address token) private view returns (uint256) {
        return IMintable(token).balanceOf(address(forwarder));
    }

    function test_a_forwarder_names_its_successor_and_an_account_nobody_owns() public view {
        eq(forwarder.successor(), address(successor), "successor");
        eq(forwarder.hubAccount(), MIGRATION, "low 20 bytes of the hash");
        yes(uint256(forwarder.hubAccount()) >> 160 == 0, "an address");
    }

    function test_a_forwarder_comes_after_its_successor() public {
        expectError(IMigrationForwarder.NoSuccessor.selector);
        this.newForwarderExternally(bob);
    }

    function test_escrow_goes_from_the_old_vault_through_the_forwarder_into_its_successor() public {
        depositUsdc(1_000 * USDC);
        act(SUCCESSOR, abi.encode(address(successor)));
        vm.warp(START + 7 days);
        vault.applyAction(SUCCESSOR, abi.encode(address(successor)));
        submit(item(1, address(forwarder), 600 * USDC));
        isStatus(1, Status.PAID, "paid to the forwarder");
        eq(held(address(usdc)), 600 * USDC, "in neither vault");

        vm.recordLogs();
        vm.prank(relayer);
        forwarder.forward(address(usdc));
        eq(held(address(usdc)), 0, "all of it went on");
        eq(escrowOf(address(usdc)) + arrivedIn(address(usdc)), 1_000 * USDC, "escrow of both vaults");
        eq(usdc.allowance(address(forwarder), address(successor)), 0, "no allowance left");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory last = logs[logs.length - 1];
        eq(last.topics[0], IMigrationForwarder.Forwarded.selector, "event of the forwarder");
        eq(uint256(last.topics[1]), uint160(address(usdc)), "token");
        eq(abi.decode(last.data, (uint256)), 600 * USDC, "amount");
        Vm.Log memory deposit = logs[logs.length - 2];
        eq(deposit.emitter, address(successor), "the vault took it");
        eq(deposit.topics[0], ISpokeVault.Deposit.selector, "as a deposit");
        eq(deposit.topics[2], MIGRATION, "under the migration account");
        (address token, address sender, address refundTo, uint128 amount) =
            abi.decode(deposit.data, (address, address, address, uint128));
        eq(token, address(usdc), "of the token");
        eq(sender, address(forwarder), "paid by the forwarder");
        eq(refundTo, address(forwarder), "refundable to it");
        eq(amount, 600 * USDC, "whole");
    }

    function test_less_than_the_minimum_waits_for_more() public {
        give(address(usdc), USDC - 1);
        expectError(abi.encodeWithSelector(ISpokeVault.BelowMinimum.selector, USDC));
        forwarder.forward(address(usdc));
        eq(held(address(usdc)), USDC - 1, "nothing is lost");
        eq(usdc.allowance(address(forwarder), address(successor)), 0, "nor allowed");
        give(address(usdc), 1);
        forwarder.forward(address(usdc));
        eq(arrivedIn(address(usdc)), USDC, "with a gift of one unit");
    }

    function test_a_gift_of_part_of_a_hub_unit_stops_nothing() public {
        DecimalsToken weth = new DecimalsToken(18);
        succeed(tokenConfig(address(weth), 18));
        give(address(weth), 5 ether + 1);
        forwarder.forward(address(weth));
        eq(arrivedIn(address(weth)), 5 ether, "whole hub units");
        eq(held(address(weth)), 1, "the rest stays");
        expectError(IMigrationForwarder.NothingToForward.selector);
        forwarder.forward(address(weth));
    }

    function test_what_is_above_the_deposit_cap_waits_for_room() public {
        TokenConfig memory config_ = usdcConfig();
        config_.depositCap = uint128(100 * USDC);
        succeed(config_);
        give(address(usdc), 150 * USDC);
        forwarder.forward(address(usdc));
        eq(arrivedIn(address(usdc)), 100 * USDC, "up to the cap");
        expectError(IMigrationForwarder.NothingToForward.selector);
        forwarder.forward(address(usdc));
        eq(held(address(usdc)), 50 * USDC, "the rest waits");
    }

    function test_a_vault_above_its_deposit_cap_has_no_room() public {
        give(address(usdc), 150 * USDC);
        forwarder.forward(address(usdc));
        TokenConfig memory config_ = usdcConfig();
        config_.depositCap = uint128(100 * USDC);
        vault = successor; // whose cold set signs
        act(1, abi.encode(config_));
        give(address(usdc), 10 * USDC);
        expectError(IMigrationForwarder.NothingToForward.selector);
        forwarder.forward(address(usdc));
    }

    function test_a_token_that_returns_nothing_is_forwarded() public {
        TestUSDT usdt = new TestUSDT();
        succeed(tokenConfig(address(usdt), 6));
        for (uint256 i = 1; i < 3; ++i) {
            give(address(usdt), 70 * USDC);
            forwarder.forward(address(usdt));
            eq(arrivedIn(address(usdt)), i * 70 * USDC, "arrived");
        }
    }

    function test_nothing_is_forwarded_without_a_balance_or_of_an_unknown_token() public {
        expectError(IMigrationForwarder.NothingToForward.selector);
        forwarder.forward(address(usdc));
        TestUSDT unknown = new TestUSDT();
        give(address(unknown), USDC);
        expectError(IMigrationForwarder.NothingToForward.selector);
        forwarder.forward(address(unknown));
    }

    function test_what_the_successor_refuses_stays_and_goes_later() public {
        give(address(usdc), 20 * USDC);
        for (uint256 i; i < 2; ++i) {
            vm.prank(lockers[i]);
            successor.lock(2);
        }
        expectError(ISpokeVault.InflowLocked.selector);
        forwarder.forward(address(usdc));
        eq(held(address(usdc)), 20 * USDC, "kept");
        vault = successor;
        vm.warp(START + 1);
        unlockWith(update(FIRST_EPOCH + 1, hot, cold));
        forwarder.forward(address(usdc));
        eq(arrivedIn(address(usdc)), 20 * USDC, "unlocked");
    }

    function test_a_refund_to_the_forwarder_is_forwarded_again() public {
        give(address(usdc), 20 * USDC);
        forwarder.forward(address(usdc));
        vault = successor;
        submit(item(9, address(forwarder), 19 * USDC));
        eq(held(address(usdc)), 19 * USDC, "back");
        forwarder.forward(address(usdc));
        eq(arrivedIn(address(usdc)), 20 * USDC, "and in again");
    }
}

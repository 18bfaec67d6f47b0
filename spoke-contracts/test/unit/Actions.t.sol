// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {ColdAuth, Config, LockerConfig, Status, TokenConfig} from "../../src/VaultTypes.sol";
import {TestWETH} from "../../src/test-tokens/TestWETH.sol";
import {ShiftingToken} from "../hostile/Tokens.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

contract ActionsTest is VaultFixture {
    uint8 private constant TOKEN = 1;
    uint8 private constant AGGREGATE = 2;
    uint8 private constant LOCKER = 3;
    uint8 private constant SUCCESSOR = 4;

    function staged(uint8 kind, bytes memory data) private view returns (uint64) {
        return vault.stagedAt(actionHashOf(kind, data));
    }

    function atOnce(uint8 kind, bytes memory data) private {
        uint256 before = vm.snapshotState();
        act(AGGREGATE, abi.encode(uint64(6_000_000e6), uint64(1_000e6))); // something staged
        uint64 waiting = staged(AGGREGATE, abi.encode(uint64(6_000_000e6), uint64(1_000e6)));
        yes(waiting != 0, "staged before");
        act(kind, data);
        eq(staged(kind, data), 0, "not staged");
        eq(staged(AGGREGATE, abi.encode(uint64(6_000_000e6), uint64(1_000e6))), 0, "drops what was staged");
        vm.revertToState(before);
    }

    function later(uint8 kind, bytes memory data, uint256 delay) private {
        uint256 before = vm.snapshotState();
        vm.recordLogs();
        act(kind, data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 1, "one event");
        eq(logs[0].topics[0], ISpokeVault.ActionStaged.selector, "staged");
        eq(logs[0].topics[2], actionHashOf(kind, data), "hash");
        eq(keccak256(logs[0].data), keccak256(abi.encode(block.timestamp + delay)), "readyAt");
        eq(staged(kind, data), block.timestamp + delay, "view");
        vm.warp(block.timestamp + delay);
        vault.applyAction(kind, data);
        eq(staged(kind, data), 0, "used up");
        vm.revertToState(before);
    }

    function refused(uint8 kind, bytes memory data) private {
        ColdAuth memory a = actionAuth(kind, data);
        expectError(ISpokeVault.BadConfig.selector);
        vault.submitAction(kind, data, a);
    }

    function tokenData(TokenConfig memory t) private pure returns (bytes memory) {
        return abi.encode(t);
    }

    // ---------------------------------------------------------------------------------------------------------- frame

    function test_submit_errors_come_in_the_order_of_the_abi() public {
        bytes memory data = abi.encode(uint64(6_000_000e6), uint64(0)); // a bad rule, found last
        ColdAuth memory a;
        a.nonce = 3;
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.BadConfig.selector);
        vault.submitAction(0, data, a);
        expectError(ISpokeVault.BadConfig.selector);
        vault.submitAction(5, data, a);
        expectError(ISpokeVault.BadConfig.selector);
        vault.submitAction(2, abi.encodePacked(data, uint8(0)), a);
        expectError(ISpokeVault.WrongChain.selector);
        vault.submitAction(2, data, a);
        vm.chainId(HOME_CHAIN);
        expectError(abi.encodeWithSelector(ISpokeVault.BadNonce.selector, 0));
        vault.submitAction(2, data, a);
        a.nonce = 0;
        a.deadline = uint64(START - 1);
        expectError(ISpokeVault.ActionExpired.selector);
        vault.submitAction(2, data, a);
        a.deadline = uint64(START);
        expectError(ISpokeVault.SetSize.selector);
        vault.submitAction(2, data, a);
        a.quorum = sign(cold, typed(actionStructHash(2, 0, a.deadline, data)));
        expectError(ISpokeVault.BadConfig.selector);
        vault.submitAction(2, data, a);
        data = abi.encode(uint64(6_000_000e6), uint64(1));
        a.quorum = sign(cold, typed(actionStructHash(2, 0, a.deadline, data)));
        vault.submitAction(2, data, a);
        a.nonce = 1;
        a.quorum = sign(cold, typed(actionStructHash(2, 1, a.deadline, data)));
        expectError(ISpokeVault.AlreadyStaged.selector);
        vault.submitAction(2, data, a);
        eq(vault.coldNonce(), 1, "a refused action spends no nonce");
    }

    function test_apply_errors_come_in_the_order_of_the_abi() public {
        bytes memory data = abi.encode(uint64(6_000_000e6), uint64(1_000e6));
        vm.prank(lockers[0]);
        vault.lock(1);
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.BadConfig.selector);
        vault.applyAction(9, data);
        expectError(ISpokeVault.BadConfig.selector);
        vault.applyAction(1, data);
        expectError(ISpokeVault.WrongChain.selector);
        vault.applyAction(2, data);
        vm.chainId(HOME_CHAIN);
        expectError(ISpokeVault.OutflowLocked.selector);
        vault.applyAction(2, data);
        vm.warp(START + 6 hours);
        expectError(ISpokeVault.NotStaged.selector);
        vault.applyAction(2, data);
        act(2, data);
        uint256 readyAt = block.timestamp + 48 hours;
        vm.warp(readyAt - 1);
        expectError(abi.encodeWithSelector(ISpokeVault.StageNotReady.selector, readyAt));
        vault.applyAction(2, data);
        vm.warp(readyAt + 7 days + 1);
        expectError(ISpokeVault.StageExpired.selector);
        vault.applyAction(2, data);
        vm.warp(readyAt + 7 days);
        vault.applyAction(2, data);
        expectError(ISpokeVault.NotStaged.selector);
        vault.applyAction(2, data);
    }

    function test_a_dead_stage_may_be_staged_again() public {
        bytes memory data = abi.encode(uint64(6_000_000e6), uint64(1_000e6));
        act(2, data);
        vm.warp(START + 48 hours + 7 days);
        ColdAuth memory a = actionAuth(2, data);
        expectError(ISpokeVault.AlreadyStaged.selector);
        vault.submitAction(2, data, a);
        vm.warp(START + 48 hours + 7 days + 1);
        act(2, data);
        eq(staged(2, data), block.timestamp + 48 hours, "a new delay");
    }

    function test_words_with_stray_high_bits_are_refused() public {
        bytes memory data = abi.encode(uint256(1) << 64, uint256(1));
        ColdAuth memory a = actionAuth(2, data);
        vm.expectRevert();
        vault.submitAction(2, data, a);
    }

    function test_rules_are_checked_again_when_an_action_is_applied() public {
        ShiftingToken shifting = new ShiftingToken();
        TokenConfig memory t = tokenConfig(address(shifting), 6);
        act(TOKEN, tokenData(t));
        vm.warp(START + 48 hours);
        shifting.setDecimals(7);
        expectError(ISpokeVault.BadConfig.selector);
        vault.applyAction(TOKEN, tokenData(t));
        shifting.setDecimals(6);
        vault.applyAction(TOKEN, tokenData(t));
    }

    // ---------------------------------------------------------------------------------------------------------- token

    function test_each_way_of_tightening_a_token_takes_effect_at_once() public {
        TokenConfig memory t = usdcConfig();
        atOnce(TOKEN, tokenData(t)); // the present values
        t.flags = 4;
        atOnce(TOKEN, tokenData(t));
        t = usdcConfig();
        t.weight += 1;
        atOnce(TOKEN, tokenData(t));
        t = usdcConfig();
        t.minDeposit += 1;
        atOnce(TOKEN, tokenData(t));
        t = usdcConfig();
        t.dispute += 1;
        atOnce(TOKEN, tokenData(t));
        t = usdcConfig();
        t.maxDelay += 1;
        atOnce(TOKEN, tokenData(t));
        t = usdcConfig();
        t.depositCap = 0;
        atOnce(TOKEN, tokenData(t));
        t = usdcConfig();
        t.cap -= 1;
        atOnce(TOKEN, tokenData(t));
        t = usdcConfig();
        t.rate -= 1;
        atOnce(TOKEN, tokenData(t));
        t = usdcConfig();
        t.instantMax = 0;
        atOnce(TOKEN, tokenData(t));
    }

    function test_each_way_of_loosening_a_token_waits_48_hours() public {
        TokenConfig memory t = usdcConfig();
        t.weight -= 1;
        later(TOKEN, tokenData(t), 48 hours);
        t = usdcConfig();
        t.minDeposit -= 1;
        later(TOKEN, tokenData(t), 48 hours);
        t = usdcConfig();
        t.dispute -= 1;
        later(TOKEN, tokenData(t), 48 hours);
        t = usdcConfig();
        t.maxDelay -= 1;
        later(TOKEN, tokenData(t), 48 hours);
        t = usdcConfig();
        t.depositCap += 1;
        later(TOKEN, tokenData(t), 48 hours);
        t = usdcConfig();
        t.cap += 1;
        later(TOKEN, tokenData(t), 48 hours);
        t = usdcConfig();
        t.rate += 1;
        later(TOKEN, tokenData(t), 48 hours);
        t = usdcConfig();
        t.instantMax += 1;
        later(TOKEN, tokenData(t), 48 hours);
        t = usdcConfig();
        t.flags = 4;
        act(TOKEN, tokenData(t));
        for (uint8 flags; flags < 4; ++flags) {
            t.flags = flags; // takes the pause away
            later(TOKEN, tokenData(t), 48 hours);
            if (flags == 0) continue;
            t.flags = flags | 4; // adds deposits or permit
            later(TOKEN, tokenData(t), 48 hours);
        }
        later(TOKEN, tokenData(tokenConfig(address(new TestWETH()), 18)), 48 hours); // a new token
    }

    function test_an_applied_token_is_shown_and_announced_word_for_word() public {
        TestWETH weth = new TestWETH();
        TokenConfig memory t = tokenConfig(address(weth), 18);
        (t.weight, t.hubDecimals, t.dispute, t.maxDelay) = (3_000e6, 9, 61, 62);
        t.instantMax = 5;
        act(TOKEN, tokenData(t));
        vm.warp(START + 48 hours);
        vm.recordLogs();
        vault.applyAction(TOKEN, tokenData(t));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs[0].topics[0], ISpokeVault.TokenSet.selector, "event");
        eq(keccak256(abi.encodePacked(logs[0].topics[2], logs[0].data)), keccak256(tokenData(t)), "words");
        eq(keccak256(abi.encode(vault.tokenConfig(address(weth)))), keccak256(tokenData(t)), "view");
    }

    function test_decimals_never_change_once_set() public {
        ShiftingToken shifting = new ShiftingToken();
        Config memory c = config();
        c.tokens[0] = tokenConfig(address(shifting), 6);
        vault = deploy(c);
        TokenConfig memory t = c.tokens[0];
        t.hubDecimals = 7;
        refused(TOKEN, tokenData(t));
        shifting.setDecimals(7);
        t = c.tokens[0];
        t.decimals = 7;
        refused(TOKEN, tokenData(t));
    }

    function test_bad_token_rules_are_refused_by_actions_too() public {
        TokenConfig memory t = usdcConfig();
        t.token = address(vault);
        refused(TOKEN, tokenData(t));
        t = usdcConfig();
        t.weight = 0;
        refused(TOKEN, tokenData(t));
    }

    // ------------------------------------------------------------------------------------------------------ aggregate

    function test_the_aggregate_tightens_at_once_and_loosens_later() public {
        atOnce(AGGREGATE, abi.encode(uint64(5_000_000e6), uint64(1_000e6)));
        atOnce(AGGREGATE, abi.encode(uint64(4_000_000e6), uint64(1_000e6)));
        atOnce(AGGREGATE, abi.encode(uint64(5_000_000e6), uint64(1)));
        later(AGGREGATE, abi.encode(uint64(5_000_000e6 + 1), uint64(1_000e6)), 48 hours);
        later(AGGREGATE, abi.encode(uint64(4_000_000e6), uint64(1_000e6 + 1)), 48 hours);
        refused(AGGREGATE, abi.encode(uint64(1), uint64(2)));
        refused(AGGREGATE, abi.encode(uint64(0), uint64(0)));
        act(AGGREGATE, abi.encode(uint64(7), uint64(3)));
        eq(vault.settings().aggregateCap, 7, "cap");
        eq(vault.settings().aggregateRate, 3, "rate");
    }

    function test_a_change_of_limits_first_leaks_at_the_old_rate() public {
        depositUsdc(1_000_000 * USDC);
        submit(item(1, bob, 100_000 * USDC));
        vm.warp(START + 100); // 10,000 of the token leaked, 100,000 of the aggregate
        TokenConfig memory t = usdcConfig();
        t.rate = 1;
        t.cap = uint128(100_000 * USDC);
        act(TOKEN, tokenData(t));
        (uint128 available,,) = vault.capacity(address(usdc));
        eq(available, 10_000 * USDC, "old rate until now");
        vm.warp(START + 110);
        (available,,) = vault.capacity(address(usdc));
        eq(available, 10_000 * USDC + 10, "new rate from here");
    }

    // --------------------------------------------------------------------------------------------------------- locker

    function test_lockers_are_added_at_once_and_removed_later() public {
        atOnce(LOCKER, lockerData(alice, true, 2));
        atOnce(LOCKER, lockerData(lockers[0], true, 2));
        later(LOCKER, lockerData(lockers[0], true, 3), 48 hours);
        later(LOCKER, lockerData(lockers[0], false, 2), 48 hours);
        act(LOCKER, lockerData(lockers[0], true, 3));
        vm.warp(START + 48 hours);
        vm.recordLogs();
        vault.applyAction(LOCKER, lockerData(lockers[0], true, 3));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs[0].topics[0], ISpokeVault.LockerSet.selector, "event");
        eq(keccak256(logs[0].data), keccak256(abi.encode(true, 3)), "fields");
        eq(vault.lockState().threshold, 3, "threshold");
        eq(vault.lockState().lockers, 3, "count");
    }

    function test_locker_rules_are_checked() public {
        refused(LOCKER, lockerData(address(0), true, 2));
        refused(LOCKER, lockerData(alice, false, 2)); // not known
        refused(LOCKER, lockerData(alice, true, 1));
        refused(LOCKER, lockerData(alice, true, 5)); // above the count
        refused(LOCKER, lockerData(lockers[0], false, 3));
        for (uint160 i; i < 13; ++i) {
            act(LOCKER, lockerData(address(i + 1), true, 2));
        }
        eq(vault.lockState().lockers, 16, "full");
        refused(LOCKER, lockerData(alice, true, 2));
        act(LOCKER, lockerData(address(5), true, 2)); // a known one is no new seat
    }

    // ------------------------------------------------------------------------------------------------------ successor

    function test_a_successor_waits_seven_days_closes_deposits_and_cannot_be_changed() public {
        later(SUCCESSOR, abi.encode(bob), 7 days);
        refused(SUCCESSOR, abi.encode(address(0)));
        refused(SUCCESSOR, abi.encode(address(vault)));
        depositUsdc(10 * USDC);
        act(SUCCESSOR, abi.encode(bob));
        act(SUCCESSOR, abi.encode(alice));
        vm.warp(START + 7 days);
        vm.recordLogs();
        vault.applyAction(SUCCESSOR, abi.encode(bob));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs[0].topics[0], ISpokeVault.SuccessorSet.selector, "event");
        eq(uint256(logs[0].topics[2]), uint160(bob), "address");
        eq(logs[0].data.length, 0, "no data");
        eq(vault.settings().successor, bob, "view");
        expectError(ISpokeVault.BadConfig.selector);
        vault.applyAction(SUCCESSOR, abi.encode(alice));
        refused(SUCCESSOR, abi.encode(alice));
        expectError(ISpokeVault.Migrating.selector);
        vm.prank(alice);
        vault.deposit(address(usdc), HUB_ACCOUNT, uint128(USDC));
        submit(item(1, bob, 10 * USDC));
        isStatus(1, Status.PAID, "withdrawals go on: the only way out");
    }
}

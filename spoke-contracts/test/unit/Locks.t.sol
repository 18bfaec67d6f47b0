// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {LockState} from "../../src/VaultTypes.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

contract LocksTest is VaultFixture {
    function vote(uint256 locker, uint8 scope) private {
        vm.prank(lockers[locker]);
        vault.lock(scope);
    }

    /// finalizeRotation looks at the outflow lock before it looks for a pending set.
    function outflowIsStopped(bool stopped) private {
        expectError(stopped ? ISpokeVault.OutflowLocked.selector : ISpokeVault.NoPendingRotation.selector);
        vault.finalizeRotation();
    }

    function test_lock_errors_come_in_the_order_of_the_abi() public {
        expectError(ISpokeVault.NotLocker.selector);
        vm.prank(alice);
        vault.lock(0);
        expectError(ISpokeVault.BadScope.selector);
        vote(0, 0);
        expectError(ISpokeVault.BadScope.selector);
        vote(0, 4);
        vote(0, 1);
        expectError(ISpokeVault.AlreadyVoted.selector);
        vote(0, 1);
        vote(0, 3); // its inflow vote is new
        expectError(ISpokeVault.AlreadyVoted.selector);
        vote(0, 2);
        expectError(ISpokeVault.AlreadyVoted.selector);
        vote(0, 3);
    }

    function test_one_outflow_vote_stops_outflow_for_six_hours() public {
        vm.recordLogs();
        vote(0, 1);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs[0].topics[0], ISpokeVault.Locked.selector, "event");
        eq(uint256(logs[0].topics[2]), uint160(lockers[0]), "locker");
        eq(keccak256(logs[0].data), keccak256(abi.encode(1, START + 6 hours, 0)), "fields");
        LockState memory l = vault.lockState();
        eq(l.softUntil, START + 6 hours, "soft");
        eq(l.hardScope, 0, "not hard");
        eq(l.voteStart, START, "round");
        eq(l.votesOut, 1, "out");
        eq(l.votesIn, 0, "in");
        vm.warp(START + 6 hours - 1);
        outflowIsStopped(true);
        depositUsdc(USDC); // inflow goes on
        vm.warp(START + 6 hours);
        outflowIsStopped(false);
    }

    function test_there_is_one_soft_lock_a_day_over_all_lockers() public {
        vote(0, 1);
        vm.warp(START + 24 hours - 1);
        vote(1, 1); // second vote of the round: threshold, but no new soft lock
        eq(vault.lockState().softUntil, START + 6 hours, "no second soft lock");
        eq(vault.lockState().hardScope, 1, "hard by threshold");
        unlockWith(update(FIRST_EPOCH + 1, hot, cold));
        vm.warp(START + 48 hours);
        vote(2, 1);
        eq(vault.lockState().softUntil, START + 54 hours, "eighteen hours after the last one ended");
    }

    function test_an_unlock_ends_the_soft_lock_and_the_pause_counts_from_there() public {
        vote(0, 1);
        vm.warp(START + 1 hours);
        unlockWith(update(FIRST_EPOCH + 1, hot, cold));
        outflowIsStopped(false);
        vm.warp(START + 19 hours - 1);
        vote(0, 1);
        outflowIsStopped(false);
        vm.warp(START + 19 hours + 1 days);
        vote(0, 1);
        outflowIsStopped(true);
    }

    function test_a_threshold_of_votes_in_one_round_locks_until_the_cold_set_unlocks() public {
        vote(0, 3);
        vm.recordLogs();
        vote(1, 2);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(keccak256(logs[0].data), keccak256(abi.encode(2, START + 6 hours, 2)), "inflow is locked");
        expectError(ISpokeVault.InflowLocked.selector);
        vm.prank(alice);
        vault.deposit(address(usdc), HUB_ACCOUNT, uint128(USDC));
        vote(2, 1);
        eq(vault.lockState().hardScope, 3, "both");
        eq(vault.lockState().votesOut, 5, "seats 1 and 3");
        eq(vault.lockState().votesIn, 3, "seats 1 and 2");
        vm.warp(START + 300 days);
        outflowIsStopped(true);
    }

    function test_votes_do_not_add_up_over_two_rounds() public {
        vote(0, 3);
        vm.warp(START + 24 hours);
        vote(1, 3);
        LockState memory l = vault.lockState();
        eq(l.hardScope, 0, "a new round");
        eq(l.voteStart, START + 24 hours, "from its first vote");
        eq(l.votesOut, 2, "only the second locker");
        vm.warp(START + 48 hours - 1);
        vote(0, 3);
        eq(vault.lockState().hardScope, 3, "same round");
    }

    function test_a_removed_locker_takes_its_votes_along_and_its_seat_is_used_again() public {
        act(3, lockerData(lockers[1], false, 2));
        vm.warp(START + 47 hours);
        vote(1, 3);
        vm.warp(START + 54 hours); // the soft lock is over, the round is not
        vault.applyAction(3, lockerData(lockers[1], false, 2));
        eq(vault.lockState().votesOut, 0, "its outflow vote");
        eq(vault.lockState().votesIn, 0, "its inflow vote");
        eq(vault.lockState().lockers, 2, "count");
        yes(!vault.isLocker(lockers[1]), "removed");
        expectError(ISpokeVault.NotLocker.selector);
        vote(1, 1);
        vote(0, 3);
        eq(vault.lockState().voteStart, START + 47 hours, "same round");
        eq(vault.lockState().hardScope, 0, "one vote is left");
        act(3, lockerData(alice, true, 2)); // adding is tightening
        yes(vault.isLocker(alice), "added");
        vm.prank(alice);
        vault.lock(2);
        eq(vault.lockState().votesIn, 3, "the free seat is the second");
        eq(vault.lockState().hardScope, 2, "two votes");
    }

    function test_locking_does_not_depend_on_the_chain_id() public {
        vm.chainId(HOME_CHAIN + 1);
        vote(0, 1);
        eq(vault.lockState().votesOut, 1, "counted");
    }
}

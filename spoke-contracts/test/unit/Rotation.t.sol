// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {
    BatchHeader,
    ColdAuth,
    Item,
    LockState,
    Quorum,
    SetInfo,
    SetUpdate,
    SetWord,
    Status
} from "../../src/VaultTypes.sol";
import {Validators} from "../support/Validators.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

/// requestRotation, finalizeRotation, emergencyUnlock.
contract RotationTest is VaultFixture {
    Validators private nextHot;
    Validators private nextCold;
    uint64 private constant NEXT = FIRST_EPOCH + 1;

    function setUp() public override {
        super.setUp();
        nextHot = makeSet(11, 7, 500);
        nextCold = makeSet(12, 5, 700);
        depositUsdc(1_000_000 * USDC);
    }

    function next() private view returns (SetUpdate memory) {
        return update(NEXT, nextHot, nextCold);
    }

    function request(SetUpdate memory u) private {
        vault.requestRotation(u, sign(hot, typed(rotationHash(u))));
    }

    function pass() private {
        vm.warp(block.timestamp + 300);
        vm.roll(block.number + 25);
    }

    function lockOutflow() private {
        vm.prank(lockers[0]);
        vault.lock(1);
    }

    function test_a_rotation_is_announced_waits_and_installs_the_next_set() public {
        SetUpdate memory u = next();
        vm.recordLogs();
        request(u);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs[0].topics[0], ISpokeVault.RotationRequested.selector, "event");
        eq(uint256(logs[0].topics[2]), NEXT, "epoch");
        bytes32 hotHash = hotHashOf(NEXT, nextHot.words);
        bytes32 coldHash = coldHashOf(NEXT, nextCold.words);
        eq(
            keccak256(logs[0].data),
            keccak256(abi.encode(hotHash, coldHash, u.totalPower, u.hubHeight, u.createdAt, START + 300)),
            "fields"
        );
        SetInfo memory p = vault.pendingSet();
        eq(p.epoch, NEXT, "pending epoch");
        eq(p.hotHash, hotHash, "pending hot");
        eq(p.coldHash, coldHash, "pending cold");
        eq(p.createdAt, START, "pending createdAt");
        eq(p.hubHeight, u.hubHeight, "pending hub height");
        eq(p.readyAt, START + 300, "pending readyAt");
        eq(p.readyBlock, 1_025, "pending readyBlock");
        eq(vault.epoch(), FIRST_EPOCH, "not yet");
        pass();
        vm.recordLogs();
        vault.finalizeRotation();
        logs = vm.getRecordedLogs();
        eq(logs[0].topics[0], ISpokeVault.RotationFinalized.selector, "event");
        eq(keccak256(logs[0].data), keccak256(abi.encode(hotHash, coldHash, START)), "fields");
        eq(vault.epoch(), NEXT, "epoch");
        eq(vault.currentSet().hotHash, hotHash, "hot");
        eq(vault.pendingSet().epoch, 0, "nothing pending");
        hot = nextHot;
        submit(item(1, bob, USDC));
        isStatus(1, Status.PAID, "the new set pays");
    }

    function test_request_errors_come_in_the_order_of_the_abi() public {
        Quorum memory none;
        SetUpdate memory u = update(3, makeSet(5, 3, 1), makeSet(6, 3, 1));
        lockOutflow();
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.WrongChain.selector);
        vault.requestRotation(u, none);
        vm.chainId(HOME_CHAIN);
        expectError(ISpokeVault.OutflowLocked.selector);
        vault.requestRotation(u, none);
        vm.warp(START + 6 hours);
        expectError(abi.encodeWithSelector(ISpokeVault.WrongEpoch.selector, NEXT, 3));
        vault.requestRotation(u, none);
        u.epoch = FIRST_EPOCH;
        expectError(abi.encodeWithSelector(ISpokeVault.WrongEpoch.selector, NEXT, FIRST_EPOCH));
        vault.requestRotation(u, none);
        u.epoch = NEXT;
        u.createdAt = 0;
        expectError(ISpokeVault.SetSize.selector);
        vault.requestRotation(u, none);
        u.hot = nextHot.words;
        expectError(ISpokeVault.TotalPowerMismatch.selector);
        vault.requestRotation(u, none);
        u.totalPower = 3_500;
        expectError(ISpokeVault.SetSize.selector);
        vault.requestRotation(u, none);
        u.cold = nextCold.words;
        uint256 before = vm.snapshotState();
        expectError(ISpokeVault.BadCreatedAt.selector);
        vault.requestRotation(u, none);
        vm.revertToState(before);
        u.createdAt = uint64(block.timestamp);
        u.hubHeight = 50;
        request(u);
        vm.warp(START + 14 days + 1);
        u.createdAt = uint64(block.timestamp);
        expectError(ISpokeVault.StaleUpdate.selector);
        vault.requestRotation(u, none);
        u.hubHeight = 51;
        expectError(ISpokeVault.SetTooOld.selector);
        vault.requestRotation(u, none);
        vm.warp(START + 14 days);
        u.createdAt = uint64(block.timestamp);
        expectError(ISpokeVault.SetSize.selector);
        vault.requestRotation(u, none);
        Quorum memory byCold = sign(cold, typed(rotationHash(u)));
        expectError(ISpokeVault.SetMismatch.selector);
        vault.requestRotation(u, byCold);
        request(u);
        eq(vault.pendingSet().hubHeight, 51, "the newer one is pending");
    }

    function test_finalize_errors_come_in_the_order_of_the_abi() public {
        lockOutflow();
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.WrongChain.selector);
        vault.finalizeRotation();
        vm.chainId(HOME_CHAIN);
        expectError(ISpokeVault.OutflowLocked.selector);
        vault.finalizeRotation();
        vm.warp(START + 6 hours);
        expectError(ISpokeVault.NoPendingRotation.selector);
        vault.finalizeRotation();
        SetUpdate memory u = next();
        request(u);
        uint256 readyAt = block.timestamp + 300;
        expectError(abi.encodeWithSelector(ISpokeVault.NotReady.selector, 0, readyAt));
        vault.finalizeRotation();
        vm.warp(readyAt - 1);
        expectError(abi.encodeWithSelector(ISpokeVault.NotReady.selector, 0, readyAt));
        vault.finalizeRotation();
        vm.warp(START + 6 hours + 14 days + 1);
        vm.roll(1_024);
        expectError(abi.encodeWithSelector(ISpokeVault.NotReadyBlock.selector, 1_025));
        vault.finalizeRotation();
        vm.roll(1_025);
        expectError(ISpokeVault.SetTooOld.selector);
        vault.finalizeRotation();
        vm.warp(START + 6 hours + 14 days);
        vault.finalizeRotation();
        expectError(ISpokeVault.NoPendingRotation.selector);
        vault.finalizeRotation();
    }

    function test_a_replayed_request_cannot_restart_the_clock_and_a_newer_one_replaces_it() public {
        SetUpdate memory u = next();
        Quorum memory quorum = sign(hot, typed(rotationHash(u)));
        vault.requestRotation(u, quorum);
        vm.warp(START + 200);
        expectError(ISpokeVault.StaleUpdate.selector);
        vault.requestRotation(u, quorum);
        eq(vault.pendingSet().readyAt, START + 300, "clock untouched");
        u = update(NEXT, nextHot, makeSet(13, 5, 700));
        u.hubHeight += 1;
        request(u);
        eq(vault.pendingSet().readyAt, START + 500, "its own clock");
        eq(vault.pendingSet().coldHash, coldHashOf(NEXT, u.cold), "its own set");
    }

    function test_createdAt_is_bounded_by_now_by_age_and_by_the_current_set() public {
        SetUpdate memory u = next();
        u.createdAt = uint64(START + 15 minutes + 1);
        Quorum memory none;
        expectError(ISpokeVault.BadCreatedAt.selector);
        vault.requestRotation(u, none);
        u.createdAt = uint64(START - 1);
        expectError(ISpokeVault.BadCreatedAt.selector);
        vault.requestRotation(u, none);
        u.createdAt = uint64(START + 15 minutes);
        vm.recordLogs();
        request(u);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (,,,, uint64 createdAt,) = abi.decode(logs[0].data, (bytes32, bytes32, uint96, uint64, uint64, uint64));
        eq(createdAt, START + 15 minutes, "the event has what was signed");
        eq(vault.pendingSet().createdAt, START, "the vault stores no future");
    }

    function test_a_withheld_rotation_does_not_come_back_fresh() public {
        SetUpdate memory u = next();
        request(u);
        pass();
        vm.warp(START + 13 days);
        vault.finalizeRotation();
        eq(vault.currentSet().createdAt, START, "age counts from the hub");
        hot = nextHot;
        vm.warp(START + 14 days + 1);
        BatchHeader memory h = header();
        Item[] memory items = one(item(1, bob, USDC));
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        expectError(ISpokeVault.SetTooOld.selector);
        vault.submitWithdrawals(h, items, quorum);
    }

    // ------------------------------------------------------------------------------------------------ emergencyUnlock

    function test_an_unlock_installs_at_once_and_clears_locks_votes_stages_and_pending() public {
        SetUpdate memory u = next();
        request(u);
        act(4, abi.encode(bob));
        bytes32 staged = actionHashOf(4, abi.encode(bob));
        yes(vault.stagedAt(staged) != 0, "staged");
        for (uint256 i; i < 2; ++i) {
            vm.prank(lockers[i]);
            vault.lock(3);
        }
        u = update(NEXT, makeSet(21, 4, 1), makeSet(22, 4, 1));
        vm.warp(START + 100);
        vm.recordLogs();
        unlockWith(u);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 2, "two events");
        eq(logs[0].topics[0], ISpokeVault.RotationFinalized.selector, "first");
        eq(logs[1].topics[0], ISpokeVault.Unlocked.selector, "second");
        eq(uint256(logs[1].topics[2]), NEXT, "epoch");
        eq(logs[1].data.length, 0, "no data");
        eq(vault.epoch(), NEXT, "epoch");
        eq(vault.currentSet().hotHash, hotHashOf(NEXT, u.hot), "set");
        eq(vault.pendingSet().epoch, 0, "pending dropped");
        eq(vault.stagedAt(staged), 0, "stage dropped");
        LockState memory l = vault.lockState();
        eq(uint256(l.hardScope) + l.voteStart + l.votesOut + l.votesIn, 0, "locks and votes cleared");
        yes(l.softUntil <= block.timestamp, "soft lock over");
        expectError(ISpokeVault.NoPendingRotation.selector);
        vault.finalizeRotation();
    }

    function test_unlock_errors_come_in_the_order_of_the_abi() public {
        SetUpdate memory u = update(3, makeSet(5, 3, 1), makeSet(6, 3, 1));
        ColdAuth memory a;
        a.nonce = 9;
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.NotLocked.selector);
        vault.emergencyUnlock(u, a);
        lockOutflow();
        expectError(abi.encodeWithSelector(ISpokeVault.WrongEpoch.selector, NEXT, 3));
        vault.emergencyUnlock(u, a);
        u.epoch = NEXT;
        u.createdAt = 0;
        expectError(ISpokeVault.SetSize.selector);
        vault.emergencyUnlock(u, a);
        u.hot = nextHot.words;
        u.cold = nextCold.words;
        u.totalPower = 3_500;
        expectError(ISpokeVault.BadCreatedAt.selector);
        vault.emergencyUnlock(u, a);
        u.createdAt = uint64(START);
        expectError(ISpokeVault.WrongChain.selector);
        vault.emergencyUnlock(u, a);
        vm.chainId(HOME_CHAIN);
        expectError(abi.encodeWithSelector(ISpokeVault.BadNonce.selector, 0));
        vault.emergencyUnlock(u, a);
        a.nonce = 0;
        a.deadline = uint64(START - 1);
        expectError(ISpokeVault.ActionExpired.selector);
        vault.emergencyUnlock(u, a);
        a.deadline = uint64(START);
        expectError(ISpokeVault.SetSize.selector);
        vault.emergencyUnlock(u, a);
        a.quorum = sign(hot, typed(unlockHash(0, a.deadline, u)));
        expectError(ISpokeVault.SetMismatch.selector);
        vault.emergencyUnlock(u, a);
        a.quorum = sign(cold, typed(unlockHash(0, a.deadline, u)));
        vault.emergencyUnlock(u, a);
        eq(vault.epoch(), NEXT, "unlocked");
        eq(vault.coldNonce(), 1, "nonce");
    }

    function test_an_inflow_lock_alone_can_be_unlocked() public {
        for (uint256 i; i < 2; ++i) {
            vm.prank(lockers[i]);
            vault.lock(2);
        }
        unlockWith(next());
        depositUsdc(USDC);
    }

    function test_a_set_that_is_too_old_can_be_replaced_without_any_lock() public {
        vm.warp(START + 14 days);
        SetUpdate memory u = update(NEXT, nextHot, nextCold);
        ColdAuth memory a = auth(unlockHash(0, coldDeadline(), u));
        expectError(ISpokeVault.NotLocked.selector);
        vault.emergencyUnlock(u, a);
        vm.warp(START + 14 days + 1);
        vault.emergencyUnlock(u, a);
        eq(vault.epoch(), NEXT, "not bricked");
        hot = nextHot;
        submit(item(1, bob, USDC));
        isStatus(1, Status.PAID, "in use again");
    }

    function test_the_new_cold_set_signs_the_next_cold_action() public {
        lockOutflow();
        unlockWith(next());
        ColdAuth memory old = actionAuth(2, abi.encode(uint64(1), uint64(1)));
        expectError(ISpokeVault.SetMismatch.selector);
        vault.submitAction(2, abi.encode(uint64(1), uint64(1)), old);
        cold = nextCold;
        act(2, abi.encode(uint64(1), uint64(1)));
        eq(vault.settings().aggregateCap, 1, "applied");
    }
}

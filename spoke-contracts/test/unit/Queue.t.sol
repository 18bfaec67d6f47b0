// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {BatchHeader, Item, QueuedItem, Quorum, Status, TokenConfig} from "../../src/VaultTypes.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

/// finalize, expireQueued, expireSigned.
contract QueueTest is VaultFixture {
    uint256 private constant BIG = 100_001e6;
    QueuedItem[] private list;

    function setUp() public override {
        super.setUp();
        depositUsdc(10_000_000 * USDC);
        Item[] memory items = batchOf(1, 3, BIG);
        submit(items);
        for (uint256 i; i < 3; ++i) {
            list.push(queued(items[i], START + 300));
        }
    }

    function ready() private {
        vm.warp(START + 300);
        vm.roll(1_025);
    }

    function test_finalize_pays_what_is_selected() public {
        ready();
        vm.recordLogs();
        vm.prank(relayer);
        vault.finalize(list, 5);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory log = logs[logs.length - 1];
        eq(log.topics[0], ISpokeVault.WithdrawalExecuted.selector, "event");
        eq(uint256(log.topics[2]), 3, "id");
        eq(keccak256(log.data), keccak256(abi.encode(usdc, payee(3), BIG, list[2].hubRef, relayer)), "fields");
        isStatus(1, Status.PAID, "1");
        isStatus(2, Status.QUEUED, "2");
        isStatus(3, Status.PAID, "3");
        eq(usdc.balanceOf(payee(1)), BIG, "payee 1");
        eq(escrowOf(address(usdc)), 10_000_000 * USDC - 2 * BIG, "escrow");
        vault.finalize(list, 7);
        isStatus(2, Status.PAID, "the rest later");
        eq(usdc.balanceOf(payee(1)), BIG, "not twice");
    }

    function test_finalize_errors_come_in_the_order_of_the_abi() public {
        QueuedItem[] memory none = new QueuedItem[](0);
        QueuedItem[] memory other = list;
        other[1].amount += 1;
        vm.prank(lockers[0]);
        vault.lock(1);
        expectError(ISpokeVault.OutflowLocked.selector);
        vault.finalize(none, 0);
        unlockWith(update(FIRST_EPOCH + 1, hot, cold));
        expectError(ISpokeVault.BatchSize.selector);
        vault.finalize(none, 0);
        expectError(ISpokeVault.BatchSize.selector);
        vault.finalize(new QueuedItem[](101), 0);
        expectError(ISpokeVault.BadSelection.selector);
        vault.finalize(other, 0);
        expectError(ISpokeVault.BadSelection.selector);
        vault.finalize(other, 8);
        expectError(ISpokeVault.UnknownQueue.selector);
        vault.finalize(other, 1);
        expectError(abi.encodeWithSelector(ISpokeVault.NotReadyBlock.selector, 1_025));
        vault.finalize(list, 1);
        vm.roll(1_025);
        expectError(abi.encodeWithSelector(ISpokeVault.NotReady.selector, 1, START + 300));
        vault.finalize(list, 1);
        vm.warp(START + 300);
        vault.finalize(list, 1);
    }

    function test_a_part_or_another_order_of_the_list_is_unknown() public {
        ready();
        QueuedItem[] memory part = new QueuedItem[](1);
        part[0] = list[0];
        expectError(ISpokeVault.UnknownQueue.selector);
        vault.finalize(part, 1);
        QueuedItem[] memory swapped = list;
        (swapped[0], swapped[1]) = (swapped[1], swapped[0]);
        expectError(ISpokeVault.UnknownQueue.selector);
        vault.finalize(swapped, 1);
    }

    function test_blocks_and_seconds_must_both_have_passed() public {
        vm.roll(1_024);
        vm.warp(START + 1 days);
        expectError(abi.encodeWithSelector(ISpokeVault.NotReadyBlock.selector, 1_025));
        vault.finalize(list, 1);
        vm.roll(1_025);
        vm.warp(START + 299);
        expectError(abi.encodeWithSelector(ISpokeVault.NotReady.selector, 2, START + 300));
        vault.finalize(list, 2);
        vm.warp(START + 300);
        vault.finalize(list, 2);
    }

    function test_nothing_is_finalised_for_rotationDelay_after_an_unlock() public {
        ready();
        vm.prank(lockers[0]);
        vault.lock(1);
        unlockWith(update(FIRST_EPOCH + 1, hot, cold));
        vm.warp(START + 599);
        expectError(abi.encodeWithSelector(ISpokeVault.NotReady.selector, 1, START + 600));
        vault.finalize(list, 1);
        vm.warp(START + 600);
        vault.finalize(list, 1);
        isStatus(1, Status.PAID, "paid");
    }

    function test_paused_and_short_entries_are_passed_over_and_stay_queued() public {
        ready();
        uint256 before = vm.snapshotState();
        TokenConfig memory t = usdcConfig();
        t.flags = 7;
        act(1, abi.encode(t));
        vault.finalize(list, 7);
        isStatus(1, Status.QUEUED, "paused");
        vm.revertToState(before);
        // other withdrawals empty the escrow to less than one entry
        uint256 id = 100;
        while (escrowOf(address(usdc)) >= BIG) {
            submit(item(id++, bob, 90_000 * USDC));
            vm.warp(block.timestamp + 1_000);
        }
        vault.finalize(list, 7);
        isStatus(1, Status.QUEUED, "short");
        depositUsdc(2 * BIG);
        vault.finalize(list, 7);
        isStatus(1, Status.PAID, "1");
        isStatus(2, Status.PAID, "2");
        isStatus(3, Status.QUEUED, "short again");
    }

    function test_cancelled_entries_are_passed_over() public {
        cancel(2);
        ready();
        vault.finalize(list, 7);
        isStatus(2, Status.CANCELLED, "cancelled");
        eq(usdc.balanceOf(payee(2)), 0, "not paid");
        eq(usdc.balanceOf(payee(3)), BIG, "the others are");
    }

    function test_finalize_does_not_depend_on_the_chain_id() public {
        ready();
        vm.chainId(HOME_CHAIN + 1);
        vault.finalize(list, 7);
        isStatus(3, Status.PAID, "paid");
    }

    // --------------------------------------------------------------------------------------------------- expireQueued

    function test_queued_entries_expire_seven_days_after_readyAt() public {
        vm.warp(START + 300 + 7 days);
        expectError(abi.encodeWithSelector(ISpokeVault.NotExpired.selector, 1, START + 300 + 7 days));
        vault.expireQueued(list, 3);
        vm.warp(START + 301 + 7 days);
        vm.prank(lockers[0]);
        vault.lock(1); // works while locked
        vm.recordLogs();
        vault.expireQueued(list, 3);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 2, "two events");
        eq(logs[1].topics[0], ISpokeVault.WithdrawalExpired.selector, "event");
        eq(uint256(logs[1].topics[2]), 2, "id");
        eq(logs[1].data.length, 0, "no data");
        isStatus(1, Status.EXPIRED, "1");
        isStatus(3, Status.QUEUED, "3");
        vault.expireQueued(list, 3); // passed over: nothing left of those two
        vm.warp(START + 30 days);
        vm.roll(2_000);
        vault.finalize(list, 7);
        eq(usdc.balanceOf(payee(1)), 0, "expired is final");
        eq(usdc.balanceOf(payee(3)), BIG, "the other can still be paid");
        eq(escrowOf(address(usdc)), 10_000_000 * USDC - BIG, "escrow");
    }

    function test_expireQueued_errors_come_in_the_order_of_the_abi() public {
        expectError(ISpokeVault.BatchSize.selector);
        vault.expireQueued(new QueuedItem[](0), 0);
        QueuedItem[] memory other = list;
        other[0].readyAt -= 1;
        expectError(ISpokeVault.BadSelection.selector);
        vault.expireQueued(other, 0);
        expectError(ISpokeVault.UnknownQueue.selector);
        vault.expireQueued(other, 1);
        expectError(abi.encodeWithSelector(ISpokeVault.NotExpired.selector, 1, START + 300 + 7 days));
        vault.expireQueued(list, 1);
    }

    // --------------------------------------------------------------------------------------------------- expireSigned

    function test_a_signed_batch_that_never_came_expires_after_its_deadline() public {
        BatchHeader memory h = header();
        Item[] memory items = batchOf(50, 3, USDC);
        items[2] = item(0, bob, USDC);
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        vm.warp(h.deadline);
        expectError(ISpokeVault.BatchNotExpired.selector);
        vault.expireSigned(h, items, 7, quorum);
        vm.warp(h.deadline + 1);
        vm.prank(lockers[0]);
        vault.lock(3); // works while locked
        vault.expireSigned(h, items, 6, quorum);
        isStatus(50, Status.NONE, "not selected");
        isStatus(51, Status.EXPIRED, "selected");
        isStatus(0, Status.NONE, "never an id");
        uint64 nonce = vault.eventNonce();
        vault.expireSigned(h, items, 2, quorum);
        eq(vault.eventNonce(), nonce, "passed over the second time");
    }

    function test_ids_that_were_taken_do_not_expire_with_their_batch() public {
        BatchHeader memory h = header();
        Item[] memory items = batchOf(50, 2, USDC);
        items[1].amount = uint128(BIG);
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        vault.submitWithdrawals(h, items, quorum);
        vm.warp(h.deadline + 1);
        vault.expireSigned(h, items, 3, quorum);
        isStatus(50, Status.PAID, "paid");
        isStatus(51, Status.QUEUED, "queued");
    }

    function test_expireSigned_errors_come_in_the_order_of_the_abi() public {
        BatchHeader memory h = BatchHeader(3, 1, uint64(START), uint64(START));
        Item[] memory none = new Item[](0);
        Quorum memory quorum;
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.WrongChain.selector);
        vault.expireSigned(h, none, 0, quorum);
        vm.chainId(HOME_CHAIN);
        expectError(ISpokeVault.BatchNotExpired.selector);
        vault.expireSigned(h, none, 0, quorum);
        vm.warp(START + 14 days + 1);
        expectError(abi.encodeWithSelector(ISpokeVault.WrongEpoch.selector, FIRST_EPOCH, 3));
        vault.expireSigned(h, none, 0, quorum);
        h.epoch = FIRST_EPOCH;
        expectError(ISpokeVault.BadWindow.selector);
        vault.expireSigned(h, none, 0, quorum);
        h.deadline = uint64(START + 1);
        expectError(ISpokeVault.BatchSize.selector);
        vault.expireSigned(h, none, 0, quorum);
        Item[] memory items = one(item(9, bob, USDC));
        expectError(ISpokeVault.SetTooOld.selector);
        vault.expireSigned(h, items, 0, quorum);
        vm.warp(START + 14 days);
        expectError(ISpokeVault.SetSize.selector);
        vault.expireSigned(h, items, 0, quorum);
        quorum = sign(hot, batchDigest(h, items));
        expectError(ISpokeVault.BadSelection.selector);
        vault.expireSigned(h, items, 0, quorum);
        expectError(ISpokeVault.BadSelection.selector);
        vault.expireSigned(h, items, 2, quorum);
        vault.expireSigned(h, items, 1, quorum);
        isStatus(9, Status.EXPIRED, "expired");
    }
}

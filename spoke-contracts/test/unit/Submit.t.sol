// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {
    BatchHeader,
    Config,
    Item,
    Quorum,
    QueuedItem,
    Status,
    TokenConfig,
    WithdrawalId
} from "../../src/VaultTypes.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

contract SubmitTest is VaultFixture {
    function setUp() public override {
        super.setUp();
        depositUsdc(10_000_000 * USDC);
    }

    function submitSigned(BatchHeader memory h, Item[] memory items) private {
        vault.submitWithdrawals(h, items, sign(hot, batchDigest(h, items)));
    }

    function skipped(Item memory it, uint8 reason) private {
        bytes32 rolling = vault.rollingHash();
        uint64 nonce = vault.eventNonce();
        (uint128 available,, uint64 aggregate) = vault.capacity(address(usdc));
        vm.recordLogs();
        submit(it);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 1, "one log");
        eq(logs[0].topics.length, 2, "two topics");
        eq(logs[0].topics[0], ISpokeVault.ItemSkipped.selector, "skipped");
        eq(uint256(logs[0].topics[1]), WithdrawalId.unwrap(it.id), "id");
        eq(uint256(bytes32(logs[0].data)), reason, "reason");
        eq(vault.rollingHash(), rolling, "outside the stream");
        eq(vault.eventNonce(), nonce, "no nonce");
        (uint128 availableAfter,, uint64 aggregateAfter) = vault.capacity(address(usdc));
        eq(availableAfter, available, "bucket untouched");
        eq(aggregateAfter, aggregate, "aggregate untouched");
    }

    function test_a_small_withdrawal_is_paid_at_once() public {
        vm.recordLogs();
        submit(item(1, bob, 5 * USDC));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory log = logs[logs.length - 1];
        eq(usdc.balanceOf(bob), 5 * USDC, "paid");
        isStatus(1, Status.PAID, "status");
        eq(escrowOf(address(usdc)), 9_999_995 * USDC, "escrow");
        eq(log.topics[0], ISpokeVault.WithdrawalExecuted.selector, "event");
        eq(uint256(log.topics[1]), vault.eventNonce(), "nonce");
        eq(uint256(log.topics[2]), 1, "id");
        Item memory it = item(1, bob, 5 * USDC);
        eq(keccak256(log.data), keccak256(abi.encode(usdc, bob, it.amount, it.hubRef, relayer)), "fields");
    }

    function test_a_large_withdrawal_waits_and_its_list_is_remembered_by_hash() public {
        Item[] memory items = one(item(1, bob, 100_001 * USDC));
        vm.recordLogs();
        submit(items);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 1, "no transfer");
        eq(logs[0].topics[0], ISpokeVault.WithdrawalQueued.selector, "event");
        eq(
            keccak256(logs[0].data),
            keccak256(abi.encode(usdc, bob, 100_001 * USDC, items[0].hubRef, START + 300)),
            "fields"
        );
        isStatus(1, Status.QUEUED, "status");
        eq(escrowOf(address(usdc)), 10_000_000 * USDC, "escrow still whole");
        eq(vault.queuedAt(listHashOf(queueOf(items, START + 300))), block.number, "list known");
    }

    function test_one_batch_pays_queues_and_skips_side_by_side() public {
        Item[] memory items = batchOf(1, 5, 10 * USDC);
        items[1].amount = uint128(100_001 * USDC);
        items[2].amount = 0;
        items[4].amount = uint128(100_002 * USDC);
        submit(items);
        isStatus(1, Status.PAID, "1");
        isStatus(2, Status.QUEUED, "2");
        isStatus(3, Status.NONE, "3");
        isStatus(4, Status.PAID, "4");
        isStatus(5, Status.QUEUED, "5");
        QueuedItem[] memory list = new QueuedItem[](2);
        list[0] = queued(items[1], START + 300);
        list[1] = queued(items[4], START + 300);
        eq(vault.queuedAt(listHashOf(list)), block.number, "queued entries in order");
    }

    function test_submit_errors_come_in_the_order_of_the_abi() public {
        BatchHeader memory h = BatchHeader(3, 1, uint64(START + 100), uint64(START + 100));
        Item[] memory none = new Item[](0);
        Quorum memory quorum;
        vm.prank(lockers[0]);
        vault.lock(1);
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.WrongChain.selector);
        vault.submitWithdrawals(h, none, quorum);
        vm.chainId(HOME_CHAIN);
        expectError(ISpokeVault.OutflowLocked.selector);
        vault.submitWithdrawals(h, none, quorum);
        vm.warp(START + 6 hours);
        h.notBefore = uint64(block.timestamp + 1);
        expectError(ISpokeVault.BatchNotYetValid.selector);
        vault.submitWithdrawals(h, none, quorum);
        h.notBefore = uint64(block.timestamp);
        expectError(ISpokeVault.BatchExpired.selector);
        vault.submitWithdrawals(h, none, quorum);
        h.deadline = h.notBefore;
        expectError(abi.encodeWithSelector(ISpokeVault.WrongEpoch.selector, FIRST_EPOCH, 3));
        vault.submitWithdrawals(h, none, quorum);
        h.epoch = FIRST_EPOCH;
        expectError(ISpokeVault.BadWindow.selector);
        vault.submitWithdrawals(h, none, quorum);
        h.deadline = h.notBefore + 7 days + 1;
        expectError(ISpokeVault.BadWindow.selector);
        vault.submitWithdrawals(h, none, quorum);
        h.deadline = h.notBefore + 7 days;
        vm.warp(START + 14 days + 1);
        h.notBefore = uint64(block.timestamp);
        h.deadline = h.notBefore + 7 days;
        expectError(ISpokeVault.BatchSize.selector);
        vault.submitWithdrawals(h, none, quorum);
        expectError(ISpokeVault.BatchSize.selector);
        vault.submitWithdrawals(h, new Item[](101), quorum);
        expectError(ISpokeVault.SetTooOld.selector);
        vault.submitWithdrawals(h, one(item(1, bob, USDC)), quorum);
        vm.warp(START + 14 days);
        h.notBefore = uint64(block.timestamp);
        h.deadline = h.notBefore + 7 days;
        expectError(ISpokeVault.SetSize.selector);
        vault.submitWithdrawals(h, one(item(1, bob, USDC)), quorum);
        submitSigned(h, one(item(1, bob, USDC)));
        isStatus(1, Status.PAID, "a set at its last second still pays");
    }

    function test_a_hundred_items_are_the_most() public {
        submit(batchOf(1, 100, USDC));
        isStatus(100, Status.PAID, "last");
        BatchHeader memory h = header();
        Item[] memory items = batchOf(201, 101, USDC);
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        expectError(ISpokeVault.BatchSize.selector);
        vault.submitWithdrawals(h, items, quorum);
    }

    function test_both_edges_of_the_window_are_inside() public {
        BatchHeader memory h = BatchHeader(FIRST_EPOCH, 1, uint64(START), uint64(START + 7 days));
        submitSigned(h, one(item(1, bob, USDC)));
        vm.warp(START + 7 days);
        h.batchNonce = 2;
        submitSigned(h, one(item(2, bob, USDC)));
        isStatus(2, Status.PAID, "last second");
    }

    // -------------------------------------------------------------------------------------------------- skipped items

    function test_ids_that_were_used_are_skipped() public {
        submit(item(1, bob, USDC));
        skipped(item(1, bob, USDC), 1);
        submit(item(2, bob, 100_001 * USDC));
        skipped(item(2, bob, USDC), 1);
        cancel(3);
        skipped(item(3, bob, USDC), 1);
        eq(usdc.balanceOf(bob), USDC, "paid once");
    }

    function test_id_zero_and_reserved_ids_are_skipped_before_their_state_is_looked_at() public {
        skipped(item(0, bob, USDC), 2);
        skipped(item(1 << 63, bob, USDC), 2);
        skipped(item(type(uint64).max, bob, USDC), 2);
        submit(item((1 << 63) - 1, bob, USDC));
        isStatus((1 << 63) - 1, Status.PAID, "the last id of this vault");
    }

    function test_recipients_that_are_zero_the_vault_or_the_token_are_skipped() public {
        skipped(item(1, address(0), USDC), 3);
        skipped(item(1, address(vault), USDC), 3);
        skipped(item(1, address(usdc), USDC), 3);
    }

    function test_amounts_zero_and_above_two_to_96_are_skipped() public {
        skipped(item(1, bob, 0), 4);
        skipped(item(1, bob, uint256(1) << 96), 4);
        skipped(item(1, bob, type(uint128).max), 4);
        skipped(item(1, bob, (uint256(1) << 96) - 1), 6);
    }

    function test_unknown_and_paused_tokens_are_skipped() public {
        skipped(item(1, address(0x70CE4), bob, USDC), 5);
        TokenConfig memory t = usdcConfig();
        t.flags = 7;
        act(1, abi.encode(t));
        skipped(item(1, bob, USDC), 5);
    }

    function test_items_above_the_escrow_are_skipped_and_may_come_again() public {
        Item memory it = item(1, bob, 10_000_001 * USDC);
        BatchHeader memory h = header();
        submitSigned(h, one(it));
        isStatus(1, Status.NONE, "skipped");
        depositUsdc(USDC);
        submitSigned(h, one(it));
        isStatus(1, Status.QUEUED, "the same signed batch");
    }

    function test_the_reasons_are_tested_in_the_order_of_the_abi() public {
        address unknown = address(0x70CE4);
        Item memory it = item(0, unknown, address(0), 0);
        skipped(it, 2);
        cancel(9);
        it.id = WithdrawalId.wrap(9);
        skipped(it, 1);
        it.id = WithdrawalId.wrap(10);
        skipped(it, 3);
        it.to = bob;
        skipped(it, 4);
        it.amount = uint128((uint256(1) << 96) - 1);
        skipped(it, 5);
        it.token = address(usdc);
        skipped(it, 6);
    }

    function test_an_id_that_comes_twice_in_a_batch_is_taken_once() public {
        Item[] memory items = new Item[](2);
        items[0] = item(1, alice, USDC);
        items[1] = item(1, bob, USDC);
        uint256 before = usdc.balanceOf(alice);
        submit(items);
        eq(usdc.balanceOf(alice), before + USDC, "first");
        eq(usdc.balanceOf(bob), 0, "second");
    }

    // -------------------------------------------------------------------------------------------------------- buckets

    function test_items_inside_the_bucket_are_instant_up_to_its_last_unit() public {
        for (uint256 i = 1; i <= 10; ++i) {
            submit(item(i, bob, 100_000 * USDC));
            isStatus(i, Status.PAID, "inside");
        }
        (uint128 available,,) = vault.capacity(address(usdc));
        eq(available, 0, "full");
        submit(item(11, bob, 1));
        isStatus(11, Status.QUEUED, "one unit over");
    }

    function test_what_is_over_the_limit_stacks_as_debt() public {
        Item[] memory items = new Item[](3);
        for (uint256 i; i < 3; ++i) {
            items[i] = item(i + 1, bob, 1_000_000 * USDC);
        }
        vm.recordLogs();
        submit(items);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256[3] memory delays = [uint256(300), 10_000, 20_000];
        for (uint256 i; i < 3; ++i) {
            (,,,, uint64 readyAt) = abi.decode(logs[i].data, (address, address, uint128, bytes32, uint64));
            eq(readyAt, START + delays[i], "readyAt");
        }
    }

    function test_a_delay_is_never_longer_than_maxDelay() public {
        vm.recordLogs();
        submit(item(1, bob, 10_000_000 * USDC));
        uint256 used = 10_000_000;
        submit(item(2, bob, 9_000_000 * USDC));
        used += 9_000_000;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (,,,, uint64 readyAt) = abi.decode(logs[0].data, (address, address, uint128, bytes32, uint64));
        eq(readyAt, START + 90_000, "by debt");
        (,,,, readyAt) = abi.decode(logs[1].data, (address, address, uint128, bytes32, uint64));
        eq(readyAt, START + 172_800, "by maxDelay");
    }

    function test_the_aggregate_bucket_delays_too() public {
        Config memory c = config();
        c.aggregateCap = 100e6;
        c.aggregateRate = 1e6;
        vault = deploy(c);
        vm.startPrank(alice);
        usdc.approve(address(vault), type(uint256).max);
        vault.deposit(address(usdc), HUB_ACCOUNT, uint128(1_000_000 * USDC));
        vm.stopPrank();
        submit(item(1, bob, 100 * USDC));
        isStatus(1, Status.PAID, "just inside");
        vm.recordLogs();
        submit(item(2, bob, 600 * USDC));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (,,,, uint64 readyAt) = abi.decode(logs[0].data, (address, address, uint128, bytes32, uint64));
        eq(readyAt, START + 600, "600 over at 1 a second");
        (,, uint64 aggregate) = vault.capacity(address(usdc));
        eq(aggregate, 0, "nothing left");
        vm.warp(START + 650);
        (,, aggregate) = vault.capacity(address(usdc));
        eq(aggregate, 50e6, "leaked below the cap");
    }

    function test_buckets_leak_with_time() public {
        submit(item(1, bob, 100_000 * USDC));
        vm.warp(START + 500);
        (uint128 available,, uint64 aggregate) = vault.capacity(address(usdc));
        eq(available, 950_000 * USDC, "100 a second");
        eq(aggregate, 5_000_000e6, "1000 a second");
        vm.warp(START + 1_000);
        (available,,) = vault.capacity(address(usdc));
        eq(available, 1_000_000 * USDC, "empty again");
    }

    function test_a_changed_order_of_calldata_words_with_stray_high_bits_is_refused() public {
        BatchHeader memory h = header();
        Item[] memory items = one(item(1, bob, USDC));
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        bytes memory data = abi.encodeCall(vault.submitWithdrawals, (h, items, quorum));
        // items start after selector, header (4 words), two offsets; then the length, then the words
        uint256 tokenWord = 4 + 32 * (4 + 2 + 1 + 1);
        data[tokenWord] = 0x01;
        (bool ok,) = address(vault).call(data);
        yes(!ok, "a dirty address is no address");
        isStatus(1, Status.NONE, "untouched");
    }
}

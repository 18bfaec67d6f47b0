// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {ColdAuth, Config, Item, QueuedItem, Status, TokenConfig, WithdrawalId} from "../../src/VaultTypes.sol";
import {BlacklistToken} from "../hostile/Tokens.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

/// claim, renounce, cancelWithdrawals.
contract ClaimsTest is VaultFixture {
    BlacklistToken private token;
    Item private stuck;

    function setUp() public override {
        super.setUp();
        token = new BlacklistToken();
        Config memory c = config();
        c.tokens[0] = tokenConfig(address(token), 6);
        vault = deploy(c);
        token.mint(alice, 1_000_000 * USDC);
        vm.startPrank(alice);
        token.approve(address(vault), type(uint256).max);
        vault.deposit(address(token), HUB_ACCOUNT, uint128(1_000_000 * USDC));
        vm.stopPrank();
        token.ban(bob, true);
        stuck = item(1, address(token), bob, 10 * USDC);
        submit(stuck);
    }

    function test_a_failed_push_says_so_in_the_stream() public {
        vm.recordLogs();
        submit(item(2, address(token), bob, 7 * USDC));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 1, "one log");
        eq(logs[0].topics[0], ISpokeVault.WithdrawalPushFailed.selector, "event");
        Item memory it = item(2, address(token), bob, 7 * USDC);
        eq(keccak256(logs[0].data), keccak256(abi.encode(token, bob, it.amount, it.hubRef, relayer)), "fields");
    }

    function test_anybody_may_claim_for_the_recipient() public {
        token.ban(bob, false);
        vm.recordLogs();
        vm.prank(relayer);
        vault.claim(stuck);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory log = logs[logs.length - 1];
        eq(log.topics[0], ISpokeVault.WithdrawalClaimed.selector, "event");
        eq(keccak256(log.data), keccak256(abi.encode(token, bob, stuck.amount, stuck.hubRef, relayer)), "fields");
        eq(token.balanceOf(bob), 10 * USDC, "paid");
        isStatus(1, Status.CLAIMED, "status");
        expectError(abi.encodeWithSelector(ISpokeVault.NotClaimable.selector, 1));
        vault.claim(stuck);
    }

    function test_claim_errors_come_in_the_order_of_the_abi() public {
        Item memory wrong = stuck;
        wrong.to = alice;
        wrong.id = WithdrawalId.wrap(5);
        expectError(abi.encodeWithSelector(ISpokeVault.NotClaimable.selector, 5));
        vault.claim(wrong);
        wrong.id = WithdrawalId.wrap(0);
        expectError(abi.encodeWithSelector(ISpokeVault.NotClaimable.selector, 0));
        vault.claim(wrong);
        wrong.id = stuck.id;
        expectError(abi.encodeWithSelector(ISpokeVault.WrongItem.selector, 1));
        vault.claim(wrong);
        uint256 before = vm.snapshotState();
        // everything else leaves
        uint256 id = 100;
        while (escrowOf(address(token)) >= 10 * USDC) {
            uint256 left = escrowOf(address(token));
            submit(item(id++, address(token), alice, left < 100_000 * USDC ? left : 100_000 * USDC - 1));
            vm.warp(block.timestamp + 1_000);
        }
        expectError(ISpokeVault.InsufficientEscrow.selector);
        vault.claim(stuck);
        vm.revertToState(before);
        expectError(ISpokeVault.TransferFailed.selector);
        vault.claim(stuck);
        token.ban(bob, false);
        vault.claim(stuck);
    }

    function test_every_field_of_a_claimed_item_must_be_the_signed_one() public {
        token.ban(bob, false);
        Item memory it = stuck;
        it.token = address(usdc);
        expectError(abi.encodeWithSelector(ISpokeVault.WrongItem.selector, 1));
        vault.claim(it);
        it = item(1, address(token), bob, 10 * USDC);
        it.amount += 1;
        expectError(abi.encodeWithSelector(ISpokeVault.WrongItem.selector, 1));
        vault.claim(it);
        it = item(1, address(token), bob, 10 * USDC);
        it.hubRef = 0;
        expectError(abi.encodeWithSelector(ISpokeVault.WrongItem.selector, 1));
        vault.claim(it);
    }

    function test_locks_pauses_and_another_chain_id_do_not_stop_a_claim() public {
        TokenConfig memory t = tokenConfig(address(token), 6);
        t.flags = 4;
        act(1, abi.encode(t));
        for (uint256 i; i < 3; ++i) {
            vm.prank(lockers[i]);
            vault.lock(3);
        }
        vm.chainId(HOME_CHAIN + 1);
        token.ban(bob, false);
        vault.claim(stuck);
        eq(token.balanceOf(bob), 10 * USDC, "paid");
    }

    // ------------------------------------------------------------------------------------------------------- renounce

    function test_the_recipient_may_renounce_and_the_hub_sees_a_tombstone() public {
        vm.recordLogs();
        vm.prank(bob);
        vault.renounce(stuck);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 1, "one log");
        eq(logs[0].topics[0], ISpokeVault.WithdrawalExpired.selector, "event");
        isStatus(1, Status.EXPIRED, "status");
        token.ban(bob, false);
        expectError(abi.encodeWithSelector(ISpokeVault.NotClaimable.selector, 1));
        vault.claim(stuck);
        eq(escrowOf(address(token)), 1_000_000 * USDC, "escrow");
    }

    function test_renounce_errors_come_in_the_order_of_the_abi() public {
        Item memory wrong = stuck;
        wrong.to = alice;
        wrong.id = WithdrawalId.wrap(2);
        expectError(abi.encodeWithSelector(ISpokeVault.NotClaimable.selector, 2));
        vault.renounce(wrong);
        wrong.id = stuck.id;
        expectError(abi.encodeWithSelector(ISpokeVault.WrongItem.selector, 1));
        vm.prank(alice);
        vault.renounce(wrong);
        expectError(ISpokeVault.NotRecipient.selector);
        vm.prank(alice);
        vault.renounce(stuck);
    }

    // --------------------------------------------------------------------------------------------------------- cancel

    function test_the_cold_set_cancels_unused_queued_and_claimable_ids_and_passes_over_the_rest() public {
        submit(item(2, address(token), alice, 100_001 * USDC));
        submit(item(3, address(token), alice, USDC));
        WithdrawalId[] memory ids = new WithdrawalId[](8);
        uint64[8] memory raw = [uint64(1), 2, 3, 4, 4, 0, 1 << 63, type(uint64).max];
        for (uint256 i; i < 8; ++i) {
            ids[i] = WithdrawalId.wrap(raw[i]);
        }
        vm.recordLogs();
        cancel(ids);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 3, "three tombstones");
        uint64[3] memory expected = [uint64(1), 2, 4];
        for (uint256 i; i < 3; ++i) {
            eq(logs[i].topics[0], ISpokeVault.WithdrawalCancelled.selector, "event");
            eq(uint256(logs[i].topics[2]), expected[i], "id");
        }
        isStatus(1, Status.CANCELLED, "claimable");
        isStatus(2, Status.CANCELLED, "queued");
        isStatus(3, Status.PAID, "paid stays paid");
        isStatus(4, Status.CANCELLED, "never seen");
        isStatus(1 << 63, Status.NONE, "reserved");
        token.ban(bob, false);
        expectError(abi.encodeWithSelector(ISpokeVault.NotClaimable.selector, 1));
        vault.claim(stuck);
        eq(vault.coldNonce(), 1, "nonce spent");
    }

    function test_at_most_256_ids_are_cancelled_at_once() public {
        expectError(ISpokeVault.BatchSize.selector);
        this.cancelMany(0);
        expectError(ISpokeVault.BatchSize.selector);
        this.cancelMany(257);
        this.cancelMany(256);
        isStatus(1_256, Status.CANCELLED, "last");
    }

    function cancelMany(uint256 count) external {
        WithdrawalId[] memory ids = new WithdrawalId[](count);
        for (uint256 i; i < count; ++i) {
            ids[i] = WithdrawalId.wrap(uint64(1_001 + i));
        }
        ColdAuth memory a = auth(cancelHash(vault.coldNonce(), coldDeadline(), ids));
        vault.cancelWithdrawals(ids, a);
    }

    function test_cancel_errors_come_in_the_order_of_the_abi() public {
        WithdrawalId[] memory ids = new WithdrawalId[](1);
        ids[0] = WithdrawalId.wrap(9);
        ColdAuth memory a;
        a.nonce = 5;
        a.deadline = uint64(START - 1);
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.BatchSize.selector);
        vault.cancelWithdrawals(new WithdrawalId[](0), a);
        expectError(ISpokeVault.WrongChain.selector);
        vault.cancelWithdrawals(ids, a);
        vm.chainId(HOME_CHAIN);
        expectError(abi.encodeWithSelector(ISpokeVault.BadNonce.selector, 0));
        vault.cancelWithdrawals(ids, a);
        a.nonce = 0;
        expectError(ISpokeVault.ActionExpired.selector);
        vault.cancelWithdrawals(ids, a);
        a.deadline = uint64(START);
        expectError(ISpokeVault.SetSize.selector);
        vault.cancelWithdrawals(ids, a);
        bytes32 structHash = cancelHash(0, uint64(START), ids);
        a.quorum = sign(hot, typed(structHash));
        expectError(ISpokeVault.SetMismatch.selector);
        vault.cancelWithdrawals(ids, a);
        a.quorum = sign(cold, typed(structHash));
        vault.cancelWithdrawals(ids, a);
        isStatus(9, Status.CANCELLED, "cancelled");
        expectError(abi.encodeWithSelector(ISpokeVault.BadNonce.selector, 1));
        vault.cancelWithdrawals(ids, a);
    }

    function test_cold_actions_work_however_old_the_set_is() public {
        vm.warp(START + 400 days);
        cancel(9);
        isStatus(9, Status.CANCELLED, "cancelled");
    }
}

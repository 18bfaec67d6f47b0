// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {BatchHeader, Config, Item, QueuedItem, Quorum, SetUpdate, Status, TokenConfig} from "../../src/VaultTypes.sol";
import {Validators} from "../support/Validators.sol";
import {VaultFixture} from "../support/VaultFixture.sol";

/// The second half of bridge §5 "Vault": epochs, amounts, buckets, locks and gas. The first is TriesSigned.t.sol.
contract TriesStateTest is VaultFixture {
    uint64 private constant NEXT = FIRST_EPOCH + 1;

    function setUp() public override {
        super.setUp();
        depositUsdc(1_000_000 * USDC);
    }

    function request(SetUpdate memory u) private {
        vault.requestRotation(u, sign(hot, typed(rotationHash(u))));
    }

    function good() private view returns (SetUpdate memory) {
        return update(NEXT, makeSet(41, 6, 1_000), makeSet(42, 6, 1_000));
    }

    // ---------------------------------------------------------------------------------------------------------- epochs

    function rotate(Validators memory newHot, Validators memory newCold) private {
        SetUpdate memory u = update(vault.epoch() + 1, newHot, newCold);
        request(u);
        vm.warp(block.timestamp + 300);
        vm.roll(block.number + 25);
        vault.finalizeRotation();
        hot = newHot;
        cold = newCold;
    }

    function test_old_epoch_after_rotation() public {
        BatchHeader memory h = header();
        Item[] memory items = one(item(1, bob, USDC));
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        rotate(makeSet(11, 20, 1_000), makeSet(12, 20, 1_000));
        expectError(abi.encodeWithSelector(ISpokeVault.WrongEpoch.selector, NEXT, FIRST_EPOCH));
        vault.submitWithdrawals(h, items, quorum);
        h.epoch = NEXT;
        expectError(ISpokeVault.SetMismatch.selector);
        vault.submitWithdrawals(h, items, quorum);
        // the same members in a new epoch have another checkpoint
        rotate(makeSet(13, 20, 1_000), makeSet(14, 20, 1_000));
        yes(vault.currentSet().hotHash != hotHashOf(FIRST_EPOCH, hot.words), "epoch is hashed");
    }

    function test_two_pending_rotations() public {
        SetUpdate memory first = good();
        SetUpdate memory second = update(NEXT, makeSet(43, 6, 1_000), makeSet(44, 6, 1_000));
        second.hubHeight = first.hubHeight + 1;
        request(first);
        request(second);
        Quorum memory quorum = sign(hot, typed(rotationHash(first)));
        expectError(ISpokeVault.StaleUpdate.selector);
        vault.requestRotation(first, quorum);
        vm.warp(START + 300);
        vm.roll(1_025);
        vault.finalizeRotation();
        eq(vault.currentSet().hotHash, hotHashOf(NEXT, second.hot), "only the newer one");
        expectError(ISpokeVault.NoPendingRotation.selector);
        vault.finalizeRotation();
    }

    function test_rotation_while_locked() public {
        SetUpdate memory u = good();
        request(u);
        vm.warp(START + 300);
        vm.roll(1_025);
        vm.prank(lockers[0]);
        vault.lock(1);
        expectError(ISpokeVault.OutflowLocked.selector);
        vault.finalizeRotation();
        u.hubHeight += 1;
        Quorum memory quorum = sign(hot, typed(rotationHash(u)));
        expectError(ISpokeVault.OutflowLocked.selector);
        vault.requestRotation(u, quorum);
        vm.warp(START + 300 + 6 hours);
        vault.finalizeRotation();
    }

    function test_set_too_old() public {
        vm.warp(START + 14 days + 1);
        BatchHeader memory h = header();
        Item[] memory items = one(item(1, bob, USDC));
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        expectError(ISpokeVault.SetTooOld.selector);
        vault.submitWithdrawals(h, items, quorum);
        SetUpdate memory u = good();
        quorum = sign(hot, typed(rotationHash(u)));
        expectError(ISpokeVault.SetTooOld.selector);
        vault.requestRotation(u, quorum);
        cancel(1); // cold actions still work
        unlockWith(u);
        eq(vault.epoch(), NEXT, "and the way out");
    }

    // --------------------------------------------------------------------------------------------------------- amounts

    function test_every_bad_token_and_amount() public {
        uint256[5] memory amounts =
            [0, uint256(1) << 96, type(uint128).max, (uint256(1) << 96) - 1, 1_000_000 * USDC + 1];
        for (uint256 i; i < 5; ++i) {
            submit(item(1, bob, amounts[i]));
            isStatus(1, Status.NONE, "amount");
        }
        address[4] memory tokens = [address(0), address(vault), alice, address(this)];
        for (uint256 i; i < 4; ++i) {
            submit(item(1, tokens[i], bob, USDC));
            isStatus(1, Status.NONE, "token out");
            expectError(ISpokeVault.TokenNotEnabled.selector);
            vault.deposit(tokens[i], HUB_ACCOUNT, uint128(USDC));
        }
        submit(item(1, bob, USDC));
        isStatus(1, Status.PAID, "the id was never spoilt");
    }

    function test_early_double_and_cancelled_finalise() public {
        Item[] memory items = batchOf(1, 2, 100_001 * USDC);
        submit(items);
        QueuedItem[] memory list = queueOf(items, START + 300);
        vm.roll(1_025);
        vm.warp(START + 299);
        expectError(abi.encodeWithSelector(ISpokeVault.NotReady.selector, 1, START + 300));
        vault.finalize(list, 1);
        vm.warp(START + 300);
        vm.roll(1_024);
        expectError(abi.encodeWithSelector(ISpokeVault.NotReadyBlock.selector, 1_025));
        vault.finalize(list, 1);
        vm.roll(1_025);
        cancel(2);
        vault.finalize(list, 3);
        vault.finalize(list, 3);
        eq(usdc.balanceOf(payee(1)), 100_001 * USDC, "once");
        eq(usdc.balanceOf(payee(2)), 0, "never");
        isStatus(2, Status.CANCELLED, "cancelled");
    }

    // --------------------------------------------------------------------------------------------------------- buckets

    function test_bucket_at_cap() public {
        depositUsdc(USDC);
        for (uint256 i = 1; i <= 10; ++i) {
            submit(item(i, bob, 99_999 * USDC));
        }
        submit(item(11, bob, 10 * USDC));
        isStatus(11, Status.PAID, "exactly the cap");
        submit(item(12, bob, 1));
        isStatus(12, Status.QUEUED, "one unit above");
        (uint128 available,,) = vault.capacity(address(usdc));
        eq(available, 0, "never negative");
    }

    function test_bucket_lowered_below_its_level() public {
        submit(item(1, bob, 100_000 * USDC));
        TokenConfig memory t = usdcConfig();
        t.cap = uint128(50_000 * USDC);
        t.instantMax = t.cap;
        act(1, abi.encode(t));
        (uint128 available,,) = vault.capacity(address(usdc));
        eq(available, 0, "use above the cap");
        submit(item(2, bob, USDC));
        isStatus(2, Status.QUEUED, "waits");
        vm.warp(START + 500); // 50,000 leaked
        (available,,) = vault.capacity(address(usdc));
        eq(available, 0, "one unit of use above the cap");
        vm.warp(START + 501);
        (available,,) = vault.capacity(address(usdc));
        eq(available, 99 * USDC, "leaks as before");
    }

    function test_time_at_type_edges() public {
        Config memory c = config();
        uint256 edge = type(uint48).max;
        vm.warp(edge - 400);
        c.initialSet = update(FIRST_EPOCH, hot, cold);
        vault = deploy(c);
        vm.startPrank(alice);
        usdc.approve(address(vault), type(uint256).max);
        vault.deposit(address(usdc), HUB_ACCOUNT, uint128(1_000_000 * USDC));
        vm.stopPrank();
        Item memory big = item(1, bob, 100_001 * USDC);
        submit(big);
        vm.warp(edge);
        vm.roll(block.number + 25);
        submit(item(2, bob, USDC));
        isStatus(2, Status.PAID, "last second of 48 bits");
        vault.finalize(queueOf(one(big), edge - 100), 1);
        isStatus(1, Status.PAID, "finalised");
        vm.warp(edge + 1);
        BatchHeader memory h = header();
        Item[] memory items = one(item(3, bob, USDC));
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        vm.expectRevert(); // refuses instead of wrapping
        vault.submitWithdrawals(h, items, quorum);
        // headers at the edge of their own type
        h = BatchHeader(FIRST_EPOCH, 1, type(uint64).max - 1, type(uint64).max);
        quorum = sign(hot, batchDigest(h, items));
        expectError(ISpokeVault.BatchNotYetValid.selector);
        vault.submitWithdrawals(h, items, quorum);
        h = BatchHeader(FIRST_EPOCH, 1, 0, type(uint64).max);
        quorum = sign(hot, batchDigest(h, items));
        expectError(ISpokeVault.BadWindow.selector);
        vault.submitWithdrawals(h, items, quorum);
    }

    function test_donation_to_the_vault_changes_nothing() public {
        bytes32 before = keccak256(abi.encode(vault.rollingHash(), escrowOf(address(usdc)), vault.eventNonce()));
        usdc.mint(address(vault), 77 * USDC);
        eq(keccak256(abi.encode(vault.rollingHash(), escrowOf(address(usdc)), vault.eventNonce())), before, "no trace");
        depositUsdc(USDC);
        eq(escrowOf(address(usdc)), 1_000_001 * USDC, "the next deposit counts itself only");
        // what was donated can never be withdrawn
        submit(item(1, bob, 1_000_002 * USDC));
        isStatus(1, Status.NONE, "above the escrow");
    }

    // ----------------------------------------------------------------------------------------------------------- locks

    function test_locker_spam() public {
        // one locker can stop outflow for at most six hours of any twenty-four and add one vote a round
        uint256 lockedHours;
        for (uint256 hour; hour < 240; ++hour) {
            vm.warp(START + hour * 1 hours);
            vm.prank(lockers[0]);
            (bool ok,) = address(vault).call(abi.encodeCall(vault.lock, (1)));
            ok; // refused most of the time
            if (vault.lockState().softUntil > block.timestamp) ++lockedHours;
            eq(vault.lockState().hardScope, 0, "never hard");
        }
        eq(lockedHours, 60, "a quarter of the time");
    }

    function test_63_64_gas_griefing() public {
        // the outer call may get little gas, the push either has its stipend or everything reverts
        BatchHeader memory h = header();
        Item[] memory items = batchOf(1, 3, USDC);
        bytes memory data = abi.encodeCall(vault.submitWithdrawals, (h, items, sign(hot, batchDigest(h, items))));
        for (uint256 gas = 100_000; gas < 600_000; gas += 2_500) {
            uint256 before = vm.snapshotState();
            (bool ok,) = address(vault).call{gas: gas}(data);
            for (uint256 id = 1; id <= 3; ++id) {
                isStatus(id, ok ? Status.PAID : Status.NONE, "all or nothing, never claimable");
            }
            vm.revertToState(before);
        }
        vault.submitWithdrawals(h, items, sign(hot, batchDigest(h, items)));
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {BatchHeader, ColdAuth, Config, Item, Quorum, QueuedItem, Status, TokenConfig} from "../../src/VaultTypes.sol";
import {TestUSDT} from "../../src/test-tokens/TestUSDT.sol";
import {VaultFixture, IMintable} from "../support/VaultFixture.sol";
import {
    BlacklistToken,
    BombToken,
    BurnerToken,
    DrainingToken,
    FalseToken,
    FeeToken,
    GrowingToken,
    HeavyToken,
    HookToken,
    HostileToken,
    OddReturnToken,
    RebasingToken,
    RevertingToken
} from "./Tokens.sol";

/// Every token here is configured, so that the vault has to survive what a listed token can turn into.
contract HostileTokensTest is VaultFixture {
    bytes4 private constant REENTERED = bytes4(keccak256("ReentrancyGuardReentrantCall()"));
    bytes4 private constant SAFE_FAILED = bytes4(keccak256("SafeERC20FailedOperation(address)"));
    address private token;

    function withToken(address listed) private {
        token = listed;
        Config memory c = config();
        c.tokens[0] = tokenConfig(listed, 6);
        vault = deploy(c);
        IMintable(listed).mint(alice, 10_000_000 * USDC);
        vm.prank(alice);
        IMintable(listed).approve(address(vault), type(uint256).max);
        put(1_000_000 * USDC);
    }

    function put(uint256 amount) private {
        vm.prank(alice);
        vault.deposit(token, HUB_ACCOUNT, uint128(amount));
    }

    function turn() private {
        HostileToken(token).setHostile(true);
    }

    function calm() private {
        HostileToken(token).setHostile(false);
    }

    function pay(uint256 id) private returns (Item memory it) {
        it = item(id, token, bob, 10 * USDC);
        submit(it);
    }

    /// A push that failed leaves the escrow whole, the item claimable, and a claim pays once the token behaves.
    function becomesClaimable(uint256 id) private {
        uint256 escrow = escrowOf(token);
        Item memory it = pay(id);
        isStatus(id, Status.CLAIMABLE, "claimable");
        eq(escrowOf(token), escrow, "escrow whole");
        eq(IMintable(token).balanceOf(bob), 0, "nothing paid");
        expectError(ISpokeVault.TransferFailed.selector);
        vault.claim(it);
        isStatus(id, Status.CLAIMABLE, "a failed claim changes nothing");
        calm();
        vault.claim(it);
        isStatus(id, Status.CLAIMED, "claimed");
        eq(IMintable(token).balanceOf(bob), 10 * USDC, "paid");
        eq(escrowOf(token), escrow - 10 * USDC, "escrow");
    }

    function test_a_fee_on_transfer_token_cannot_be_deposited() public {
        withToken(address(new FeeToken()));
        turn();
        expectError(abi.encodeWithSelector(ISpokeVault.BalanceMismatch.selector, 100 * USDC, 99 * USDC));
        put(100 * USDC);
        eq(escrowOf(token), 1_000_000 * USDC, "escrow");
    }

    function test_a_token_that_grows_while_it_moves_cannot_be_deposited() public {
        withToken(address(new GrowingToken()));
        turn();
        expectError(abi.encodeWithSelector(ISpokeVault.BalanceMismatch.selector, 100 * USDC, 100 * USDC + 1));
        put(100 * USDC);
    }

    function test_a_token_that_takes_instead_of_giving_counts_as_nothing_received() public {
        withToken(address(new DrainingToken()));
        turn();
        expectError(abi.encodeWithSelector(ISpokeVault.BalanceMismatch.selector, 100 * USDC, 0));
        put(100 * USDC);
    }

    function test_a_rebasing_token_never_changes_the_escrow() public {
        RebasingToken rebasing = new RebasingToken();
        withToken(address(rebasing));
        rebasing.rebase(200);
        eq(escrowOf(token), 1_000_000 * USDC, "up");
        expectError(abi.encodeWithSelector(ISpokeVault.BalanceMismatch.selector, 100 * USDC, 200 * USDC));
        put(100 * USDC);
        rebasing.rebase(50);
        eq(escrowOf(token), 1_000_000 * USDC, "down");
        expectError(abi.encodeWithSelector(ISpokeVault.BalanceMismatch.selector, 100 * USDC, 50 * USDC));
        put(100 * USDC);
    }

    function test_a_no_return_token_is_paid_out() public {
        TestUSDT usdt = new TestUSDT();
        withToken(address(usdt));
        pay(1);
        isStatus(1, Status.PAID, "paid");
        eq(usdt.balanceOf(bob), 10 * USDC, "balance");
    }

    function test_a_false_return_token_is_refused_in_and_claimable_out() public {
        withToken(address(new FalseToken()));
        turn();
        expectError(abi.encodeWithSelector(SAFE_FAILED, token));
        put(100 * USDC);
        becomesClaimable(1);
    }

    function test_a_reverting_token_is_refused_in_and_claimable_out() public {
        withToken(address(new RevertingToken()));
        turn();
        expectError(RevertingToken.Paused.selector);
        put(100 * USDC);
        becomesClaimable(1);
    }

    function test_a_return_bomb_costs_the_batch_nothing() public {
        BombToken bomb = new BombToken();
        withToken(address(bomb));
        turn();
        bomb.setReverts(true);
        becomesClaimable(1);
        turn();
        bomb.setReverts(false);
        // returned, not reverted, and the first word says yes: by the rules it is paid, whatever else came back
        pay(2);
        isStatus(2, Status.PAID, "paid");
    }

    function test_a_gas_burner_gets_its_stipend_and_no_more() public {
        withToken(address(new BurnerToken()));
        turn();
        uint256 before = gasleft();
        pay(1);
        yes(before - gasleft() < 1_500_000, "bounded");
        isStatus(1, Status.CLAIMABLE, "claimable");
        calm();
        vault.claim(item(1, token, bob, 10 * USDC));
        isStatus(1, Status.CLAIMED, "claimed");
    }

    function test_a_heavy_token_fails_the_push_and_succeeds_with_the_gas_of_a_claim() public {
        withToken(address(new HeavyToken()));
        turn();
        Item memory it = pay(1);
        isStatus(1, Status.CLAIMABLE, "too heavy for a push");
        vault.claim(it);
        isStatus(1, Status.CLAIMED, "a claim has all the gas it brings");
    }

    function test_a_token_whose_code_is_gone_is_not_paid() public {
        withToken(address(new RevertingToken()));
        bytes memory code = token.code;
        vm.etch(token, "");
        Item memory it = pay(1);
        isStatus(1, Status.CLAIMABLE, "success without code is no payment");
        expectError(ISpokeVault.TransferFailed.selector);
        vault.claim(it);
        vm.etch(token, code);
        vault.claim(it);
        isStatus(1, Status.CLAIMED, "claimed");
    }

    function test_only_a_whole_word_that_is_one_counts_as_yes() public {
        OddReturnToken odd = new OddReturnToken();
        withToken(address(odd));
        odd.setAnswer("");
        pay(1);
        isStatus(1, Status.PAID, "nothing returned");
        odd.setAnswer(abi.encode(1));
        pay(2);
        isStatus(2, Status.PAID, "one");
        odd.setAnswer(abi.encode(1, 7));
        pay(3);
        isStatus(3, Status.PAID, "one and more");
        odd.setAnswer(abi.encode(2));
        pay(4);
        isStatus(4, Status.CLAIMABLE, "two");
        odd.setAnswer(abi.encode(0));
        pay(5);
        isStatus(5, Status.CLAIMABLE, "zero");
        odd.setAnswer(hex"01");
        pay(6);
        isStatus(6, Status.CLAIMABLE, "one byte");
        odd.setAnswer(new bytes(31));
        pay(7);
        isStatus(7, Status.CLAIMABLE, "31 bytes");
    }

    // ------------------------------------------------------------------------------------------------------- re-entry

    function hook(bytes memory data) private {
        HookToken(token).setHook(address(vault), data);
    }

    function refusedInside(string memory what) private view {
        yes(!HookToken(token).succeeded(), what);
        eq(bytes32(HookToken(token).answer()), bytes32(REENTERED), what);
    }

    function test_erc777_reentry_enters_nothing_and_reads_no_half_state() public {
        withToken(address(new HookToken()));
        BatchHeader memory h = header();
        Item[] memory items = one(item(50, token, bob, USDC));
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        ColdAuth memory empty;
        QueuedItem[] memory list = new QueuedItem[](1);
        bytes[16] memory calls = [
            abi.encodeCall(vault.deposit, (token, HUB_ACCOUNT, uint128(USDC))),
            abi.encodeCall(vault.depositFor, (token, HUB_ACCOUNT, uint128(USDC), bob)),
            abi.encodeCall(vault.depositWithPermit, (token, HUB_ACCOUNT, uint128(USDC), 0, 27, 0, 0)),
            abi.encodeCall(vault.submitWithdrawals, (h, items, quorum)),
            abi.encodeCall(vault.finalize, (list, 1)),
            abi.encodeCall(vault.claim, (items[0])),
            abi.encodeCall(vault.renounce, (items[0])),
            abi.encodeCall(vault.expireQueued, (list, 1)),
            abi.encodeCall(vault.expireSigned, (h, items, 1, quorum)),
            abi.encodeWithSelector(vault.cancelWithdrawals.selector, new uint64[](1), empty),
            abi.encodeCall(vault.requestRotation, (update(8, hot, cold), quorum)),
            abi.encodeCall(vault.finalizeRotation, ()),
            abi.encodeCall(vault.lock, (1)),
            abi.encodeCall(vault.emergencyUnlock, (update(8, hot, cold), empty)),
            abi.encodeCall(vault.submitAction, (2, abi.encode(1, 1), empty)),
            abi.encodeCall(vault.applyAction, (2, abi.encode(1, 1)))
        ];
        turn();
        for (uint256 i; i < calls.length; ++i) {
            hook(calls[i]);
            put(100 * USDC);
            refusedInside("during a deposit");
            pay(100 + i);
            isStatus(100 + i, Status.PAID, "the payout itself goes through");
            refusedInside("during a payout");
        }
        hook(abi.encodeWithSelector(vault.status.selector, uint64(1)));
        pay(200);
        refusedInside("status");
        hook(abi.encodeCall(vault.capacity, (token)));
        pay(201);
        refusedInside("capacity");
        isStatus(201, Status.PAID, "readable again afterwards");
        hook(abi.encodeCall(vault.eventNonce, ()));
        pay(202);
        yes(HookToken(token).succeeded(), "plain views can be read");
        eq(IMintable(token).balanceOf(bob), 19 * 10 * USDC, "each id paid once");
    }

    function test_a_hook_during_a_claim_cannot_claim_again() public {
        withToken(address(new HookToken()));
        Item memory it = item(1, token, bob, 10 * USDC);
        vm.etch(token, ""); // makes the push fail
        bytes memory code = type(HookToken).runtimeCode;
        submit(it);
        vm.etch(token, code);
        turn();
        hook(abi.encodeCall(vault.claim, (it)));
        vault.claim(it);
        refusedInside("second claim");
        eq(IMintable(token).balanceOf(bob), 10 * USDC, "paid once");
    }

    // ------------------------------------------------------------------------------------------------------ blacklist

    function test_a_blacklisted_payee_in_a_batch_of_ten_leaves_nine_paid_and_one_claimable() public {
        BlacklistToken list = new BlacklistToken();
        withToken(address(list));
        Item[] memory items = new Item[](10);
        for (uint256 i; i < 10; ++i) {
            items[i] = item(i + 1, token, payee(i + 1), 10 * USDC);
        }
        list.ban(payee(4), true);
        submit(items);
        for (uint256 i = 1; i <= 10; ++i) {
            isStatus(i, i == 4 ? Status.CLAIMABLE : Status.PAID, "status");
            eq(list.balanceOf(payee(i)), i == 4 ? 0 : 10 * USDC, "balance");
        }
        eq(escrowOf(token), 1_000_000 * USDC - 90 * USDC, "escrow");
        list.ban(payee(4), false);
        vault.claim(items[3]);
        eq(list.balanceOf(payee(4)), 10 * USDC, "claimed");
    }

    function test_a_push_that_fails_in_finalize_becomes_claimable_too() public {
        BlacklistToken list = new BlacklistToken();
        withToken(address(list));
        Item memory it = item(1, token, bob, 100_001 * USDC);
        submit(it);
        list.ban(bob, true);
        vm.warp(START + 300);
        vm.roll(1_025);
        vault.finalize(queueOf(one(it), START + 300), 1);
        isStatus(1, Status.CLAIMABLE, "claimable");
        eq(escrowOf(token), 1_000_000 * USDC, "escrow");
        list.ban(bob, false);
        vault.claim(it);
        eq(list.balanceOf(bob), 100_001 * USDC, "paid");
    }

    // ------------------------------------------------------------------------------------------------------ gas games

    function test_no_submitter_can_make_a_push_fail_by_sending_too_little_gas() public {
        withToken(address(new FalseToken()));
        BatchHeader memory h = header();
        Item[] memory items = one(item(1, token, bob, 10 * USDC));
        bytes memory data = abi.encodeCall(vault.submitWithdrawals, (h, items, sign(hot, batchDigest(h, items))));
        bool sawRefusal;
        for (uint256 gas = 150_000; gas < 400_000; gas += 1_000) {
            uint256 before = vm.snapshotState();
            (bool ok, bytes memory answer) = address(vault).call{gas: gas}(data);
            if (ok) {
                isStatus(1, Status.PAID, "paid or nothing");
                yes(sawRefusal, "the refusal comes before the first success");
                return;
            }
            if (bytes4(answer) == ISpokeVault.InsufficientGas.selector) sawRefusal = true;
            isStatus(1, Status.NONE, "untouched");
            vm.revertToState(before);
        }
        yes(false, "never succeeded");
    }

    function test_a_hundred_pushes_that_burn_their_stipend_stay_below_two_to_24_gas() public {
        withToken(address(new BurnerToken()));
        turn();
        Item[] memory items = new Item[](100);
        for (uint256 i; i < 100; ++i) {
            items[i] = item(i + 1, token, payee(i), USDC);
        }
        BatchHeader memory h = header();
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        // the transaction's own 21,000 and calldata are below 600,000
        vault.submitWithdrawals{gas: 2 ** 24 - 600_000}(h, items, quorum);
        isStatus(100, Status.CLAIMABLE, "all are claimable");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {
    BatchHeader,
    ColdAuth,
    Config,
    Item,
    QueuedItem,
    Quorum,
    SetUpdate,
    SetWord,
    Status
} from "../../src/VaultTypes.sol";
import {VaultFixture} from "../support/VaultFixture.sol";

/// What an attacker would try against a vault, one test each, named as in bridge §5 "Vault". The tokens of that list
/// (fee-on-transfer to gas burner, the blacklisted payee) are in hostile/HostileTokens.t.sol, what is about epochs,
/// amounts, buckets, locks and gas in TriesState.t.sol.
contract TriesSignedTest is VaultFixture {
    uint64 private constant NEXT = FIRST_EPOCH + 1;

    function setUp() public override {
        super.setUp();
        depositUsdc(1_000_000 * USDC);
    }

    function request(SetUpdate memory u) private {
        vault.requestRotation(u, sign(hot, typed(rotationHash(u))));
    }

    function refusedSet(SetUpdate memory u, bytes memory why) private {
        Quorum memory quorum = sign(hot, typed(rotationHash(u)));
        expectError(why);
        vault.requestRotation(u, quorum);
        // the constructor has the same rules
        Config memory c = config();
        c.initialSet = u;
        expectError(why);
        this.deployExternally(c);
    }

    function refusedSet(SetUpdate memory u, bytes4 why) private {
        refusedSet(u, abi.encodeWithSelector(why));
    }

    function good() private view returns (SetUpdate memory) {
        return update(NEXT, makeSet(41, 6, 1_000), makeSet(42, 6, 1_000));
    }

    /// Signs a batch of one over `digest` instead of its own.
    function refusedDigest(bytes32 digest) private {
        BatchHeader memory h = BatchHeader(FIRST_EPOCH, 1, uint64(START), uint64(START + 1 hours));
        Quorum memory quorum = sign(hot, digest);
        expectError(abi.encodeWithSelector(ISpokeVault.BadSignature.selector, 0));
        vault.submitWithdrawals(h, one(item(1, bob, USDC)), quorum);
    }

    function structHash() private view returns (bytes32) {
        BatchHeader memory h = BatchHeader(FIRST_EPOCH, 1, uint64(START), uint64(START + 1 hours));
        return batchHash(h, one(item(1, bob, USDC)));
    }

    // ----------------------------------------------------------------------------------------------------------- sets

    function test_empty_set() public {
        SetUpdate memory u = good();
        u.hot = new SetWord[](0);
        refusedSet(u, ISpokeVault.SetSize.selector);
        u = good();
        u.cold = new SetWord[](0);
        refusedSet(u, ISpokeVault.SetSize.selector);
        // as the signing set
        BatchHeader memory h = header();
        Quorum memory quorum;
        expectError(ISpokeVault.SetSize.selector);
        vault.submitWithdrawals(h, one(item(1, bob, USDC)), quorum);
    }

    function test_zero_power() public {
        SetUpdate memory u = good();
        u.hot[2] = word(memberOf(u.hot[2]), 0);
        refusedSet(u, abi.encodeWithSelector(ISpokeVault.ZeroPower.selector, 2));
        u = good();
        u.cold[5] = word(memberOf(u.cold[5]), 0);
        refusedSet(u, abi.encodeWithSelector(ISpokeVault.ZeroPower.selector, 5));
    }

    function test_zero_checkpoint() public {
        // a checkpoint is never zero, and a set that hashes to the zero word is not known
        yes(vault.currentSet().hotHash != 0 && vault.currentSet().coldHash != 0, "never zero");
        vm.store(address(vault), bytes32(uint256(2)), 0);
        BatchHeader memory h = header();
        Item[] memory items = one(item(1, bob, USDC));
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        expectError(ISpokeVault.SetMismatch.selector);
        vault.submitWithdrawals(h, items, quorum);
        quorum = Quorum(new SetWord[](0), 0, "");
        expectError(ISpokeVault.SetSize.selector);
        vault.submitWithdrawals(h, items, quorum);
    }

    function test_duplicate_member() public {
        SetUpdate memory u = good();
        u.hot[1] = u.hot[0];
        refusedSet(u, abi.encodeWithSelector(ISpokeVault.SetNotSorted.selector, 1));
        u = good();
        u.hot[3] = word(memberOf(u.hot[2]), 5);
        refusedSet(u, abi.encodeWithSelector(ISpokeVault.SetNotSorted.selector, 3));
        u = good();
        u.cold = u.hot;
        refusedSet(u, ISpokeVault.SetsOverlap.selector);
    }

    function test_unsorted_set() public {
        SetUpdate memory u = good();
        (u.cold[3], u.cold[4]) = (u.cold[4], u.cold[3]);
        refusedSet(u, abi.encodeWithSelector(ISpokeVault.SetNotSorted.selector, 4));
    }

    function test_zero_address_as_member() public {
        SetUpdate memory u = good();
        u.hot[0] = word(address(0), 1_000);
        refusedSet(u, abi.encodeWithSelector(ISpokeVault.SetNotSorted.selector, 0));
    }

    function test_member_above_a_third() public {
        SetUpdate memory u = good();
        u.hot[2] = word(memberOf(u.hot[2]), 2_001);
        u.hot[3] = word(memberOf(u.hot[3]), 1);
        u.hot[4] = word(memberOf(u.hot[4]), 998);
        refusedSet(u, abi.encodeWithSelector(ISpokeVault.MemberTooLarge.selector, 2));
        u = good();
        u.hot[2] = word(memberOf(u.hot[2]), 2_000);
        u.hot[3] = word(memberOf(u.hot[3]), 1);
        u.hot[4] = word(memberOf(u.hot[4]), 999);
        request(u);
    }

    function test_sums_that_are_not_the_total() public {
        SetUpdate memory u = good();
        u.totalPower += 1;
        refusedSet(u, ISpokeVault.TotalPowerMismatch.selector);
        u = good();
        u.totalPower = 0;
        refusedSet(u, ISpokeVault.TotalPowerMismatch.selector);
        u = good();
        u.cold[0] = word(memberOf(u.cold[0]), 999);
        refusedSet(u, ISpokeVault.TotalPowerMismatch.selector);
    }

    function test_exactly_two_thirds_fails_and_one_unit_more_passes() public {
        uint256[] memory powers = new uint256[](6);
        for (uint256 i; i < 6; ++i) {
            powers[i] = 1_000;
        }
        Config memory c = config();
        hot = makeSet(41, powers);
        cold = makeSet(42, powers);
        c.initialSet = update(FIRST_EPOCH, hot, cold);
        vault = deploy(c);
        BatchHeader memory h = header();
        Item[] memory items = one(item(1, bob, USDC));
        Quorum memory quorum = sign(hot, batchDigest(h, items), 15);
        expectError(abi.encodeWithSelector(ISpokeVault.QuorumNotReached.selector, 4_000, 6_000));
        vault.submitWithdrawals(h, items, quorum);
        powers[3] = 1_001;
        powers[4] = 999;
        hot = makeSet(41, powers);
        cold = makeSet(42, powers);
        c.initialSet = update(FIRST_EPOCH, hot, cold);
        vault = deploy(c);
        vault.submitWithdrawals(h, items, sign(hot, batchDigest(h, items), 15));
    }

    // ----------------------------------------------------------------------------------------------------- signatures

    function withSignature(bytes32 r, bytes32 s, uint8 v, bytes memory tail) private {
        BatchHeader memory h = BatchHeader(FIRST_EPOCH, 1, uint64(START), uint64(START + 1 hours));
        Quorum memory quorum = sign(hot, typed(structHash()));
        bytes memory rest = new bytes(65 * 13);
        for (uint256 i; i < rest.length; ++i) {
            rest[i] = quorum.signatures[65 + i];
        }
        quorum.signatures = abi.encodePacked(r, s, v, rest, tail);
        if (tail.length != 0) expectError(ISpokeVault.SignatureLength.selector);
        else expectError(abi.encodeWithSelector(ISpokeVault.BadSignature.selector, 0));
        vault.submitWithdrawals(h, one(item(1, bob, USDC)), quorum);
    }

    function test_high_s_signature() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(hot.keys[0], typed(structHash()));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        withSignature(r, bytes32(order - uint256(s)), v == 27 ? 28 : 27, "");
    }

    function test_v_0_1_and_29() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(hot.keys[0], typed(structHash()));
        withSignature(r, s, v - 27, "");
        withSignature(r, s, 0, "");
        withSignature(r, s, 1, "");
        withSignature(r, s, 29, "");
    }

    function test_compact_signatures() public {
        BatchHeader memory h = BatchHeader(FIRST_EPOCH, 1, uint64(START), uint64(START + 1 hours));
        bytes memory compact;
        for (uint256 i; i < 14; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(hot.keys[i], typed(structHash()));
            compact = abi.encodePacked(compact, r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
        }
        expectError(ISpokeVault.SignatureLength.selector);
        vault.submitWithdrawals(h, one(item(1, bob, USDC)), Quorum(hot.words, (1 << 14) - 1, compact));
    }

    function test_trailing_or_missing_bytes() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(hot.keys[0], typed(structHash()));
        withSignature(r, s, v, hex"00");
        withSignature(r, s, v, new bytes(65));
        Quorum memory quorum = sign(hot, typed(structHash()));
        bytes memory signatures = quorum.signatures;
        assembly ("memory-safe") {
            mstore(signatures, sub(mload(signatures), 1))
        }
        BatchHeader memory h = BatchHeader(FIRST_EPOCH, 1, uint64(START), uint64(START + 1 hours));
        expectError(ISpokeVault.SignatureLength.selector);
        vault.submitWithdrawals(h, one(item(1, bob, USDC)), quorum);
    }

    function test_bitmap_edges() public {
        BatchHeader memory h = header();
        Item[] memory items = one(item(1, bob, USDC));
        bytes32 digest = batchDigest(h, items);
        Quorum memory quorum = sign(hot, digest);
        uint256[3] memory beyond = [uint256(1) << 20, uint256(1) << 255, uint256(1) << 128];
        for (uint256 i; i < 3; ++i) {
            quorum.signers = ((1 << 14) - 1) | beyond[i];
            expectError(ISpokeVault.BadBitmap.selector);
            vault.submitWithdrawals(h, items, quorum);
        }
        quorum.signers = 0;
        quorum.signatures = "";
        expectError(abi.encodeWithSelector(ISpokeVault.QuorumNotReached.selector, 0, 20_000));
        vault.submitWithdrawals(h, items, quorum);
        // the highest member may sign, and all of them may
        vault.submitWithdrawals(h, items, sign(hot, digest, ((1 << 20) - 1) ^ 0x3F));
        vault.submitWithdrawals(h, items, sign(hot, digest, (1 << 20) - 1));
        // 128 members use every bit there is
        Config memory c = config();
        hot = makeSet(50, 128, 10);
        cold = makeSet(51, 128, 10);
        c.initialSet = update(FIRST_EPOCH, hot, cold);
        vault = deploy(c);
        digest = batchDigest(h, items);
        vault.submitWithdrawals(h, items, sign(hot, digest, type(uint128).max));
        quorum = sign(hot, digest);
        quorum.signers |= 1 << 128;
        expectError(ISpokeVault.BadBitmap.selector);
        vault.submitWithdrawals(h, items, quorum);
    }

    // --------------------------------------------------------------------------------------------------------- replay

    function test_replay_of_batch_and_id() public {
        BatchHeader memory h = header();
        Item[] memory items = batchOf(1, 3, USDC);
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        vault.submitWithdrawals(h, items, quorum);
        uint64 nonce = vault.eventNonce();
        vault.submitWithdrawals(h, items, quorum); // every item is skipped
        eq(vault.eventNonce(), nonce, "nothing happened");
        submit(item(2, bob, USDC)); // another batch with a used id
        eq(usdc.balanceOf(bob), 0, "not paid");
        eq(usdc.balanceOf(payee(2)), USDC, "paid once");
        // cold actions are numbered
        ColdAuth memory a = actionAuth(2, abi.encode(uint64(5), uint64(5)));
        vault.submitAction(2, abi.encode(uint64(5), uint64(5)), a);
        expectError(abi.encodeWithSelector(ISpokeVault.BadNonce.selector, 1));
        vault.submitAction(2, abi.encode(uint64(5), uint64(5)), a);
    }

    function test_signature_for_another_vault() public {
        refusedDigest(typed(structHash(), domainOf(block.chainid, alice, HUB_SALT)));
    }

    function test_signature_for_another_chain() public {
        refusedDigest(typed(structHash(), domainOf(block.chainid + 1, address(vault), HUB_SALT)));
    }

    function test_signature_for_another_salt() public {
        refusedDigest(typed(structHash(), domainOf(block.chainid, address(vault), keccak256("another hub"))));
        refusedDigest(typed(structHash(), domainOf(block.chainid, address(vault), 0)));
    }

    function test_signature_for_another_action() public {
        refusedDigest(typed(rotationHash(good())));
        SetUpdate memory u = good();
        // a cold action's digest signed by the cold set for another kind of action
        vm.prank(lockers[0]);
        vault.lock(1);
        ColdAuth memory a = auth(actionStructHash(2, 0, coldDeadline(), abi.encode(uint64(1), uint64(1))));
        expectError(abi.encodeWithSelector(ISpokeVault.BadSignature.selector, 0));
        vault.emergencyUnlock(u, a);
        expectError(abi.encodeWithSelector(ISpokeVault.BadSignature.selector, 0));
        vault.submitAction(4, abi.encode(bob), a);
        // hot signatures are not cold ones
        a.quorum = sign(hot, typed(unlockHash(0, coldDeadline(), u)));
        expectError(ISpokeVault.SetMismatch.selector);
        vault.emergencyUnlock(u, a);
        // and the cold set's words do not make hot keys cold
        a.quorum.set = cold.words;
        expectError(abi.encodeWithSelector(ISpokeVault.BadSignature.selector, 0));
        vault.emergencyUnlock(u, a);
    }

    function test_chain_fork() public {
        BatchHeader memory h = header();
        Item[] memory items = one(item(1, bob, USDC));
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        Item memory big = item(2, bob, 100_001 * USDC);
        submit(big);
        SetUpdate memory u = good();
        Quorum memory rotation = sign(hot, typed(rotationHash(u)));
        ColdAuth memory a = actionAuth(2, abi.encode(uint64(1), uint64(1)));
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.WrongChain.selector);
        vault.submitWithdrawals(h, items, quorum);
        expectError(ISpokeVault.WrongChain.selector);
        vault.requestRotation(u, rotation);
        expectError(ISpokeVault.WrongChain.selector);
        vault.finalizeRotation();
        expectError(ISpokeVault.WrongChain.selector);
        vault.submitAction(2, abi.encode(uint64(1), uint64(1)), a);
        expectError(ISpokeVault.WrongChain.selector);
        vault.applyAction(2, abi.encode(uint64(1), uint64(1)));
        expectError(ISpokeVault.WrongChain.selector);
        vm.prank(alice);
        vault.deposit(address(usdc), HUB_ACCOUNT, uint128(USDC));
        // what was final before the fork still pays on both sides
        vm.warp(START + 300);
        vm.roll(1_025);
        vault.finalize(queueOf(one(big), START + 300), 1);
        isStatus(2, Status.PAID, "finalised");
    }
}

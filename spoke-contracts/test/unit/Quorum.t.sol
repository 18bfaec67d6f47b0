// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {BatchHeader, Config, Item, Quorum, SetWord, Status} from "../../src/VaultTypes.sol";
import {Validators} from "../support/Validators.sol";
import {VaultFixture} from "../support/VaultFixture.sol";

contract QuorumTest is VaultFixture {
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    BatchHeader private h;
    Item[] private items;
    bytes32 private digest;

    function setUp() public override {
        super.setUp();
        depositUsdc(1_000_000 * USDC);
        h = header();
        items.push(item(1, bob, USDC));
        digest = batchDigest(h, items);
    }

    function refused(Quorum memory quorum, bytes memory why) private {
        expectError(why);
        vault.submitWithdrawals(h, items, quorum);
    }

    function refused(Quorum memory quorum, bytes4 why) private {
        refused(quorum, abi.encodeWithSelector(why));
    }

    function accepted(Quorum memory quorum) private {
        uint256 before = vm.snapshotState();
        vault.submitWithdrawals(h, items, quorum);
        isStatus(1, Status.PAID, "paid");
        vm.revertToState(before);
    }

    function badSignature(Quorum memory quorum, uint256 index) private {
        refused(quorum, abi.encodeWithSelector(ISpokeVault.BadSignature.selector, index));
    }

    /// Overwrites signature `k`.
    function put(Quorum memory quorum, uint256 k, bytes32 r, bytes32 s, uint8 v) private pure {
        bytes memory signatures = quorum.signatures;
        assembly ("memory-safe") {
            let start := add(add(signatures, 0x20), mul(k, 65))
            mstore(start, r)
            mstore(add(start, 0x20), s)
            mstore8(add(start, 0x40), v)
        }
    }

    function get(Quorum memory quorum, uint256 k) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        bytes memory signatures = quorum.signatures;
        assembly ("memory-safe") {
            let start := add(add(signatures, 0x20), mul(k, 65))
            r := mload(start)
            s := mload(add(start, 0x20))
            v := byte(0, mload(add(start, 0x40)))
        }
    }

    function test_quorum_errors_come_in_the_order_of_the_abi() public {
        Quorum memory quorum = Quorum(new SetWord[](0), 1 << 200, hex"00");
        refused(quorum, ISpokeVault.SetSize.selector);
        quorum.set = new SetWord[](129);
        refused(quorum, ISpokeVault.SetSize.selector);
        quorum.set = new SetWord[](128);
        refused(quorum, ISpokeVault.SetMismatch.selector);
        quorum.set = hot.words;
        refused(quorum, ISpokeVault.BadBitmap.selector);
        quorum.signers = 1 << 20;
        refused(quorum, ISpokeVault.BadBitmap.selector);
        quorum.signers = 0;
        refused(quorum, abi.encodeWithSelector(ISpokeVault.QuorumNotReached.selector, 0, 20_000));
        quorum.signers = (1 << 13) - 1;
        refused(quorum, abi.encodeWithSelector(ISpokeVault.QuorumNotReached.selector, 13_000, 20_000));
        quorum.signers = (1 << 14) - 1;
        refused(quorum, ISpokeVault.SignatureLength.selector);
        quorum.signatures = new bytes(65 * 14);
        badSignature(quorum, 0);
        accepted(sign(hot, digest));
    }

    function test_any_two_thirds_and_one_may_sign() public {
        accepted(sign(hot, digest, (1 << 20) - 1));
        accepted(sign(hot, digest, ((1 << 14) - 1) << 6));
        accepted(sign(hot, digest, 0xFEFEF & ((1 << 20) - 1)));
    }

    function test_every_position_of_a_wrong_signature_is_named() public {
        for (uint256 k; k < 14; ++k) {
            Quorum memory quorum = sign(hot, digest);
            (bytes32 r, bytes32 s, uint8 v) = get(quorum, k);
            put(quorum, k, r, s, v == 27 ? 28 : 27);
            badSignature(quorum, k);
        }
    }

    function test_a_bad_signature_is_named_by_its_member() public {
        uint256 signers = ((1 << 14) - 1) << 6;
        Quorum memory quorum = sign(hot, digest, signers);
        (bytes32 r, bytes32 s,) = get(quorum, 3);
        put(quorum, 3, r, s, 0);
        badSignature(quorum, 9);
    }

    function test_high_s_and_wrong_v_are_refused() public {
        Quorum memory quorum = sign(hot, digest);
        (bytes32 r, bytes32 s, uint8 v) = get(quorum, 2);
        put(quorum, 2, r, bytes32(ORDER - uint256(s)), v == 27 ? 28 : 27);
        badSignature(quorum, 2);
        uint8[6] memory wrong = [0, 1, 26, 29, 35, 255];
        for (uint256 i; i < 6; ++i) {
            put(quorum, 2, r, s, wrong[i]);
            badSignature(quorum, 2);
        }
        put(quorum, 2, 0, s, v);
        badSignature(quorum, 2);
        put(quorum, 2, bytes32(ORDER), s, v);
        badSignature(quorum, 2);
        put(quorum, 2, r, 0, v);
        badSignature(quorum, 2);
        put(quorum, 2, 0, 0, 0);
        badSignature(quorum, 2);
        put(quorum, 2, r, s, v);
        accepted(quorum);
    }

    function test_signature_bytes_must_be_exactly_65_a_signer() public {
        Quorum memory quorum = sign(hot, digest);
        bytes memory all = quorum.signatures;
        quorum.signatures = abi.encodePacked(all, uint8(0));
        refused(quorum, ISpokeVault.SignatureLength.selector);
        assembly ("memory-safe") {
            mstore(all, sub(mload(all), 1))
        }
        quorum.signatures = all;
        refused(quorum, ISpokeVault.SignatureLength.selector);
        // 64-byte compact form
        quorum.signatures = new bytes(64 * 14);
        refused(quorum, ISpokeVault.SignatureLength.selector);
    }

    function test_a_stranger_or_the_same_signer_twice_does_not_count() public {
        Quorum memory quorum = sign(hot, digest);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(999, digest);
        put(quorum, 5, r, s, v);
        badSignature(quorum, 5);
        quorum = sign(hot, digest);
        (r, s, v) = get(quorum, 0);
        put(quorum, 1, r, s, v);
        badSignature(quorum, 1);
    }

    function test_the_set_must_be_the_one_behind_the_checkpoint() public {
        Quorum memory quorum = sign(hot, digest);
        (quorum.set[0], quorum.set[1]) = (quorum.set[1], quorum.set[0]);
        refused(quorum, ISpokeVault.SetMismatch.selector);
        quorum = sign(hot, digest);
        quorum.set[19] = word(memberOf(quorum.set[19]), 1_001);
        refused(quorum, ISpokeVault.SetMismatch.selector);
        Validators memory own = makeSet(99, 20, 1_000);
        refused(sign(own, digest), ISpokeVault.SetMismatch.selector);
        refused(sign(cold, digest), ISpokeVault.SetMismatch.selector);
    }

    function withPowers(uint256[] memory powers) private {
        Config memory c = config();
        hot = makeSet(31, powers);
        uint256[] memory same = new uint256[](powers.length);
        for (uint256 i; i < powers.length; ++i) {
            same[i] = powers[i];
        }
        cold = makeSet(32, same);
        c.initialSet = update(FIRST_EPOCH, hot, cold);
        vault = deploy(c);
        vm.startPrank(alice);
        usdc.approve(address(vault), type(uint256).max);
        vault.deposit(address(usdc), HUB_ACCOUNT, uint128(1_000 * USDC));
        vm.stopPrank();
        digest = batchDigest(h, items);
    }

    function test_exactly_two_thirds_is_refused_and_one_unit_more_passes() public {
        uint256[] memory powers = new uint256[](6);
        for (uint256 i; i < 6; ++i) {
            powers[i] = 1_000;
        }
        withPowers(powers);
        refused(sign(hot, digest, 0xF), abi.encodeWithSelector(ISpokeVault.QuorumNotReached.selector, 4_000, 6_000));
        accepted(sign(hot, digest, 0x1F));
        powers[0] = 1_001;
        powers[5] = 999;
        withPowers(powers);
        accepted(sign(hot, digest, 0xF));
        refused(sign(hot, digest, 0x3C), abi.encodeWithSelector(ISpokeVault.QuorumNotReached.selector, 3_999, 6_000));
    }

    function test_powers_near_two_to_96_are_summed_without_overflow() public {
        uint256[] memory powers = new uint256[](4);
        uint256 whole = type(uint96).max; // 4 members of at most a third
        powers[0] = whole / 3;
        powers[1] = whole / 3;
        powers[2] = whole / 3 - 1;
        powers[3] = whole - powers[0] - powers[1] - powers[2];
        withPowers(powers);
        uint256 twoLargest = powers[0] + powers[1];
        refused(sign(hot, digest, 3), abi.encodeWithSelector(ISpokeVault.QuorumNotReached.selector, twoLargest, whole));
        accepted(sign(hot, digest, 7));
    }
}

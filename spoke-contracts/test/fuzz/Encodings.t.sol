// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {
    BatchHeader,
    ColdAuth,
    Item,
    QueuedItem,
    Quorum,
    SetUpdate,
    SetWord,
    WithdrawalId
} from "../../src/VaultTypes.sol";
import {LibraryHarness} from "../support/LibraryHarness.sol";
import {Validators} from "../support/Validators.sol";
import {VaultFixture} from "../support/VaultFixture.sol";

/// Every hash of the vault against a second spelling of it, on random values.
contract EncodingsFuzz is VaultFixture {
    LibraryHarness private lib;

    function setUp() public override {
        lib = new LibraryHarness();
    }

    function testFuzz_batches_hash_as_typed_data(BatchHeader calldata h, Item[] calldata items) public view {
        eq(lib.batchHash(h, items), batchHash(h, items), "batch");
    }

    function testFuzz_lists_hash_as_records_of_192_bytes(QueuedItem[] calldata list) public view {
        eq(lib.listHash(list), listHashOf(list), "list");
    }

    function testFuzz_set_updates_hash_as_typed_data(SetUpdate calldata u, uint64 nonce, uint64 deadline) public view {
        ColdAuth memory a;
        a.nonce = nonce;
        a.deadline = deadline;
        eq(lib.rotationHash(u), rotationHash(u), "rotation");
        eq(lib.unlockHash(u, a), unlockHash(nonce, deadline, u), "unlock");
    }

    function testFuzz_checkpoints_hash_tag_epoch_and_words(uint64 epoch, SetWord[] calldata words) public view {
        (bytes32 hot_, bytes32 cold_, bytes32 hotMemory, bytes32 coldMemory) = lib.checkpoints(epoch, words);
        eq(hot_, hotHashOf(epoch, words), "hot");
        eq(cold_, coldHashOf(epoch, words), "cold");
        eq(hotMemory, hot_, "hot from memory");
        eq(coldMemory, cold_, "cold from memory");
    }

    function testFuzz_cancels_hash_as_typed_data(WithdrawalId[] calldata ids, uint64 nonce, uint64 deadline)
        public
        view
    {
        ColdAuth memory a;
        a.nonce = nonce;
        a.deadline = deadline;
        eq(lib.cancelHash(ids, a), cancelHash(nonce, deadline, ids), "cancel");
    }

    function testFuzz_actions_hash_as_typed_data(uint8 kind, bytes calldata data, uint64 nonce, uint64 deadline)
        public
        view
    {
        kind = uint8(within(kind, 1, 4));
        ColdAuth memory a;
        a.nonce = nonce;
        a.deadline = deadline;
        (,, bytes32 structHash, bytes32 actionHash) = lib.actionHashes(kind, data, a);
        eq(structHash, actionStructHash(kind, nonce, deadline, data), "struct");
        eq(actionHash, actionHashOf(kind, data), "name");
    }

    function testFuzz_unknown_kinds_have_no_type(uint8 kind) public view {
        vm.assume(kind == 0 || kind > 4);
        ColdAuth memory a;
        (bytes32 typeHash, uint256 length,,) = lib.actionHashes(kind, "", a);
        eq(typeHash, 0, "type");
        eq(length, 0, "length");
    }

    function testFuzz_domains_hash_as_typed_data(uint256 chainId, address target, bytes32 salt) public view {
        eq(lib.domainSeparator(chainId, target, salt), domainOf(chainId, target, salt), "domain");
    }

    function testFuzz_the_stream_chains_raw_topics_and_data(
        bytes32 rolling,
        uint64 nonce,
        bytes32 topic0,
        bytes32 key,
        bytes32[] calldata given
    ) public {
        bytes32[] memory data = given;
        if (data.length > 11) {
            assembly ("memory-safe") {
                mstore(data, 11)
            }
        }
        uint256 next = uint256(nonce) + 1;
        bytes32 inner = keccak256(abi.encodePacked(topic0, next, key, data));
        eq(lib.append(rolling, nonce, topic0, key, data), keccak256(abi.encodePacked(rolling, inner)), "rolling");
    }

    // ------------------------------------------------------------------------------------------------- quorums, sets

    function powersOf(uint256 seed, uint256 size) private pure returns (uint256[] memory powers, uint256 total) {
        powers = new uint256[](size);
        // up to 2^96 / 128 each, so that the total still fits, or the whole range for a few members
        uint256 most = type(uint96).max / size;
        for (uint256 i; i < size; ++i) {
            powers[i] = within(uint256(keccak256(abi.encode(seed, i))), 1, most);
            total += powers[i];
        }
    }

    function testFuzz_a_quorum_passes_exactly_above_two_thirds(uint256 seed, uint8 rawSize, uint128 rawSigners)
        public
        view
    {
        uint256 size = within(rawSize, 1, 128);
        (uint256[] memory powers, uint256 total) = powersOf(seed, size);
        Validators memory set = makeSet(within(seed, 0, 7), powers);
        uint256 signers = uint256(rawSigners) & (size == 128 ? type(uint128).max : (1 << size) - 1);
        // mostly dense bitmaps, so that both answers are common
        if (seed & 3 != 0) signers |= leastSigners(set);
        if (seed & 7 == 7) signers = leastSigners(set);
        if (seed & 7 == 3) signers = leastSigners(set) >> 1;
        uint256 signed;
        for (uint256 i; i < size; ++i) {
            if ((signers >> i) & 1 != 0) signed += powerOf(set.words[i]);
        }
        bytes32 digest = keccak256(abi.encode(seed));
        Quorum memory quorum = sign(set, digest, signers);
        bytes32 stored = hotHashOf(1, set.words);
        (bool ok, bytes memory answer) =
            address(lib).staticcall(abi.encodeCall(lib.checkQuorum, (quorum, 1, stored, digest)));
        yes(ok == (3 * signed > 2 * total), "3 signed > 2 total");
        if (!ok) {
            eq(
                keccak256(answer),
                keccak256(abi.encodeWithSelector(ISpokeVault.QuorumNotReached.selector, signed, total)),
                "both sums are named"
            );
        }
    }

    function testFuzz_no_single_flipped_bit_of_a_signature_is_accepted(uint256 seed, uint16 rawBit) public view {
        Validators memory set = makeSet(3, 4, 1);
        bytes32 digest = keccak256(abi.encode(seed));
        Quorum memory quorum = sign(set, digest);
        uint256 bit = within(rawBit, 0, quorum.signatures.length * 8 - 1);
        quorum.signatures[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        (bool ok, bytes memory answer) =
            address(lib).staticcall(abi.encodeCall(lib.checkQuorum, (quorum, 1, hotHashOf(1, set.words), digest)));
        yes(!ok, "refused");
        eq(
            keccak256(answer),
            keccak256(abi.encodeWithSelector(ISpokeVault.BadSignature.selector, bit / 520)),
            "the signature with the flipped bit"
        );
    }

    /// A slow judge of the set rules that knows only their wording.
    function verdict(SetUpdate memory u, bool devnet) private pure returns (bytes memory) {
        for (uint256 side; side < 2; ++side) {
            SetWord[] memory set = side == 0 ? u.hot : u.cold;
            if (set.length == 0 || set.length > 128 || (!devnet && set.length < 4)) {
                return abi.encodeWithSelector(ISpokeVault.SetSize.selector);
            }
            uint256 sum;
            for (uint256 i; i < set.length; ++i) {
                address before = i == 0 ? address(0) : memberOf(set[i - 1]);
                if (memberOf(set[i]) <= before) {
                    return abi.encodeWithSelector(ISpokeVault.SetNotSorted.selector, i);
                }
                if (powerOf(set[i]) == 0) return abi.encodeWithSelector(ISpokeVault.ZeroPower.selector, i);
                sum += powerOf(set[i]);
            }
            if (sum != u.totalPower) return abi.encodeWithSelector(ISpokeVault.TotalPowerMismatch.selector);
            for (uint256 i; i < set.length && !devnet; ++i) {
                if (3 * powerOf(set[i]) > sum) return abi.encodeWithSelector(ISpokeVault.MemberTooLarge.selector, i);
            }
        }
        for (uint256 i; i < u.hot.length; ++i) {
            for (uint256 j; j < u.cold.length; ++j) {
                if (memberOf(u.hot[i]) == memberOf(u.cold[j])) {
                    return abi.encodeWithSelector(ISpokeVault.SetsOverlap.selector);
                }
            }
        }
        return "";
    }

    function testFuzz_set_rules_agree_with_a_naive_judge(uint256 seed, uint8 rawSize, uint8 harm, bool devnet)
        public
        view
    {
        uint256 size = within(rawSize, 1, 128);
        SetUpdate memory u;
        u.hot = new SetWord[](size);
        u.cold = new SetWord[](size);
        uint256 most = type(uint96).max / size;
        for (uint256 i; i < size; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            uint256 power = seed % 2 == 0 ? most : within(r, 1, most);
            // ascending, with room between the members of the two sets
            u.hot[i] = word(address(uint160((i + 1) << 100 | within(r >> 8, 0, type(uint64).max) << 1)), power);
            u.cold[i] = word(address(uint160((i + 1) << 100 | within(r >> 16, 0, type(uint64).max) << 1 | 1)), power);
            u.totalPower += uint96(power);
        }
        uint256 k = within(seed >> 128, 0, size - 1);
        SetWord[] memory set = seed % 3 == 0 ? u.cold : u.hot;
        uint256 kind = harm % 8;
        if (kind == 1) set[k] = word(memberOf(set[k]), 0);
        if (kind == 2) set[k] = set[within(seed >> 64, 0, size - 1)];
        if (kind == 3) u.totalPower ^= 1;
        if (kind == 4) u.cold[k] = u.hot[k];
        if (kind == 5) set[k] = word(memberOf(set[k]), powerOf(set[k]) / 2 + 1);
        if (kind == 6) set[k] = word(address(uint160(uint256(keccak256(abi.encode(seed))))), powerOf(set[k]));
        (bool ok, bytes memory answer) = address(lib).staticcall(abi.encodeCall(lib.checkSet, (u, devnet)));
        bytes memory expected = verdict(u, devnet);
        yes(ok == (expected.length == 0), "verdict");
        if (!ok) eq(keccak256(answer), keccak256(expected), "error");
    }
}

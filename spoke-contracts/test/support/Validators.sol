// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Quorum, SetWord} from "../../src/VaultTypes.sol";
import {Check} from "./Check.sol";

/// A validator set whose keys the test holds, sorted by address. `keys[i]` belongs to `words[i]`.
struct Validators {
    uint256[] keys;
    SetWord[] words;
    uint256 total;
}

/// Makes sets and signs as them. Hashes are written out again here, from the ABI document and not from the vault's code.
abstract contract ValidatorSets is Check {
    /// `size` members with equal power; keys follow from `seed`.
    function makeSet(uint256 seed, uint256 size, uint256 power) internal pure returns (Validators memory set) {
        uint256[] memory powers = new uint256[](size);
        for (uint256 i; i < size; ++i) {
            powers[i] = power;
        }
        return makeSet(seed, powers);
    }

    /// Members with the given powers, in address order.
    function makeSet(uint256 seed, uint256[] memory powers) internal pure returns (Validators memory set) {
        uint256 size = powers.length;
        set.keys = new uint256[](size);
        set.words = new SetWord[](size);
        address[] memory members = new address[](size);
        for (uint256 i; i < size; ++i) {
            uint256 key = uint256(keccak256(abi.encode("validator", seed, i))) >> 8;
            address member = vm.addr(key);
            uint256 j = i;
            for (; j > 0 && members[j - 1] > member; --j) {
                members[j] = members[j - 1];
                set.keys[j] = set.keys[j - 1];
            }
            members[j] = member;
            set.keys[j] = key;
        }
        for (uint256 i; i < size; ++i) {
            set.words[i] = word(members[i], powers[i]);
            set.total += powers[i];
        }
    }

    function word(address member, uint256 power) internal pure returns (SetWord) {
        return SetWord.wrap(bytes32(bytes20(member)) | bytes32(power));
    }

    function memberOf(SetWord w) internal pure returns (address) {
        return address(bytes20(SetWord.unwrap(w)));
    }

    function powerOf(SetWord w) internal pure returns (uint256) {
        return uint256(SetWord.unwrap(w)) & type(uint96).max;
    }

    /// Lowest members that together have more than two thirds.
    function leastSigners(Validators memory set) internal pure returns (uint256 signers) {
        uint256 signed;
        for (uint256 i; 3 * signed <= 2 * set.total; ++i) {
            signed += powerOf(set.words[i]);
            signers |= 1 << i;
        }
    }

    function sign(Validators memory set, bytes32 digest) internal pure returns (Quorum memory) {
        return sign(set, digest, leastSigners(set));
    }

    function sign(Validators memory set, bytes32 digest, uint256 signers) internal pure returns (Quorum memory quorum) {
        bytes memory signatures;
        for (uint256 i; i < set.keys.length; ++i) {
            if ((signers >> i) & 1 == 0) continue;
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(set.keys[i], digest);
            signatures = abi.encodePacked(signatures, r, s, v);
        }
        return Quorum({set: set.words, signers: signers, signatures: signatures});
    }

    function checkpointOf(string memory tag, uint64 epoch, SetWord[] memory words) internal pure returns (bytes32) {
        bytes memory packed = abi.encode(keccak256(bytes(tag)), uint256(epoch));
        for (uint256 i; i < words.length; ++i) {
            packed = abi.encodePacked(packed, SetWord.unwrap(words[i]));
        }
        return keccak256(packed);
    }

    function hotHashOf(uint64 epoch, SetWord[] memory words) internal pure returns (bytes32) {
        return checkpointOf("NaveSpoke.HotSet", epoch, words);
    }

    function coldHashOf(uint64 epoch, SetWord[] memory words) internal pure returns (bytes32) {
        return checkpointOf("NaveSpoke.ColdSet", epoch, words);
    }
}

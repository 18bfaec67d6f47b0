// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../ISpokeVault.sol";
import {SetUpdate, SetWord} from "../VaultTypes.sol";
import {CLOCK_SKEW, MAX_SET, MIN_SET} from "../VaultLimits.sol";
import {Quorums} from "./Quorums.sol";

/// What a validator set must look like before it is stored. spec: bridge-abi §1 "Set rules"
library SetRules {
    using Quorums for SetWord;
    using Quorums for SetWord[];

    /// Hot first, then cold, then both together.
    /// Errors: SetSize, SetNotSorted, ZeroPower, TotalPowerMismatch, MemberTooLarge, SetsOverlap.
    function check(SetUpdate memory update, bool devnet) internal pure {
        _checkMembers(update.hot, update.totalPower, devnet);
        _checkMembers(update.cold, update.totalPower, devnet);
        _checkDisjoint(update.hot, update.cold);
    }

    /// Age counts from creation on the hub, so a withheld set cannot come back fresh.
    /// `notBefore` is the creation time of the set it replaces. Error: BadCreatedAt.
    /// @return The time to store: never in the future.
    function checkCreatedAt(uint64 createdAt, uint256 maxSetAge, uint64 notBefore) internal view returns (uint64) {
        if (
            createdAt > block.timestamp + CLOCK_SKEW || createdAt + maxSetAge < block.timestamp || createdAt < notBefore
        ) revert ISpokeVault.BadCreatedAt();
        // forge-lint: disable-next-line(unsafe-typecast)
        return createdAt < block.timestamp ? createdAt : uint64(block.timestamp); // not above createdAt
    }

    function _checkMembers(SetWord[] memory set, uint256 totalPower, bool devnet) private pure {
        uint256 size = set.length;
        if (size < (devnet ? 1 : MIN_SET) || size > MAX_SET) revert ISpokeVault.SetSize();
        uint256 previous;
        uint256 sum;
        uint256 largest;
        uint256 largestAt;
        unchecked {
            // at most 128 powers below 2^96: neither the sum nor a threefold power leaves 2^104
            for (uint256 i; i < size; ++i) {
                SetWord word = set.wordAt(i);
                uint256 member = word.member();
                uint256 power = word.power();
                if (member <= previous) revert ISpokeVault.SetNotSorted(i);
                if (power == 0) revert ISpokeVault.ZeroPower(i);
                if (power > largest && 3 * largest <= totalPower) (largest, largestAt) = (power, i);
                previous = member;
                sum += power;
            }
            if (sum != totalPower) revert ISpokeVault.TotalPowerMismatch();
            // the search stopped at the first member above the limit, if there is one
            if (3 * largest > totalPower && !devnet) revert ISpokeVault.MemberTooLarge(largestAt);
        }
    }

    /// Both are sorted and not empty: one pass over the two. O(hot + cold).
    function _checkDisjoint(SetWord[] memory hot, SetWord[] memory cold) private pure {
        uint256 i;
        uint256 j;
        uint256 a = hot.wordAt(0).member();
        uint256 b = cold.wordAt(0).member();
        unchecked {
            // an index stops at its set's length, which is at most 128
            while (a != b) {
                if (a < b) {
                    if (++i == hot.length) return;
                    a = hot.wordAt(i).member();
                } else {
                    if (++j == cold.length) return;
                    b = cold.wordAt(j).member();
                }
            }
        }
        revert ISpokeVault.SetsOverlap();
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LOCK_ROUND, SCOPE_INFLOW, SCOPE_OUTFLOW, SOFT_LOCK, SOFT_LOCK_PAUSE} from "../VaultLimits.sol";
import {EventStream} from "../libraries/EventStream.sol";
import {VaultState} from "./VaultState.sol";

/// @title Lockers can stop the vault, never move money. One of them for hours, a threshold of them until the cold set.
abstract contract Locks is VaultState {
    using EventStream for EventStream.Stream;

    function lock(uint8 scope) external override nonReentrant {
        uint256 seat = _seatOf[msg.sender];
        if (seat == 0) revert NotLocker();
        if (scope == 0 || scope > (SCOPE_OUTFLOW | SCOPE_INFLOW)) revert BadScope();
        uint16 bit = _seatBit(seat);
        LockWord memory locks = _locks;
        if (locks.voteStart == 0 || block.timestamp >= locks.voteStart + LOCK_ROUND) {
            locks.voteStart = uint64(block.timestamp);
            locks.votesOut = 0;
            locks.votesIn = 0;
        }
        bool votesOut = scope & SCOPE_OUTFLOW != 0 && locks.votesOut & bit == 0;
        bool votesIn = scope & SCOPE_INFLOW != 0 && locks.votesIn & bit == 0;
        if (!votesOut && !votesIn) revert AlreadyVoted();
        if (votesOut) {
            locks.votesOut |= bit;
            // one soft lock a day over all lockers: nobody alone can keep the vault shut
            if (locks.softUntil == 0 || block.timestamp >= locks.softUntil + SOFT_LOCK_PAUSE) {
                // forge-lint: disable-next-line(unsafe-typecast)
                locks.softUntil = uint64(block.timestamp + SOFT_LOCK);
            }
            if (_popcount(locks.votesOut) >= locks.threshold) locks.hardScope |= SCOPE_OUTFLOW;
        }
        if (votesIn) {
            locks.votesIn |= bit;
            if (_popcount(locks.votesIn) >= locks.threshold) locks.hardScope |= SCOPE_INFLOW;
        }
        _locks = locks;

        EventStream.Stream memory stream = _openStream();
        stream.key = uint160(msg.sender);
        stream.data0 = scope;
        stream.data1 = locks.softUntil;
        stream.data2 = locks.hardScope;
        stream.append(Locked.selector, 3);
        _closeStream(stream);
    }

    /// A running soft lock ends now, so that the pause before the next one counts from here.
    function _clearLocks() internal {
        LockWord memory locks = _locks;
        if (locks.softUntil > block.timestamp) locks.softUntil = uint64(block.timestamp);
        locks.hardScope = 0;
        locks.voteStart = 0;
        locks.votesOut = 0;
        locks.votesIn = 0;
        _locks = locks;
    }
}

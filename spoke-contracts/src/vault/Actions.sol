// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ColdAuth, LockerConfig, TokenConfig} from "../VaultTypes.sol";
import {
    ACTION_SET_AGGREGATE,
    ACTION_SET_LOCKER,
    ACTION_SET_SUCCESSOR,
    ACTION_SET_TOKEN,
    LOOSEN_DELAY,
    MAX_LOCKERS,
    STAGE_TTL,
    SUCCESSOR_DELAY
} from "../VaultLimits.sol";
import {EventStream} from "../libraries/EventStream.sol";
import {SignedData} from "../libraries/SignedData.sol";
import {TokenStates} from "../libraries/TokenStates.sol";
import {TokenState} from "../libraries/TokenWords.sol";
import {VaultState} from "./VaultState.sol";

/// @title Settings, changed by the cold quorum: tightening at once, everything else after a delay in public.
abstract contract Actions is VaultState {
    using EventStream for EventStream.Stream;
    using TokenStates for TokenState;

    function submitAction(uint8 kind, bytes calldata data, ColdAuth calldata auth) external override nonReentrant {
        bytes32 typeHash = _checkedType(kind, data);
        _checkCold(auth, SignedData.actionStructHash(typeHash, data, auth));
        EventStream.Stream memory stream = _openStream();
        if (_check(kind, data)) {
            ++_stageGeneration; // tightening drops everything staged
            _perform(stream, kind, data);
        } else {
            _stage(stream, kind, SignedData.actionHash(typeHash, data));
        }
        _closeStream(stream);
    }

    function applyAction(uint8 kind, bytes calldata data) external override nonReentrant {
        bytes32 actionHash = SignedData.actionHash(_checkedType(kind, data), data);
        _requireHomeChain();
        _requireOutflowOpen();
        uint64 readyAt = stagedAt(actionHash);
        if (readyAt == 0) revert NotStaged();
        if (block.timestamp < readyAt) revert StageNotReady(readyAt);
        if (block.timestamp > readyAt + STAGE_TTL) revert StageExpired();
        delete _staged[actionHash];
        _check(kind, data);
        EventStream.Stream memory stream = _openStream();
        _perform(stream, kind, data);
        _closeStream(stream);
    }

    function stagedAt(bytes32 actionHash) public view override returns (uint64) {
        Staged storage staged = _staged[actionHash];
        return staged.generation == _stageGeneration ? staged.readyAt : 0;
    }

    /// Error: AlreadyStaged.
    function _stage(EventStream.Stream memory stream, uint8 kind, bytes32 actionHash) private {
        uint64 previous = stagedAt(actionHash);
        if (previous != 0 && block.timestamp <= previous + STAGE_TTL) revert AlreadyStaged();
        uint64 readyAt =
            SafeCast.toUint64(block.timestamp + (kind == ACTION_SET_SUCCESSOR ? SUCCESSOR_DELAY : LOOSEN_DELAY));
        _staged[actionHash] = Staged({readyAt: readyAt, generation: _stageGeneration});
        stream.key = uint256(actionHash);
        stream.data0 = readyAt;
        stream.append(ActionStaged.selector, 1);
    }

    /// Error: BadConfig.
    function _checkedType(uint8 kind, bytes calldata data) private pure returns (bytes32) {
        (bytes32 typeHash, uint256 length) = SignedData.actionType(kind);
        if (typeHash == 0 || data.length != length) revert BadConfig();
        return typeHash;
    }

    /// Checks the rules of an action. Error: BadConfig.
    /// @return tightening Whether it can only slow or stop things.
    function _check(uint8 kind, bytes calldata data) private view returns (bool tightening) {
        if (kind == ACTION_SET_TOKEN) {
            TokenConfig memory config = abi.decode(data, (TokenConfig));
            TokenState storage state = _tokens[config.token];
            state.check(config, _devnet);
            return state.isTightening(config);
        }
        if (kind == ACTION_SET_AGGREGATE) {
            (uint64 cap, uint64 rate) = abi.decode(data, (uint64, uint64));
            _checkAggregate(cap, rate);
            return cap <= _aggregate.cap && rate <= _aggregate.rate;
        }
        if (kind == ACTION_SET_LOCKER) {
            LockerConfig memory config = abi.decode(data, (LockerConfig));
            _checkLocker(config);
            return config.active && config.threshold <= _locks.threshold;
        }
        address successor = abi.decode(data, (address));
        if (successor == address(0) || successor == address(this) || _locks.migrating) revert BadConfig();
    }

    /// Carries out an action whose rules were checked in this call.
    function _perform(EventStream.Stream memory stream, uint8 kind, bytes calldata data) private {
        if (kind == ACTION_SET_TOKEN) {
            _setToken(stream, abi.decode(data, (TokenConfig)));
        } else if (kind == ACTION_SET_AGGREGATE) {
            (uint64 cap, uint64 rate) = abi.decode(data, (uint64, uint64));
            _setAggregate(stream, cap, rate);
        } else if (kind == ACTION_SET_LOCKER) {
            _setLocker(stream, abi.decode(data, (LockerConfig)));
        } else {
            address successor = abi.decode(data, (address));
            _successor = successor;
            _locks.migrating = true;
            stream.key = uint160(successor);
            stream.append(SuccessorSet.selector, 0);
        }
    }

    // ---------------------------------------------------------------------------------------------------------- token

    /// `config` has been checked.
    function _setToken(EventStream.Stream memory stream, TokenConfig memory config) internal {
        _tokens[config.token].store(config);
        // the twelve words of the configuration are the key and the data of the event
        uint256 fields = stream.fields();
        assembly ("memory-safe") {
            mcopy(fields, config, 384)
        }
        stream.append(TokenSet.selector, 11);
    }

    // ------------------------------------------------------------------------------------------------------ aggregate

    /// Error: BadConfig.
    function _checkAggregate(uint64 cap, uint64 rate) internal pure {
        if (rate == 0 || rate > cap) revert BadConfig();
    }

    function _setAggregate(EventStream.Stream memory stream, uint64 cap, uint64 rate) internal {
        Aggregate memory aggregate = _leakedAggregate(); // at the old rate
        aggregate.cap = cap;
        aggregate.rate = rate;
        _aggregate = aggregate;
        stream.key = cap;
        stream.data0 = rate;
        stream.append(AggregateSet.selector, 1);
    }

    // --------------------------------------------------------------------------------------------------------- locker

    /// Error: BadConfig.
    function _checkLocker(LockerConfig memory config) internal view {
        bool known = _seatOf[config.locker] != 0;
        uint256 count = _popcount(_locks.seats);
        if (config.active && !known) ++count;
        if (!config.active && known) --count;
        if (config.locker == address(0) || !(config.active || known) || count > MAX_LOCKERS) revert BadConfig();
        _checkThreshold(config.threshold, count);
    }

    /// Error: BadConfig.
    function _checkThreshold(uint256 threshold, uint256 count) internal view {
        if (threshold < (_devnet ? 1 : 2) || threshold > count) revert BadConfig();
    }

    /// `config` has been checked: there is a free seat for a new locker.
    function _setLocker(EventStream.Stream memory stream, LockerConfig memory config) internal {
        LockWord memory locks = _locks;
        uint256 seat = _seatOf[config.locker];
        if (config.active && seat == 0) {
            seat = 1;
            while ((locks.seats >> (seat - 1)) & 1 != 0) ++seat;
            // forge-lint: disable-next-line(unsafe-typecast)
            _seatOf[config.locker] = uint8(seat); // 1..16
            locks.seats |= _seatBit(seat);
        } else if (!config.active) {
            uint16 others = ~_seatBit(seat);
            delete _seatOf[config.locker];
            locks.seats &= others;
            locks.votesOut &= others; // its votes leave with it
            locks.votesIn &= others;
        }
        locks.threshold = config.threshold;
        _locks = locks;
        stream.key = uint160(config.locker);
        stream.data0 = config.active ? 1 : 0;
        stream.data1 = config.threshold;
        stream.append(LockerSet.selector, 2);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Config, LockerConfig, LockState, SetInfo, Settings, Status, TokenConfig, WithdrawalId} from "./VaultTypes.sol";
import {
    MAX_CONSTRUCTOR_TOKENS,
    MAX_DISPUTE_BLOCKS,
    MAX_LOCKERS,
    MAX_MAX_SET_AGE,
    MAX_ROTATION_DELAY,
    MIN_MAX_SET_AGE,
    MIN_ROTATION_DELAY
} from "./VaultLimits.sol";
import {Buckets} from "./libraries/Buckets.sol";
import {EventStream} from "./libraries/EventStream.sol";
import {SignedData} from "./libraries/SignedData.sol";
import {StatusMap} from "./libraries/StatusMap.sol";
import {TokenStates} from "./libraries/TokenStates.sol";
import {Flow, Limits, TokenState} from "./libraries/TokenWords.sol";
import {Actions} from "./vault/Actions.sol";
import {Deposits} from "./vault/Deposits.sol";
import {Rotations} from "./vault/Rotations.sol";
import {Withdrawals} from "./vault/Withdrawals.sol";

/// @title The vault of one EVM chain: construction and views. See ISpokeVault for what every function does.
/// The address proves code, hub, validator set and limits (bridge-abi §7): nothing here depends on who deploys it.
contract SpokeVault is Deposits, Withdrawals, Rotations, Actions {
    using StatusMap for StatusMap.Map;
    using StatusMap for StatusMap.Word;
    using TokenStates for TokenState;

    /// Errors: BadConfig, WrongEpoch, the set errors, BadCreatedAt, BadConfig (lockers, tokens).
    constructor(Config memory c) {
        if (
            c.hubSalt == 0 || c.maxSetAge < MIN_MAX_SET_AGE || c.maxSetAge > MAX_MAX_SET_AGE
                || c.rotationDelay > MAX_ROTATION_DELAY || c.disputeBlocks > MAX_DISPUTE_BLOCKS
                || (!c.devnet && (c.rotationDelay < MIN_ROTATION_DELAY || c.disputeBlocks == 0))
                || c.lockers.length > MAX_LOCKERS || c.tokens.length > MAX_CONSTRUCTOR_TOKENS
        ) revert BadConfig();
        _checkAggregate(c.aggregateCap, c.aggregateRate);

        _chainId = block.chainid;
        _hubSalt = c.hubSalt;
        _devnet = c.devnet;
        _maxSetAge = c.maxSetAge;
        _rotationDelay = c.rotationDelay;
        _disputeBlocks = c.disputeBlocks;
        DOMAIN_SEPARATOR = SignedData.domainSeparator(block.chainid, address(this), c.hubSalt);
        _checkThreshold(c.lockThreshold, c.lockers.length);

        EventStream.Stream memory stream;
        stream.rollingHash = DOMAIN_SEPARATOR;

        if (c.initialSet.epoch == 0) revert WrongEpoch(1, 0);
        (bytes32 hotHash, bytes32 coldHash, uint64 createdAt) = _checkSet(c.initialSet, 0);
        _install(stream, c.initialSet.epoch, hotHash, coldHash, createdAt);
        _storePending(c.initialSet, hotHash, coldHash, createdAt, block.timestamp, block.number); // not for the next epoch

        for (uint256 i; i < c.lockers.length; ++i) {
            address locker = c.lockers[i];
            if (locker == address(0) || _seatOf[locker] != 0) revert BadConfig();
            _setLocker(stream, LockerConfig({locker: locker, active: true, threshold: c.lockThreshold}));
        }
        _setAggregate(stream, c.aggregateCap, c.aggregateRate);
        for (uint256 i; i < c.tokens.length; ++i) {
            TokenConfig memory config = c.tokens[i];
            TokenState storage state = _tokens[config.token];
            if (state.flow.isKnown()) revert BadConfig();
            state.check(config, c.devnet);
            _setToken(stream, config);
        }
        _closeStream(stream);
    }

    function currentSet() external view override returns (SetInfo memory info) {
        info.epoch = epoch;
        info.hotHash = _hotHash;
        info.coldHash = _coldHash;
        info.createdAt = _setCreatedAt;
    }

    function pendingSet() external view override returns (SetInfo memory info) {
        if (!_hasPending()) return info;
        Pending memory pending = _pending;
        info.epoch = epoch + 1;
        info.hotHash = pending.hotHash;
        info.coldHash = pending.coldHash;
        info.createdAt = pending.createdAt;
        info.hubHeight = pending.hubHeight;
        info.readyAt = pending.readyAt;
        info.readyBlock = pending.readyBlock;
    }

    function status(WithdrawalId id) external view override nonReentrantView returns (Status) {
        return _statuses.wordOf(id).get(id);
    }

    function capacity(address token)
        external
        view
        override
        nonReentrantView
        returns (uint128 available, uint128 escrow, uint64 aggregateAvailable)
    {
        TokenState storage state = _tokens[token];
        (Flow flow, Limits limits) = (state.flow, state.limits);
        // forge-lint: disable-next-line(unsafe-typecast)
        available = uint128(Buckets.available(flow.used(limits), limits.cap())); // at most cap
        escrow = uint128(flow.escrow());
        Aggregate memory aggregate = _leakedAggregate();
        // forge-lint: disable-next-line(unsafe-typecast)
        aggregateAvailable = uint64(Buckets.available(aggregate.used, aggregate.cap)); // at most cap
    }

    function tokenConfig(address token) external view override returns (TokenConfig memory) {
        return _tokens[token].config(token);
    }

    function lockState() external view override returns (LockState memory) {
        LockWord memory locks = _locks;
        return LockState({
            softUntil: locks.softUntil,
            hardScope: locks.hardScope,
            threshold: locks.threshold,
            // forge-lint: disable-next-line(unsafe-typecast)
            lockers: uint8(_popcount(locks.seats)),
            voteStart: locks.voteStart,
            votesOut: locks.votesOut,
            votesIn: locks.votesIn
        });
    }

    function isLocker(address account) external view override returns (bool) {
        return _seatOf[account] != 0;
    }

    function settings() external view override returns (Settings memory) {
        return Settings({
            chainId: _chainId,
            hubSalt: _hubSalt,
            devnet: _devnet,
            // forge-lint: disable-next-line(unsafe-typecast)
            maxSetAge: uint32(_maxSetAge),
            // forge-lint: disable-next-line(unsafe-typecast)
            rotationDelay: uint32(_rotationDelay),
            // forge-lint: disable-next-line(unsafe-typecast)
            disputeBlocks: uint32(_disputeBlocks),
            aggregateCap: _aggregate.cap,
            aggregateRate: _aggregate.rate,
            successor: _successor
        });
    }
}

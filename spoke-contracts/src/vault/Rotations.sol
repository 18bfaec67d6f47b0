// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ColdAuth, Quorum, SetUpdate, WithdrawalId} from "../VaultTypes.sol";
import {EventStream} from "../libraries/EventStream.sol";
import {Quorums} from "../libraries/Quorums.sol";
import {SetRules} from "../libraries/SetRules.sol";
import {SignedData} from "../libraries/SignedData.sol";
import {Locks} from "./Locks.sol";

/// @title Validator sets: announced by the hot quorum, installed after a delay, replaced at once by the cold quorum.
/// A set is stored as two checkpoints; its powers are summed again at every use.
abstract contract Rotations is Locks {
    using EventStream for EventStream.Stream;

    function requestRotation(SetUpdate calldata update, Quorum calldata quorum) external override nonReentrant {
        _requireHomeChain();
        _requireOutflowOpen();
        SetUpdate memory next = _toMemory(update);
        (bytes32 hotHash, bytes32 coldHash, uint64 createdAt) = _checkUpdate(next);
        if (_hasPending() && _pending.hubHeight >= next.hubHeight) revert StaleUpdate();
        _checkHot(quorum, SignedData.rotationHash(next, hotHash, coldHash));

        uint256 readyAt = block.timestamp + _rotationDelay;
        _storePending(next, hotHash, coldHash, createdAt, readyAt, block.number + _disputeBlocks);

        EventStream.Stream memory stream = _openStream();
        stream.key = next.epoch;
        stream.data0 = uint256(hotHash);
        stream.data1 = uint256(coldHash);
        stream.data2 = next.totalPower;
        stream.data3 = next.hubHeight;
        stream.data4 = next.createdAt;
        stream.data5 = readyAt;
        stream.append(RotationRequested.selector, 6);
        _closeStream(stream);
    }

    function finalizeRotation() external override nonReentrant {
        _requireHomeChain();
        _requireOutflowOpen();
        if (!_hasPending()) revert NoPendingRotation();
        Pending storage pending = _pending;
        if (block.timestamp < pending.readyAt) revert NotReady(WithdrawalId.wrap(0), pending.readyAt);
        if (block.number < pending.readyBlock) revert NotReadyBlock(pending.readyBlock);
        if (_isTooOld(pending.createdAt)) revert SetTooOld();
        EventStream.Stream memory stream = _openStream();
        _install(stream, epoch + 1, pending.hotHash, pending.coldHash, pending.createdAt);
        _closeStream(stream);
    }

    function emergencyUnlock(SetUpdate calldata update, ColdAuth calldata auth) external override nonReentrant {
        // an old set counts as a lock: a stalled hub must not brick the vault
        if (!_outflowLocked() && _locks.hardScope == 0 && !_isTooOld(_setCreatedAt)) revert NotLocked();
        SetUpdate memory next = _toMemory(update);
        (bytes32 hotHash, bytes32 coldHash, uint64 createdAt) = _checkUpdate(next);
        _checkCold(auth, SignedData.unlockHash(next, hotHash, coldHash, auth));

        EventStream.Stream memory stream = _openStream();
        _install(stream, next.epoch, hotHash, coldHash, createdAt); // the pending set is no longer the next one
        _unlockedAt = uint64(block.timestamp);
        _clearLocks();
        ++_stageGeneration; // nothing staged survives
        stream.key = next.epoch;
        stream.append(Unlocked.selector, 0);
        _closeStream(stream);
    }

    /// The compiler's own copy goes through the sets word by word.
    function _toMemory(SetUpdate calldata given) private pure returns (SetUpdate memory) {
        return SetUpdate({
            epoch: given.epoch,
            totalPower: given.totalPower,
            hubHeight: given.hubHeight,
            createdAt: given.createdAt,
            hot: Quorums.toMemory(given.hot),
            cold: Quorums.toMemory(given.cold)
        });
    }

    /// Errors: WrongEpoch, the set errors, BadCreatedAt.
    /// @return hotHash @return coldHash Checkpoints. @return createdAt Time to store.
    function _checkUpdate(SetUpdate memory update)
        private
        view
        returns (bytes32 hotHash, bytes32 coldHash, uint64 createdAt)
    {
        uint64 expected = epoch + 1;
        if (update.epoch != expected) revert WrongEpoch(expected, update.epoch);
        return _checkSet(update, _setCreatedAt);
    }

    /// Errors: the set errors, BadCreatedAt.
    function _checkSet(SetUpdate memory update, uint64 notBefore)
        internal
        view
        returns (bytes32 hotHash, bytes32 coldHash, uint64 createdAt)
    {
        SetRules.check(update, _devnet);
        createdAt = SetRules.checkCreatedAt(update.createdAt, _maxSetAge, notBefore);
        hotHash = Quorums.checkpoint(Quorums.HOT_TAG, update.epoch, update.hot);
        coldHash = Quorums.checkpoint(Quorums.COLD_TAG, update.epoch, update.cold);
    }

    /// Whether the stored announcement is for the next epoch.
    function _hasPending() internal view returns (bool) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return _pending.epoch == uint48(epoch + 1); // modulo 2^48, see Pending
    }

    function _storePending(
        SetUpdate memory update,
        bytes32 hotHash,
        bytes32 coldHash,
        uint256 createdAt,
        uint256 readyAt,
        uint256 readyBlock
    ) internal {
        _pending = Pending({
            hotHash: hotHash,
            coldHash: coldHash,
            hubHeight: update.hubHeight,
            // forge-lint: disable-next-line(unsafe-typecast)
            epoch: uint48(update.epoch),
            createdAt: SafeCast.toUint48(createdAt),
            readyAt: SafeCast.toUint48(readyAt),
            readyBlock: SafeCast.toUint48(readyBlock)
        });
    }

    function _install(
        EventStream.Stream memory stream,
        uint64 newEpoch,
        bytes32 hotHash,
        bytes32 coldHash,
        uint64 createdAt
    ) internal {
        epoch = newEpoch;
        _hotHash = hotHash;
        _coldHash = coldHash;
        _setCreatedAt = createdAt;
        stream.key = newEpoch;
        stream.data0 = uint256(hotHash);
        stream.data1 = uint256(coldHash);
        stream.data2 = createdAt;
        stream.append(RotationFinalized.selector, 3);
    }
}

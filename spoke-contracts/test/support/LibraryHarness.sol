// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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
import {Buckets} from "../../src/libraries/Buckets.sol";
import {EventStream} from "../../src/libraries/EventStream.sol";
import {Quorums} from "../../src/libraries/Quorums.sol";
import {SetRules} from "../../src/libraries/SetRules.sol";
import {SignedData} from "../../src/libraries/SignedData.sol";

/// The vault's internal libraries behind external functions, for tests and vectors that need one piece alone.
contract LibraryHarness {
    using EventStream for EventStream.Stream;

    function domainSeparator(uint256 chainId, address vault, bytes32 hubSalt) external pure returns (bytes32) {
        return SignedData.domainSeparator(chainId, vault, hubSalt);
    }

    function checkpoints(uint64 epoch, SetWord[] calldata set)
        external
        pure
        returns (bytes32 hot, bytes32 cold, bytes32 hotFromMemory, bytes32 coldFromMemory)
    {
        hot = Quorums.checkpointCalldata(Quorums.HOT_TAG, epoch, set);
        cold = Quorums.checkpointCalldata(Quorums.COLD_TAG, epoch, set);
        hotFromMemory = Quorums.checkpoint(Quorums.HOT_TAG, epoch, Quorums.toMemory(set));
        coldFromMemory = Quorums.checkpoint(Quorums.COLD_TAG, epoch, Quorums.toMemory(set));
    }

    function checkQuorum(Quorum calldata quorum, uint64 epoch, bytes32 stored, bytes32 digest) external pure {
        Quorums.check(quorum, Quorums.checkpointCalldata(Quorums.HOT_TAG, epoch, quorum.set), stored, digest);
    }

    function checkSet(SetUpdate calldata update, bool devnet) external pure {
        SetRules.check(update, devnet);
    }

    function batchHash(BatchHeader calldata header, Item[] calldata items) external pure returns (bytes32) {
        return SignedData.batchHash(header, items);
    }

    function rotationHash(SetUpdate calldata update) external pure returns (bytes32) {
        (bytes32 hot, bytes32 cold) = _hashes(update);
        return SignedData.rotationHash(update, hot, cold);
    }

    function unlockHash(SetUpdate calldata update, ColdAuth calldata auth) external pure returns (bytes32) {
        (bytes32 hot, bytes32 cold) = _hashes(update);
        return SignedData.unlockHash(update, hot, cold, auth);
    }

    function cancelHash(WithdrawalId[] calldata ids, ColdAuth calldata auth) external pure returns (bytes32) {
        return SignedData.cancelHash(ids, auth);
    }

    function actionHashes(uint8 kind, bytes calldata data, ColdAuth calldata auth)
        external
        pure
        returns (bytes32 typeHash, uint256 length, bytes32 structHash, bytes32 actionHash)
    {
        (typeHash, length) = SignedData.actionType(kind);
        structHash = SignedData.actionStructHash(typeHash, data, auth);
        actionHash = SignedData.actionHash(typeHash, data);
    }

    function listHash(QueuedItem[] calldata list) external pure returns (bytes32) {
        return SignedData.listHash(list);
    }

    /// Emits one event and returns the rolling hash after it.
    function append(bytes32 rollingHash, uint64 nonceBefore, bytes32 topic0, bytes32 key, bytes32[] calldata data)
        external
        returns (bytes32)
    {
        EventStream.Stream memory stream;
        stream.rollingHash = rollingHash;
        stream.nonce = nonceBefore;
        stream.key = uint256(key);
        uint256 fields = stream.fields();
        for (uint256 i; i < data.length; ++i) {
            bytes32 word = data[i];
            assembly ("memory-safe") {
                mstore(add(fields, shl(5, add(i, 1))), word)
            }
        }
        stream.append(topic0, data.length);
        return stream.rollingHash;
    }

    function typeHashes() external pure returns (bytes32[9] memory) {
        return [
            SignedData.DOMAIN_TYPE,
            SignedData.WITHDRAWAL_BATCH_TYPE,
            SignedData.VALIDATOR_SET_TYPE,
            SignedData.EMERGENCY_UNLOCK_TYPE,
            SignedData.CANCEL_WITHDRAWALS_TYPE,
            SignedData.SET_TOKEN_TYPE,
            SignedData.SET_AGGREGATE_TYPE,
            SignedData.SET_LOCKER_TYPE,
            SignedData.SET_SUCCESSOR_TYPE
        ];
    }

    function tags() external pure returns (bytes32 hot, bytes32 cold) {
        return (Quorums.HOT_TAG, Quorums.COLD_TAG);
    }

    function leak(uint256 used, uint256 rate, uint256 elapsed) external pure returns (uint256) {
        return Buckets.leak(used, rate, elapsed);
    }

    function add(uint256 used, uint256 amount, uint256 ceiling) external pure returns (uint256) {
        return Buckets.add(used, amount, ceiling);
    }

    function drainTime(uint256 used, uint256 cap, uint256 rate) external pure returns (uint256) {
        return Buckets.drainTime(used, cap, rate);
    }

    function available(uint256 used, uint256 cap) external pure returns (uint256) {
        return Buckets.available(used, cap);
    }

    function value(uint256 amount, uint256 weight, uint256 decimals) external pure returns (uint256) {
        return Buckets.value(amount, weight, decimals);
    }

    function _hashes(SetUpdate calldata update) private pure returns (bytes32 hot, bytes32 cold) {
        hot = Quorums.checkpointCalldata(Quorums.HOT_TAG, update.epoch, update.hot);
        cold = Quorums.checkpointCalldata(Quorums.COLD_TAG, update.epoch, update.cold);
    }
}

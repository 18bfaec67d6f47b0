// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchHeader, ColdAuth, Item, QueuedItem, SetUpdate, WithdrawalId} from "../VaultTypes.sol";
import {ACTION_SET_AGGREGATE, ACTION_SET_LOCKER, ACTION_SET_SUCCESSOR, ACTION_SET_TOKEN} from "../VaultLimits.sol";

/// EIP-712 types of the domain "NaveSpoke" and the hashes of what is signed. Records are hashed as they lie in calldata:
/// a word with stray high bits gives another digest, which no honest set signs. spec: bridge-abi §3
library SignedData {
    bytes32 internal constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)");
    bytes32 internal constant WITHDRAWAL_BATCH_TYPE =
        keccak256("WithdrawalBatch(uint64 epoch,uint64 batchNonce,bytes32 itemsHash,uint64 notBefore,uint64 deadline)");
    bytes32 internal constant VALIDATOR_SET_TYPE = keccak256(
        "ValidatorSet(uint64 epoch,bytes32 hotHash,bytes32 coldHash,uint96 totalPower,uint64 hubHeight,uint64 createdAt)"
    );
    bytes32 internal constant EMERGENCY_UNLOCK_TYPE = keccak256(
        "EmergencyUnlock(uint64 nonce,uint64 deadline,uint64 newEpoch,bytes32 hotHash,bytes32 coldHash,uint96 totalPower,uint64 hubHeight,uint64 createdAt)"
    );
    bytes32 internal constant CANCEL_WITHDRAWALS_TYPE =
        keccak256("CancelWithdrawals(uint64 nonce,uint64 deadline,bytes32 idsHash)");
    bytes32 internal constant SET_TOKEN_TYPE = keccak256(
        "SetToken(uint64 nonce,uint64 deadline,address token,uint8 flags,uint8 decimals,uint8 hubDecimals,uint64 weight,uint128 minDeposit,uint128 depositCap,uint128 cap,uint128 rate,uint128 instantMax,uint32 dispute,uint32 maxDelay)"
    );
    bytes32 internal constant SET_AGGREGATE_TYPE =
        keccak256("SetAggregate(uint64 nonce,uint64 deadline,uint64 cap,uint64 rate)");
    bytes32 internal constant SET_LOCKER_TYPE =
        keccak256("SetLocker(uint64 nonce,uint64 deadline,address locker,bool active,uint8 threshold)");
    bytes32 internal constant SET_SUCCESSOR_TYPE =
        keccak256("SetSuccessor(uint64 nonce,uint64 deadline,address successor)");

    function domainSeparator(uint256 chainId, address vault, bytes32 hubSalt) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, keccak256("NaveSpoke"), keccak256("1"), chainId, vault, hubSalt));
    }

    /// Struct hash of a WithdrawalBatch.
    function batchHash(BatchHeader calldata header, Item[] calldata items) internal pure returns (bytes32) {
        bytes32 itemsHash;
        assembly ("memory-safe") {
            let start := mload(0x40)
            let size := mul(items.length, 160)
            calldatacopy(start, items.offset, size)
            itemsHash := keccak256(start, size)
        }
        return keccak256(
            abi.encode(
                WITHDRAWAL_BATCH_TYPE, header.epoch, header.batchNonce, itemsHash, header.notBefore, header.deadline
            )
        );
    }

    /// Struct hash of a ValidatorSet.
    function rotationHash(SetUpdate memory update, bytes32 hotHash, bytes32 coldHash) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                VALIDATOR_SET_TYPE,
                update.epoch,
                hotHash,
                coldHash,
                update.totalPower,
                update.hubHeight,
                update.createdAt
            )
        );
    }

    /// Struct hash of an EmergencyUnlock.
    function unlockHash(SetUpdate memory update, bytes32 hotHash, bytes32 coldHash, ColdAuth calldata auth)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                EMERGENCY_UNLOCK_TYPE,
                auth.nonce,
                auth.deadline,
                update.epoch,
                hotHash,
                coldHash,
                update.totalPower,
                update.hubHeight,
                update.createdAt
            )
        );
    }

    /// Struct hash of a CancelWithdrawals.
    function cancelHash(WithdrawalId[] calldata ids, ColdAuth calldata auth) internal pure returns (bytes32) {
        bytes32 idsHash;
        assembly ("memory-safe") {
            let start := mload(0x40)
            let size := shl(5, ids.length)
            calldatacopy(start, ids.offset, size)
            idsHash := keccak256(start, size)
        }
        return keccak256(abi.encode(CANCEL_WITHDRAWALS_TYPE, auth.nonce, auth.deadline, idsHash));
    }

    /// Type hash of an action kind and the length of its data; zero for an unknown kind.
    function actionType(uint8 kind) internal pure returns (bytes32 typeHash, uint256 length) {
        if (kind == ACTION_SET_TOKEN) return (SET_TOKEN_TYPE, 12 * 32);
        if (kind == ACTION_SET_AGGREGATE) return (SET_AGGREGATE_TYPE, 2 * 32);
        if (kind == ACTION_SET_LOCKER) return (SET_LOCKER_TYPE, 3 * 32);
        if (kind == ACTION_SET_SUCCESSOR) return (SET_SUCCESSOR_TYPE, 32);
    }

    /// Struct hash of an action: `data` is its fields as words.
    function actionStructHash(bytes32 typeHash, bytes calldata data, ColdAuth calldata auth)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(typeHash, uint256(auth.nonce), uint256(auth.deadline), data));
    }

    /// Name under which an action is staged: without nonce and deadline.
    function actionHash(bytes32 typeHash, bytes calldata data) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(typeHash, data));
    }

    /// Hash of a queue list: its entries as 192-byte records.
    function listHash(QueuedItem[] calldata list) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let start := mload(0x40)
            let size := mul(list.length, 192)
            calldatacopy(start, list.offset, size)
            hash := keccak256(start, size)
        }
    }
}

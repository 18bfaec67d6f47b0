// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ISpokeVault} from "../ISpokeVault.sol";
import {ColdAuth, Quorum, WithdrawalId} from "../VaultTypes.sol";
import {SCOPE_OUTFLOW} from "../VaultLimits.sol";
import {Buckets} from "../libraries/Buckets.sol";
import {EventStream} from "../libraries/EventStream.sol";
import {Quorums} from "../libraries/Quorums.sol";
import {StatusMap} from "../libraries/StatusMap.sol";
import {TokenState} from "../libraries/TokenWords.sol";

/// @title Storage of the vault and the checks that several concerns share.
/// Slots 0 to 3 are fixed for storage proofs (bridge-abi §5); README.md lists the others.
abstract contract VaultState is ISpokeVault, ReentrancyGuardTransient {
    /// An announced set. It is live while `epoch` is the successor of the current one; the slots are never zeroed, so
    /// that the next announcement is cheaper. 48 bits hold every time and block number that can be reached, and
    /// epochs are compared modulo 2^48: a stale one would need 2^48 installed sets to look live again.
    struct Pending {
        bytes32 hotHash;
        bytes32 coldHash;
        uint64 hubHeight;
        uint48 epoch;
        uint48 createdAt;
        uint48 readyAt;
        uint48 readyBlock;
    }

    /// Bucket over all tokens, in millionths of a USD; rate a second; time in seconds.
    struct Aggregate {
        uint64 cap;
        uint64 rate;
        uint64 used;
        uint64 leakedAt;
    }

    /// `seats`, `votesOut` and `votesIn` are bitmaps over the seats of lockers; `migrating` repeats that a successor is
    /// set, so that a deposit reads one word.
    struct LockWord {
        uint64 softUntil;
        uint8 hardScope;
        uint8 threshold;
        uint16 seats;
        uint64 voteStart;
        uint16 votesOut;
        uint16 votesIn;
        bool migrating;
    }

    /// A staged action; it is void unless `generation` is the current one.
    struct Staged {
        uint64 readyAt;
        uint32 generation;
    }

    bytes32 public override rollingHash;

    uint64 public override eventNonce;
    uint64 public override epoch;
    uint64 internal _setCreatedAt;
    uint64 internal _unlockedAt;

    bytes32 internal _hotHash;
    bytes32 internal _coldHash;

    LockWord internal _locks;
    Aggregate internal _aggregate;

    address internal _successor;
    uint64 public override coldNonce;
    /// Raised to void everything staged. Each raise uses up a coldNonce or an epoch; 2^32 ceremonies do not happen.
    uint32 internal _stageGeneration;

    Pending internal _pending;
    StatusMap.Map internal _statuses;
    mapping(address token => TokenState) internal _tokens;
    mapping(bytes32 listHash => uint64 blockNumber) public override queuedAt;
    mapping(WithdrawalId => bytes32 itemHash) internal _claimable;
    /// Seat of a locker plus one, zero for others.
    mapping(address locker => uint8) internal _seatOf;
    mapping(bytes32 actionHash => Staged) internal _staged;

    // forge-lint: disable-start(screaming-snake-case-immutable)
    bytes32 public immutable override DOMAIN_SEPARATOR;
    uint256 internal immutable _chainId;
    bytes32 internal immutable _hubSalt;
    bool internal immutable _devnet;
    uint256 internal immutable _maxSetAge;
    uint256 internal immutable _rotationDelay;
    uint256 internal immutable _disputeBlocks;
    // forge-lint: disable-end(screaming-snake-case-immutable)

    // ------------------------------------------------------------------------------------------------------- guards

    function _requireHomeChain() internal view {
        if (block.chainid != _chainId) revert WrongChain();
    }

    function _requireOutflowOpen() internal view {
        if (_outflowLocked()) revert OutflowLocked();
    }

    function _outflowLocked() internal view returns (bool) {
        return _locks.hardScope & SCOPE_OUTFLOW != 0 || block.timestamp < _locks.softUntil;
    }

    /// Age counts from creation on the hub.
    function _isTooOld(uint256 createdAt) internal view returns (bool) {
        return block.timestamp > createdAt + _maxSetAge;
    }

    /// The aggregate bucket brought up to date, in memory.
    function _leakedAggregate() internal view returns (Aggregate memory aggregate) {
        aggregate = _aggregate;
        uint256 used = Buckets.leak(aggregate.used, aggregate.rate, block.timestamp - aggregate.leakedAt);
        // forge-lint: disable-next-line(unsafe-typecast)
        aggregate.used = uint64(used); // only falls
        aggregate.leakedAt = uint64(block.timestamp);
    }

    // ----------------------------------------------------------------------------------------------------- quorums

    /// Errors: SetTooOld, then the quorum errors.
    function _checkHot(Quorum calldata quorum, bytes32 structHash) internal view {
        if (_isTooOld(_setCreatedAt)) revert SetTooOld();
        bytes32 given = Quorums.checkpointCalldata(Quorums.HOT_TAG, epoch, quorum.set);
        Quorums.check(quorum, given, _hotHash, _digest(structHash));
    }

    /// Spends the cold nonce. Cold digests carry no epoch and set age does not matter to them.
    /// Errors: WrongChain, BadNonce, ActionExpired, then the quorum errors.
    function _checkCold(ColdAuth calldata auth, bytes32 structHash) internal {
        _requireHomeChain();
        uint64 expected = coldNonce;
        if (auth.nonce != expected) revert BadNonce(expected);
        if (block.timestamp > auth.deadline) revert ActionExpired();
        bytes32 given = Quorums.checkpointCalldata(Quorums.COLD_TAG, epoch, auth.quorum.set);
        Quorums.check(auth.quorum, given, _coldHash, _digest(structHash));
        coldNonce = expected + 1;
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(DOMAIN_SEPARATOR, structHash);
    }

    // ------------------------------------------------------------------------------------------------ event stream

    function _openStream() internal view returns (EventStream.Stream memory stream) {
        stream.rollingHash = rollingHash;
        stream.nonce = eventNonce;
    }

    /// Nonce and rolling hash are written once a call, however many events it emitted.
    function _closeStream(EventStream.Stream memory stream) internal {
        rollingHash = stream.rollingHash;
        // forge-lint: disable-next-line(unsafe-typecast)
        eventNonce = uint64(stream.nonce); // counts events
    }

    function _popcount(uint256 bits) internal pure returns (uint256 count) {
        unchecked {
            // bits is not zero in the loop, the count at most 256
            for (; bits != 0; bits &= bits - 1) {
                ++count;
            }
        }
    }

    /// Bit of a locker's seat in the bitmaps. Seats are 1..16.
    function _seatBit(uint256 seat) internal pure returns (uint16) {
        // forge-lint: disable-next-line(unsafe-typecast, incorrect-shift)
        return uint16(1 << (seat - 1));
    }
}

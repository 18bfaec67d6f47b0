// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Types of the vault's ABI. Field order is part of the wire format: hub and relayer hash the same words.
// spec: bridge-abi §1

/// Number the hub gives a withdrawal: 1 .. 2^63 - 1. Zero is never issued, 2^63 and above are reserved.
type WithdrawalId is uint64;

/// `address20 | power12`: one member of a validator set.
type SetWord is bytes32;

/// Life of a withdrawal id, four bits each in storage. PAID and everything after it is final; the hub refunds
/// on EXPIRED and CANCELLED only.
enum Status {
    NONE,
    QUEUED,
    CLAIMABLE,
    PAID,
    CLAIMED,
    EXPIRED,
    CANCELLED
}

/// One payout of a signed batch. `amount` is in the token's own units.
struct Item {
    WithdrawalId id;
    address token;
    address to;
    uint128 amount;
    bytes32 hubRef;
}

/// A payout that waits: an Item and the first second at which it may be finalised.
struct QueuedItem {
    WithdrawalId id;
    address token;
    address to;
    uint128 amount;
    bytes32 hubRef;
    uint64 readyAt;
}

/// `notBefore` and `deadline` in seconds, both inclusive.
struct BatchHeader {
    uint64 epoch;
    uint64 batchNonce;
    uint64 notBefore;
    uint64 deadline;
}

/// `set` is the whole set behind the checkpoint, `signers` a bitmap over it, `signatures` 65 bytes `r | s | v`
/// for each set bit, lowest first.
struct Quorum {
    SetWord[] set;
    uint256 signers;
    bytes signatures;
}

/// What every cold action carries: its place in the sequence, its last valid second, and the cold quorum.
struct ColdAuth {
    uint64 nonce;
    uint64 deadline;
    Quorum quorum;
}

/// `totalPower` must be the sum of both sets; `createdAt` is the hub's block time in seconds.
struct SetUpdate {
    uint64 epoch;
    uint96 totalPower;
    uint64 hubHeight;
    uint64 createdAt;
    SetWord[] hot;
    SetWord[] cold;
}

/// Amounts in token units, `rate` in token units a second, `weight` in millionths of a USD per whole token,
/// `dispute` and `maxDelay` in seconds. Flags: 1 deposits on, 2 permit allowed, 4 outflow paused.
struct TokenConfig {
    address token;
    uint8 flags;
    uint8 decimals;
    uint8 hubDecimals;
    uint64 weight;
    uint128 minDeposit;
    uint128 depositCap;
    uint128 cap;
    uint128 rate;
    uint128 instantMax;
    uint32 dispute;
    uint32 maxDelay;
}

struct LockerConfig {
    address locker;
    bool active;
    uint8 threshold;
}

/// `maxSetAge` and `rotationDelay` in seconds, `aggregateCap` in millionths of a USD, `aggregateRate` in those a second.
struct Config {
    bytes32 hubSalt;
    bool devnet;
    uint32 maxSetAge;
    uint32 rotationDelay;
    uint32 disputeBlocks;
    uint8 lockThreshold;
    uint64 aggregateCap;
    uint64 aggregateRate;
    SetUpdate initialSet;
    address[] lockers;
    TokenConfig[] tokens;
}

struct SetInfo {
    uint64 epoch;
    bytes32 hotHash;
    bytes32 coldHash;
    uint64 createdAt;
    uint64 hubHeight;
    uint64 readyAt;
    uint64 readyBlock;
}

/// `hardScope`: bit 1 outflow, bit 2 inflow. The two vote fields are bitmaps over the lockers' seats.
struct LockState {
    uint64 softUntil;
    uint8 hardScope;
    uint8 threshold;
    uint8 lockers;
    uint64 voteStart;
    uint16 votesOut;
    uint16 votesIn;
}

struct Settings {
    uint256 chainId;
    bytes32 hubSalt;
    bool devnet;
    uint32 maxSetAge;
    uint32 rotationDelay;
    uint32 disputeBlocks;
    uint64 aggregateCap;
    uint64 aggregateRate;
    address successor;
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    BatchHeader,
    ColdAuth,
    Item,
    LockState,
    QueuedItem,
    Quorum,
    SetInfo,
    SetUpdate,
    Settings,
    Status,
    TokenConfig,
    WithdrawalId
} from "./VaultTypes.sol";

/// @title A spoke of Nave: holds collateral until a quorum of hub validators signs a payout.
/// @notice Immutable, without owner, proxy, delegatecall or arbitrary call. Amounts are in the token's own units, times
/// in seconds. Errors are listed in the order in which they are checked; every state-changing function also reverts
/// with OpenZeppelin's `ReentrancyGuardReentrantCall` when entered twice. "Home chain" is the chain id at deployment.
/// Events 1..16 carry a gapless nonce and feed the rolling hash; `ItemSkipped` does not.
/// spec: bridge-abi
interface ISpokeVault {
    // ------------------------------------------------------------------------------------------------ stream events

    event Deposit(
        uint64 indexed nonce,
        bytes32 indexed hubAccount,
        address token,
        address sender,
        address refundTo,
        uint128 amount
    );
    event WithdrawalQueued(
        uint64 indexed nonce,
        WithdrawalId indexed id,
        address token,
        address to,
        uint128 amount,
        bytes32 hubRef,
        uint64 readyAt
    );
    event WithdrawalExecuted(
        uint64 indexed nonce,
        WithdrawalId indexed id,
        address token,
        address to,
        uint128 amount,
        bytes32 hubRef,
        address submitter
    );
    event WithdrawalPushFailed(
        uint64 indexed nonce,
        WithdrawalId indexed id,
        address token,
        address to,
        uint128 amount,
        bytes32 hubRef,
        address submitter
    );
    event WithdrawalClaimed(
        uint64 indexed nonce,
        WithdrawalId indexed id,
        address token,
        address to,
        uint128 amount,
        bytes32 hubRef,
        address submitter
    );
    event WithdrawalExpired(uint64 indexed nonce, WithdrawalId indexed id);
    event WithdrawalCancelled(uint64 indexed nonce, WithdrawalId indexed id);
    /// `createdAt` as signed.
    event RotationRequested(
        uint64 indexed nonce,
        uint64 indexed epoch,
        bytes32 hotHash,
        bytes32 coldHash,
        uint96 totalPower,
        uint64 hubHeight,
        uint64 createdAt,
        uint64 readyAt
    );
    /// `createdAt` as stored: never later than the block that brought it.
    event RotationFinalized(
        uint64 indexed nonce, uint64 indexed epoch, bytes32 hotHash, bytes32 coldHash, uint64 createdAt
    );
    event Locked(uint64 indexed nonce, address indexed locker, uint8 scope, uint64 softUntil, uint8 hardScope);
    event Unlocked(uint64 indexed nonce, uint64 indexed epoch);
    event TokenSet(
        uint64 indexed nonce,
        address indexed token,
        uint8 flags,
        uint8 decimals,
        uint8 hubDecimals,
        uint64 weight,
        uint128 minDeposit,
        uint128 depositCap,
        uint128 cap,
        uint128 rate,
        uint128 instantMax,
        uint32 dispute,
        uint32 maxDelay
    );
    event AggregateSet(uint64 indexed nonce, uint64 indexed cap, uint64 rate);
    event LockerSet(uint64 indexed nonce, address indexed locker, bool active, uint8 threshold);
    event ActionStaged(uint64 indexed nonce, bytes32 indexed actionHash, uint64 readyAt);
    event SuccessorSet(uint64 indexed nonce, address indexed successor);

    // -------------------------------------------------------------------------------------------- outside the stream

    /// An item of a signed batch that was not taken. Reason: 1 id already used, 2 id outside 1..2^63-1, 3 recipient is
    /// zero, the vault or the token, 4 amount is zero or above 2^96-1, 5 token unknown or paused, 6 escrow too small.
    event ItemSkipped(WithdrawalId indexed id, uint8 reason);

    // ------------------------------------------------------------------------------------------------------- errors

    /// `block.chainid` is not the home chain's.
    error WrongChain();
    error InflowLocked();
    error OutflowLocked();
    /// A successor is set; deposits go there.
    error Migrating();
    error TokenNotEnabled();
    error BadHubAccount();
    error BadRefund();
    /// `unit` is the smallest amount the hub can represent.
    error NotMultipleOfUnit(uint128 unit);
    error BelowMinimum(uint128 minimum);
    error CapExceeded();
    /// The token moved another amount than it was asked to.
    error BalanceMismatch(uint256 expected, uint256 received);
    error PermitNotAllowed();
    error AllowanceTooLow();

    error BatchNotYetValid();
    error BatchExpired();
    error BatchNotExpired();
    error WrongEpoch(uint64 expected, uint64 given);
    error BadWindow();
    error BatchSize();
    error SetTooOld();
    error BadSelection();
    error UnknownQueue();
    error NotReady(WithdrawalId id, uint64 readyAt);
    error NotReadyBlock(uint64 readyBlock);
    error NotExpired(WithdrawalId id, uint64 expiresAt);
    error NotClaimable(WithdrawalId id);
    error WrongItem(WithdrawalId id);
    error InsufficientEscrow();
    error TransferFailed();
    error NotRecipient();
    /// Less gas is left than a push and its record may need; send more.
    error InsufficientGas();

    error SetSize();
    error SetMismatch();
    error BadBitmap();
    error QuorumNotReached(uint256 signed, uint256 total);
    error SignatureLength();
    /// `index` is the member's place in the set.
    error BadSignature(uint256 index);
    error SetNotSorted(uint256 index);
    error ZeroPower(uint256 index);
    error TotalPowerMismatch();
    error MemberTooLarge(uint256 index);
    error SetsOverlap();
    error BadCreatedAt();
    error StaleUpdate();
    error NoPendingRotation();
    error NotLocked();

    error NotLocker();
    error BadScope();
    error AlreadyVoted();

    error BadNonce(uint64 expected);
    error ActionExpired();
    error BadConfig();
    error AlreadyStaged();
    error NotStaged();
    error StageNotReady(uint64 readyAt);
    error StageExpired();

    // ----------------------------------------------------------------------------------------------------- deposits

    /// @notice Moves `amount` of `token` from the caller into the vault for `hubAccount`, refunds to the caller.
    /// @param hubAccount Low 20 bytes are the hub account, the others zero.
    /// Errors: WrongChain, InflowLocked, Migrating, TokenNotEnabled, BadHubAccount, BadRefund, NotMultipleOfUnit,
    /// BelowMinimum, CapExceeded, SafeERC20FailedOperation or the token's own, BalanceMismatch.
    function deposit(address token, bytes32 hubAccount, uint128 amount) external;

    /// @notice As `deposit`, with another address for refunds. The caller pays.
    /// Errors: as `deposit`.
    function depositFor(address token, bytes32 hubAccount, uint128 amount, address refundTo) external;

    /// @notice As `deposit`, after an EIP-2612 permit that may already have been used.
    /// Errors: PermitNotAllowed, AllowanceTooLow, then as `deposit`.
    function depositWithPermit(
        address token,
        bytes32 hubAccount,
        uint128 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    // -------------------------------------------------------------------------------------------------- withdrawals

    /// @notice Pays or queues the items of a batch signed by the hot set. Anybody may submit it, more than once:
    /// an item that cannot be taken is skipped and reverts nothing.
    /// Errors: WrongChain, OutflowLocked, BatchNotYetValid, BatchExpired, WrongEpoch, BadWindow, BatchSize, SetTooOld,
    /// the quorum errors (SetSize, SetMismatch, BadBitmap, QuorumNotReached, SignatureLength, BadSignature),
    /// InsufficientGas.
    function submitWithdrawals(BatchHeader calldata header, Item[] calldata items, Quorum calldata quorum) external;

    /// @notice Pays the selected entries of one batch's queue. Entries that are no longer queued, whose token is paused
    /// or whose escrow is short are passed over.
    /// @param list All entries that batch queued, in order, as in its WithdrawalQueued events.
    /// @param select Bitmap over `list`.
    /// Errors: OutflowLocked, BatchSize, BadSelection, UnknownQueue, NotReadyBlock, NotReady, InsufficientGas.
    function finalize(QueuedItem[] calldata list, uint256 select) external;

    /// @notice Pays `item.to` an item whose push failed. Locks and pauses do not matter.
    /// Errors: NotClaimable, WrongItem, InsufficientEscrow, TransferFailed.
    function claim(Item calldata item) external;

    /// @notice Lets the recipient give up a claimable item, so that the hub refunds it.
    /// Errors: NotClaimable, WrongItem, NotRecipient.
    function renounce(Item calldata item) external;

    /// @notice Tombstones selected entries that stayed queued for 7 d after their readyAt. Works while locked.
    /// Errors: BatchSize, BadSelection, UnknownQueue, NotExpired.
    function expireQueued(QueuedItem[] calldata list, uint256 select) external;

    /// @notice Tombstones selected ids of a signed batch that were never taken, after its deadline. Works while locked.
    /// Errors: WrongChain, BatchNotExpired, WrongEpoch, BadWindow, BatchSize, SetTooOld, the quorum errors, BadSelection.
    function expireSigned(BatchHeader calldata header, Item[] calldata items, uint256 select, Quorum calldata quorum)
        external;

    /// @notice The cold set tombstones ids that are not paid. Final ids and ids never issued are passed over.
    /// Errors: BatchSize, the cold errors (WrongChain, BadNonce, ActionExpired, then the quorum errors).
    function cancelWithdrawals(WithdrawalId[] calldata ids, ColdAuth calldata auth) external;

    // ------------------------------------------------------------------------------------------------ sets and locks

    /// @notice Announces the next validator set, signed by the current hot set. A newer announcement replaces an older.
    /// Errors: WrongChain, OutflowLocked, WrongEpoch, SetSize, SetNotSorted, ZeroPower, TotalPowerMismatch,
    /// MemberTooLarge, SetsOverlap, BadCreatedAt, StaleUpdate, SetTooOld, the quorum errors.
    function requestRotation(SetUpdate calldata update, Quorum calldata quorum) external;

    /// @notice Installs the announced set once its delay has passed by time and by blocks.
    /// Errors: WrongChain, OutflowLocked, NoPendingRotation, NotReady(0, readyAt), NotReadyBlock, SetTooOld.
    function finalizeRotation() external;

    /// @notice A locker's vote: 1 outflow, 2 inflow, 3 both. One outflow vote stops outflow for 6 h, a threshold of votes
    /// within 24 h stops that direction until `emergencyUnlock`.
    /// Errors: NotLocker, BadScope, AlreadyVoted.
    function lock(uint8 scope) external;

    /// @notice The cold set installs a new validator set at once and clears locks, votes, staged actions and the pending
    /// rotation. Only while locked or when the current set is too old. Nothing is finalised for `rotationDelay` after.
    /// Errors: NotLocked, WrongEpoch, the set errors as in `requestRotation`, BadCreatedAt, the cold errors.
    function emergencyUnlock(SetUpdate calldata update, ColdAuth calldata auth) external;

    // ------------------------------------------------------------------------------------------------------ actions

    /// @notice The cold set changes a setting. Tightening takes effect at once and drops everything staged, anything else
    /// is staged for 48 h (successor 7 d).
    /// @param kind 1 SetToken(TokenConfig), 2 SetAggregate(uint64 cap, uint64 rate), 3 SetLocker(LockerConfig),
    /// 4 SetSuccessor(address); `data` is their ABI encoding.
    /// Errors: BadConfig (kind or length), the cold errors, BadConfig (rules), AlreadyStaged.
    function submitAction(uint8 kind, bytes calldata data, ColdAuth calldata auth) external;

    /// @notice Applies a staged action within 7 d after its delay. Anybody may call.
    /// Errors: BadConfig (kind or length), WrongChain, OutflowLocked, NotStaged, StageNotReady, StageExpired, BadConfig.
    function applyAction(uint8 kind, bytes calldata data) external;

    // -------------------------------------------------------------------------------------------------------- views

    /// @notice EIP-712 domain of the home chain; also the first rolling hash.
    // forge-lint: disable-next-line(mixed-case-function)
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice Hash over all stream events so far. Storage slot 0.
    function rollingHash() external view returns (bytes32);

    /// @notice Nonce of the last stream event. Storage slot 1, bits 0..63.
    function eventNonce() external view returns (uint64);

    /// @notice Epoch of the current set. Storage slot 1, bits 64..127.
    function epoch() external view returns (uint64);

    /// @notice Nonce the next cold action must carry.
    function coldNonce() external view returns (uint64);

    /// @notice The current set; hubHeight, readyAt and readyBlock are zero.
    function currentSet() external view returns (SetInfo memory);

    /// @notice The announced set, all zero if none.
    function pendingSet() external view returns (SetInfo memory);

    /// @notice Status of an id. Reverts while the vault is entered.
    function status(WithdrawalId id) external view returns (Status);

    /// @notice Block in which a queue list was formed, zero if unknown.
    function queuedAt(bytes32 listHash) external view returns (uint64);

    /// @notice What could leave at once now. Reverts while the vault is entered.
    /// @return available Free part of the token's bucket, in token units.
    /// @return escrow Tracked balance of depositors, in token units.
    /// @return aggregateAvailable Free part of the aggregate bucket, in millionths of a USD.
    function capacity(address token)
        external
        view
        returns (uint128 available, uint128 escrow, uint64 aggregateAvailable);

    /// @notice Settings of a token, all zero but its address if unknown.
    function tokenConfig(address token) external view returns (TokenConfig memory);

    /// @notice Locks and the votes of the last round; an outdated round is shown until the next vote.
    function lockState() external view returns (LockState memory);

    function isLocker(address account) external view returns (bool);

    /// @notice When a staged action may be applied, zero if it is not staged.
    function stagedAt(bytes32 actionHash) external view returns (uint64);

    function settings() external view returns (Settings memory);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {
    BatchHeader,
    ColdAuth,
    Config,
    Item,
    LockerConfig,
    QueuedItem,
    Quorum,
    SetUpdate,
    Status,
    TokenConfig,
    WithdrawalId
} from "../../src/VaultTypes.sol";
import {TestUSDC} from "../../src/test-tokens/TestUSDC.sol";
import {Validators, ValidatorSets} from "./Validators.sol";

interface IMintable {
    function mint(address to, uint256 amount) external;
    function approve(address spender, uint256 amount) external;
    function balanceOf(address account) external view returns (uint256);
}

/// A vault with 20 validators and one six-decimal token, and shorthands for everything that is signed.
abstract contract VaultFixture is ValidatorSets {
    /// Not read from the chain: the optimiser takes block.chainid for constant within a transaction.
    uint256 internal constant HOME_CHAIN = 31_337;
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant USDC = 1e6;
    bytes32 internal constant HUB_SALT = keccak256("hub salt");
    bytes32 internal constant HUB_ACCOUNT = bytes32(uint256(0xbeef));
    uint64 internal constant FIRST_EPOCH = 7;

    ISpokeVault internal vault;
    TestUSDC internal usdc;
    Validators internal hot;
    Validators internal cold;
    address[] internal lockers;
    uint64 internal nextBatchNonce = 1;

    address internal alice = address(0xA11CE);
    address internal bob = address(0xB0B);
    address internal relayer = address(0x5E1A);

    function setUp() public virtual {
        vm.warp(START);
        vm.roll(1_000);
        usdc = newUsdc();
        hot = makeSet(1, 20, 1_000);
        cold = makeSet(2, 20, 1_000);
        lockers = [address(0x10C1), address(0x10C2), address(0x10C3)];
        vault = deploy(config());
        usdc.mint(alice, 1e15);
        vm.prank(alice);
        usdc.approve(address(vault), type(uint256).max);
    }

    // ------------------------------------------------------------------------------------------------- construction

    function newUsdc() internal virtual returns (TestUSDC) {
        return new TestUSDC();
    }

    function config() internal view virtual returns (Config memory c) {
        c.hubSalt = HUB_SALT;
        c.maxSetAge = 14 days;
        c.rotationDelay = 300;
        c.disputeBlocks = 25;
        c.lockThreshold = 2;
        c.aggregateCap = 5_000_000e6;
        c.aggregateRate = 1_000e6;
        c.initialSet = update(FIRST_EPOCH, hot, cold);
        c.lockers = lockers;
        c.tokens = new TokenConfig[](1);
        c.tokens[0] = usdcConfig();
    }

    function usdcConfig() internal view returns (TokenConfig memory) {
        return tokenConfig(address(usdc), 6);
    }

    /// A token worth one USD with a cap of a million, a tenth of it at once, 100 a second.
    function tokenConfig(address token, uint8 decimals) internal pure returns (TokenConfig memory) {
        uint128 unit = uint128(10) ** decimals;
        return TokenConfig({
            token: token,
            flags: 3,
            decimals: decimals,
            hubDecimals: 6,
            weight: 1e6,
            minDeposit: unit,
            depositCap: 100_000_000 * unit,
            cap: 1_000_000 * unit,
            rate: 100 * unit,
            instantMax: 100_000 * unit,
            dispute: 300,
            maxDelay: 172_800
        });
    }

    function deploy(Config memory c) internal returns (ISpokeVault) {
        return ISpokeVault(create(initCode(c)));
    }

    function create(bytes memory code) internal returns (address created) {
        assembly ("memory-safe") {
            created := create(0, add(code, 0x20), mload(code))
            if iszero(created) {
                // hands on the constructor's error
                let start := mload(0x40)
                returndatacopy(start, 0, returndatasize())
                revert(start, returndatasize())
            }
        }
    }

    /// For expectRevert: a call of its own depth.
    function deployExternally(Config calldata c) external returns (ISpokeVault) {
        return deploy(c);
    }

    function initCode(Config memory c) internal view returns (bytes memory) {
        return abi.encodePacked(vm.getCode("SpokeVault.sol:SpokeVault"), abi.encode(c));
    }

    // ----------------------------------------------------------------------------------------------------- deposits

    function depositUsdc(uint256 amount) internal {
        vm.prank(alice);
        vault.deposit(address(usdc), HUB_ACCOUNT, uint128(amount));
    }

    // -------------------------------------------------------------------------------------------------- withdrawals

    function item(uint256 id, address to, uint256 amount) internal view returns (Item memory) {
        return item(id, address(usdc), to, amount);
    }

    function item(uint256 id, address token, address to, uint256 amount) internal pure returns (Item memory) {
        return Item({
            id: WithdrawalId.wrap(uint64(id)),
            token: token,
            to: to,
            amount: uint128(amount),
            hubRef: keccak256(abi.encode("hub ref", id))
        });
    }

    function one(Item memory only) internal pure returns (Item[] memory items) {
        items = new Item[](1);
        items[0] = only;
    }

    /// `count` items to fresh payees, ids from `firstId`.
    function batchOf(uint256 firstId, uint256 count, uint256 amount) internal view returns (Item[] memory items) {
        items = new Item[](count);
        for (uint256 i; i < count; ++i) {
            items[i] = item(firstId + i, payee(firstId + i), amount);
        }
    }

    function payee(uint256 id) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("payee", id)))));
    }

    function header() internal returns (BatchHeader memory) {
        return BatchHeader({
            epoch: vault.epoch(),
            batchNonce: nextBatchNonce++,
            notBefore: uint64(block.timestamp),
            deadline: uint64(block.timestamp + 1 hours)
        });
    }

    function submit(Item[] memory items) internal {
        BatchHeader memory h = header();
        Quorum memory quorum = sign(hot, batchDigest(h, items));
        vm.prank(relayer);
        vault.submitWithdrawals(h, items, quorum);
    }

    function submit(Item memory only) internal {
        submit(one(only));
    }

    function queued(Item memory from, uint256 readyAt) internal pure returns (QueuedItem memory) {
        return QueuedItem(from.id, from.token, from.to, from.amount, from.hubRef, uint64(readyAt));
    }

    function queueOf(Item[] memory items, uint256 readyAt) internal pure returns (QueuedItem[] memory list) {
        list = new QueuedItem[](items.length);
        for (uint256 i; i < items.length; ++i) {
            list[i] = queued(items[i], readyAt);
        }
    }

    function listHashOf(QueuedItem[] memory list) internal pure returns (bytes32) {
        bytes memory packed;
        for (uint256 i; i < list.length; ++i) {
            packed = abi.encodePacked(packed, abi.encode(list[i]));
        }
        return keccak256(packed);
    }

    function statusOf(uint256 id) internal view returns (Status) {
        return vault.status(WithdrawalId.wrap(uint64(id)));
    }

    function isStatus(uint256 id, Status expected, string memory what) internal view {
        eq(uint256(statusOf(id)), uint256(expected), what);
    }

    function escrowOf(address token) internal view returns (uint256 escrow) {
        (, escrow,) = vault.capacity(token);
    }

    // ------------------------------------------------------------------------------------------------ sets, cold side

    function update(uint64 epoch, Validators memory hotSet, Validators memory coldSet)
        internal
        view
        returns (SetUpdate memory)
    {
        return SetUpdate({
            epoch: epoch,
            totalPower: uint96(hotSet.total),
            hubHeight: uint64(epoch) * 1_000,
            createdAt: uint64(block.timestamp),
            hot: hotSet.words,
            cold: coldSet.words
        });
    }

    function auth(bytes32 structHash) internal view returns (ColdAuth memory) {
        return auth(structHash, vault.coldNonce(), uint64(block.timestamp + 1 days));
    }

    /// `structHash` must have been made with the same nonce and deadline.
    function auth(bytes32 structHash, uint64 nonce, uint64 deadline) internal view returns (ColdAuth memory) {
        return ColdAuth({nonce: nonce, deadline: deadline, quorum: sign(cold, typed(structHash))});
    }

    function coldDeadline() internal view returns (uint64) {
        return uint64(block.timestamp + 1 days);
    }

    function cancel(WithdrawalId[] memory ids) internal {
        vault.cancelWithdrawals(ids, auth(cancelHash(vault.coldNonce(), coldDeadline(), ids)));
    }

    function cancel(uint256 id) internal {
        WithdrawalId[] memory ids = new WithdrawalId[](1);
        ids[0] = WithdrawalId.wrap(uint64(id));
        cancel(ids);
    }

    function unlockWith(SetUpdate memory u) internal {
        vault.emergencyUnlock(u, auth(unlockHash(vault.coldNonce(), coldDeadline(), u)));
    }

    function act(uint8 kind, bytes memory data) internal {
        vault.submitAction(kind, data, actionAuth(kind, data));
    }

    function actionAuth(uint8 kind, bytes memory data) internal view returns (ColdAuth memory) {
        return auth(actionStructHash(kind, vault.coldNonce(), coldDeadline(), data));
    }

    function lockerData(address locker, bool active, uint8 threshold) internal pure returns (bytes memory) {
        return abi.encode(LockerConfig({locker: locker, active: active, threshold: threshold}));
    }

    // ---------------------------------------------------------------------------------------------------- typed data

    function typed(bytes32 structHash) internal view returns (bytes32) {
        return typed(structHash, domainOf(block.chainid, address(vault), HUB_SALT));
    }

    function typed(bytes32 structHash, bytes32 domain) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function domainOf(uint256 chainId, address target, bytes32 salt) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
                ),
                keccak256("NaveSpoke"),
                keccak256("1"),
                chainId,
                target,
                salt
            )
        );
    }

    function batchDigest(BatchHeader memory h, Item[] memory items) internal view returns (bytes32) {
        return typed(batchHash(h, items));
    }

    function batchHash(BatchHeader memory h, Item[] memory items) internal pure returns (bytes32) {
        bytes memory packed;
        for (uint256 i; i < items.length; ++i) {
            packed = abi.encodePacked(packed, abi.encode(items[i]));
        }
        return keccak256(
            abi.encode(
                keccak256(
                    "WithdrawalBatch(uint64 epoch,uint64 batchNonce,bytes32 itemsHash,uint64 notBefore,uint64 deadline)"
                ),
                h.epoch,
                h.batchNonce,
                keccak256(packed),
                h.notBefore,
                h.deadline
            )
        );
    }

    function rotationHash(SetUpdate memory u) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "ValidatorSet(uint64 epoch,bytes32 hotHash,bytes32 coldHash,uint96 totalPower,uint64 hubHeight,uint64 createdAt)"
                ),
                u.epoch,
                hotHashOf(u.epoch, u.hot),
                coldHashOf(u.epoch, u.cold),
                u.totalPower,
                u.hubHeight,
                u.createdAt
            )
        );
    }

    function unlockHash(uint64 nonce, uint64 deadline, SetUpdate memory u) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "EmergencyUnlock(uint64 nonce,uint64 deadline,uint64 newEpoch,bytes32 hotHash,bytes32 coldHash,uint96 totalPower,uint64 hubHeight,uint64 createdAt)"
                ),
                nonce,
                deadline,
                u.epoch,
                hotHashOf(u.epoch, u.hot),
                coldHashOf(u.epoch, u.cold),
                u.totalPower,
                u.hubHeight,
                u.createdAt
            )
        );
    }

    function cancelHash(uint64 nonce, uint64 deadline, WithdrawalId[] memory ids) internal pure returns (bytes32) {
        bytes memory packed;
        for (uint256 i; i < ids.length; ++i) {
            packed = abi.encodePacked(packed, uint256(WithdrawalId.unwrap(ids[i])));
        }
        return keccak256(
            abi.encode(
                keccak256("CancelWithdrawals(uint64 nonce,uint64 deadline,bytes32 idsHash)"),
                nonce,
                deadline,
                keccak256(packed)
            )
        );
    }

    function actionTypeHash(uint8 kind) internal pure returns (bytes32) {
        if (kind == 1) {
            return keccak256(
                "SetToken(uint64 nonce,uint64 deadline,address token,uint8 flags,uint8 decimals,uint8 hubDecimals,uint64 weight,uint128 minDeposit,uint128 depositCap,uint128 cap,uint128 rate,uint128 instantMax,uint32 dispute,uint32 maxDelay)"
            );
        }
        if (kind == 2) return keccak256("SetAggregate(uint64 nonce,uint64 deadline,uint64 cap,uint64 rate)");
        if (kind == 3) {
            return keccak256("SetLocker(uint64 nonce,uint64 deadline,address locker,bool active,uint8 threshold)");
        }
        return keccak256("SetSuccessor(uint64 nonce,uint64 deadline,address successor)");
    }

    function actionStructHash(uint8 kind, uint64 nonce, uint64 deadline, bytes memory data)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(actionTypeHash(kind), uint256(nonce), uint256(deadline), data));
    }

    function actionHashOf(uint8 kind, bytes memory data) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(actionTypeHash(kind), data));
    }

    // -------------------------------------------------------------------------------------------------------- errors

    function expectError(bytes4 selector) internal {
        vm.expectRevert(abi.encodeWithSelector(selector));
    }

    function expectError(bytes memory data) internal {
        vm.expectRevert(data);
    }
}

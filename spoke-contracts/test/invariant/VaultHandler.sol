// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    BatchHeader,
    Config,
    Item,
    QueuedItem,
    SetUpdate,
    Status,
    TokenConfig,
    WithdrawalId
} from "../../src/VaultTypes.sol";
import {FalseToken} from "../hostile/Tokens.sol";
import {Validators} from "../support/Validators.sol";
import {VaultStory} from "./VaultStory.sol";

/// Random users, relayers, validators and lockers, and one of two tokens that sometimes refuses to move. A step may be
/// refused by the vault; what must hold afterwards is in Vault.invariant.t.sol.
contract VaultHandler is VaultStory {
    FalseToken[2] public tokens;
    uint256 public immutable STARTED = START;
    mapping(bytes4 selector => uint256) public accepted;

    Validators private _nextHot;
    Validators private _nextCold;
    bytes[] private _stagedData;
    uint8[] private _stagedKinds;
    uint256 private _seed = 1_000;

    function setUp() public override {
        vm.warp(START);
        vm.roll(1_000);
        tokens = [new FalseToken(), new FalseToken()];
        hot = makeSet(1, 4, 1_000);
        cold = makeSet(2, 4, 1_000);
        lockers = [address(0x10C1), address(0x10C2), address(0x10C3)];
        vm.recordLogs();
        vault = deploy(config());
        rolling = vault.DOMAIN_SEPARATOR();
        _readEvents();
        for (uint256 i; i < 2; ++i) {
            tokens[i].mint(alice, 1e24);
            vm.prank(alice);
            tokens[i].approve(address(vault), type(uint256).max);
        }
        lastEpoch = vault.epoch();
        lastCreatedAt = vault.currentSet().createdAt;
    }

    function theVault() external view returns (address) {
        return address(vault);
    }

    function config() internal view override returns (Config memory c) {
        c.hubSalt = HUB_SALT;
        c.maxSetAge = 14 days;
        c.rotationDelay = 60;
        c.disputeBlocks = 2;
        c.lockThreshold = 2;
        c.aggregateCap = 1_500_000e6;
        c.aggregateRate = 150e6;
        c.initialSet = update(FIRST_EPOCH, hot, cold);
        c.lockers = lockers;
        c.tokens = new TokenConfig[](2);
        c.tokens[0] = tokenConfig(address(tokens[0]), 6);
        c.tokens[1] = tokenConfig(address(tokens[1]), 6);
    }

    function attempt(bytes memory data) private returns (bool ok) {
        (ok,) = address(vault).call(data);
        if (ok) ++accepted[bytes4(data)];
        else vm.getRecordedLogs(); // the recorder keeps what a reverted call had emitted
    }

    // ------------------------------------------------------------------------------------------------------ the world

    function passTime(uint32 rawSeconds, uint8 blocks) external told {
        vm.warp(block.timestamp + within(rawSeconds, 1, 12 hours));
        vm.roll(block.number + within(blocks, 1, 20));
    }

    function changeMood(bool hostile) external told {
        tokens[0].setHostile(hostile);
    }

    function donate(bool which, uint64 amount) external told {
        tokens[which ? 1 : 0].mint(address(vault), amount);
    }

    function putMoney(bool which, uint64 amount, uint160 account) external told {
        uint128 value = uint128(within(amount, 0, 3_000_000e6));
        vm.prank(alice);
        attempt(abi.encodeCall(vault.deposit, (address(tokens[which ? 1 : 0]), bytes32(uint256(account)), value)));
    }

    // -------------------------------------------------------------------------------------------------- the hot quorum

    /// Mostly new ids; now and then one that was used, with another amount.
    function takeMoney(uint256 seed, uint8 rawSize) external told {
        uint256 size = within(rawSize, 1, 6);
        Item[] memory items = new Item[](size);
        for (uint256 i; i < size; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            uint256 id = r % 7 == 0 && _lastId > 0 ? within(r >> 8, 1, _lastId) : ++_lastId;
            uint256 most = r % 5 == 0 ? 400_000e6 : 90_000e6;
            items[i] = item(id, address(tokens[(r >> 16) & 1]), payee(id), within(r >> 32, 0, most));
        }
        BatchHeader memory h = header();
        attempt(abi.encodeCall(vault.submitWithdrawals, (h, items, sign(hot, batchDigest(h, items)))));
    }

    function expireBatch(uint8 rawSize) external told {
        uint256 size = within(rawSize, 1, 3);
        BatchHeader memory h = header();
        h.notBefore -= 2 hours;
        h.deadline -= 2 hours;
        Item[] memory items = batchOf(_lastId + 1, size, USDC);
        _lastId += uint64(size);
        attempt(abi.encodeCall(vault.expireSigned, (h, items, (1 << size) - 1, sign(hot, batchDigest(h, items)))));
    }

    function requestRotation(uint8 rawSize) external told {
        uint256 size = within(rawSize, 4, 6);
        Validators memory newHot = makeSet(++_seed, size, 12_000 / size);
        Validators memory newCold = makeSet(++_seed, size, 12_000 / size);
        SetUpdate memory u = update(vault.epoch() + 1, newHot, newCold);
        u.hubHeight = uint64(_seed);
        if (!attempt(abi.encodeCall(vault.requestRotation, (u, sign(hot, typed(rotationHash(u))))))) return;
        (_nextHot, _nextCold) = (newHot, newCold);
    }

    // --------------------------------------------------------------------------------------------------------- anybody

    function finalizeRotation() external told {
        if (!attempt(abi.encodeCall(vault.finalizeRotation, ()))) return;
        hot = _nextHot;
        cold = _nextCold;
    }

    function finalize(uint256 which, uint256 select) external told {
        if (_lists.length == 0) return;
        QueuedItem[] memory list = _lists[which % _lists.length];
        attempt(abi.encodeCall(vault.finalize, (list, within(select, 1, (1 << list.length) - 1))));
    }

    function expireQueued(uint256 which, uint256 select) external told {
        if (_lists.length == 0) return;
        QueuedItem[] memory list = _lists[which % _lists.length];
        attempt(abi.encodeCall(vault.expireQueued, (list, within(select, 1, (1 << list.length) - 1))));
    }

    function claim(uint256 which) external told {
        attempt(abi.encodeCall(vault.claim, (_findClaimable(which))));
    }

    function renounce(uint256 which) external told {
        Item memory it = _findClaimable(which);
        vm.prank(it.to);
        attempt(abi.encodeCall(vault.renounce, (it)));
    }

    /// The first claimable item from a random one on, or just a random one.
    function _findClaimable(uint256 which) private view returns (Item memory) {
        for (uint256 i; i < _lastId; ++i) {
            uint64 id = uint64(1 + (which % _lastId + i) % _lastId);
            if (vault.status(WithdrawalId.wrap(id)) == Status.CLAIMABLE) return _taken[id];
        }
        return _taken[_lastId == 0 ? 0 : uint64(1 + which % _lastId)];
    }

    function applyAction(uint256 which) external told {
        if (_stagedKinds.length == 0) return;
        which %= _stagedKinds.length;
        attempt(abi.encodeCall(vault.applyAction, (_stagedKinds[which], _stagedData[which])));
    }

    // ---------------------------------------------------------------------------------------- lockers and the cold set

    function lock(uint8 who, uint8 scope) external told {
        vm.prank(lockers[who % 3]);
        attempt(abi.encodeCall(vault.lock, (scope % 4)));
    }

    function unlock(bool) external told {
        Validators memory newHot = makeSet(++_seed, 4, 1_000);
        Validators memory newCold = makeSet(++_seed, 4, 1_000);
        SetUpdate memory u = update(vault.epoch() + 1, newHot, newCold);
        bytes32 structHash = unlockHash(vault.coldNonce(), coldDeadline(), u);
        if (!attempt(abi.encodeCall(vault.emergencyUnlock, (u, auth(structHash))))) return;
        (hot, cold) = (newHot, newCold);
    }

    function cancelSome(uint256 which) external told {
        WithdrawalId[] memory ids = new WithdrawalId[](2);
        if (which % 3 == 0) ++_lastId; // one that was never signed
        ids[0] = WithdrawalId.wrap(which % 3 == 0 ? _lastId : uint64(within(which, 0, _lastId)));
        ids[1] = WithdrawalId.wrap(uint64(within(which >> 64, 0, _lastId)));
        attempt(
            abi.encodeCall(vault.cancelWithdrawals, (ids, auth(cancelHash(vault.coldNonce(), coldDeadline(), ids))))
        );
    }

    /// Limits move between a tenth of what they were at first and that.
    function setToken(bool which, uint8 tenths, bool paused) external told {
        TokenConfig memory t = tokenConfig(address(tokens[which ? 1 : 0]), 6);
        t.cap = t.cap / 10 * uint128(within(tenths, 1, 10));
        t.instantMax = t.cap / 10;
        t.rate = t.rate / 10 * uint128(within(tenths, 1, 10));
        t.flags = paused ? 7 : 3;
        submitAction(1, abi.encode(t));
    }

    function setAggregate(uint8 tenths) external told {
        uint64 part = uint64(within(tenths, 1, 10));
        submitAction(2, abi.encode(150_000e6 * part, 15e6 * part));
    }

    function setLocker(uint8 who, bool active, uint8 threshold) external told {
        submitAction(3, lockerData(lockers[who % 3], active, threshold % 5));
    }

    function submitAction(uint8 kind, bytes memory data) private {
        if (!attempt(abi.encodeCall(vault.submitAction, (kind, data, actionAuth(kind, data))))) return;
        if (vault.stagedAt(actionHashOf(kind, data)) == 0) return;
        _stagedKinds.push(kind);
        _stagedData.push(data);
    }
}

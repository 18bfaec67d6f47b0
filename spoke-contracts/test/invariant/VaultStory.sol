// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {Item, LockState, QueuedItem, SetInfo, Status, WithdrawalId} from "../../src/VaultTypes.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

/// What the vault says in its events, kept from outside as a hub would: the hash chain, money in and out, every id.
abstract contract VaultStory is VaultFixture {
    bytes32 public rolling;
    uint64 public nonce;
    mapping(address token => uint256) public deposited;
    mapping(address token => uint256) public paid;
    mapping(address token => uint256) public paidAtOnce;
    mapping(uint64 id => uint256) public payments;
    uint64 public lastEpoch;
    uint64 public lastCreatedAt;

    bool public nonceBroken;
    bool public finalStatusChanged;
    bool public epochJumped;
    bool public movedWhileLocked;

    uint64 internal _lastId;
    mapping(uint64 id => Item) internal _taken;
    mapping(uint64 id => Status) private _lastStatus;
    QueuedItem[][] internal _lists;

    /// Wraps every step: events are read after it, and nothing that is final may have changed.
    modifier told() {
        bool locked = outflowLocked();
        vm.recordLogs();
        _;
        bool moved = _readEvents();
        if (locked && moved) movedWhileLocked = true;
        for (uint64 id = 1; id <= _lastId; ++id) {
            Status current = vault.status(WithdrawalId.wrap(id));
            if (_lastStatus[id] >= Status.PAID && current != _lastStatus[id]) finalStatusChanged = true;
            _lastStatus[id] = current;
        }
        SetInfo memory set = vault.currentSet();
        if (set.epoch > lastEpoch + 1 || set.epoch < lastEpoch || set.createdAt < lastCreatedAt) epochJumped = true;
        (lastEpoch, lastCreatedAt) = (set.epoch, set.createdAt);
    }

    function outflowLocked() public view returns (bool) {
        LockState memory l = vault.lockState();
        return l.hardScope & 1 != 0 || block.timestamp < l.softUntil;
    }

    function lastId() external view returns (uint64) {
        return _lastId;
    }

    function takenItem(uint64 id) external view returns (Item memory) {
        return _taken[id];
    }

    /// @return moved Whether money left by anything but a claim.
    function _readEvents() internal returns (bool moved) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bool newList = true;
        for (uint256 i; i < logs.length; ++i) {
            Vm.Log memory log = logs[i];
            if (log.emitter != address(vault) || log.topics.length != 3) continue;
            if (uint256(log.topics[1]) != uint256(nonce) + 1) nonceBroken = true;
            ++nonce;
            bytes32 inner = keccak256(abi.encodePacked(log.topics[0], log.topics[1], log.topics[2], log.data));
            rolling = keccak256(abi.encodePacked(rolling, inner));

            bytes32 kind = log.topics[0];
            if (kind == ISpokeVault.Deposit.selector) {
                (address token,,, uint128 amount) = abi.decode(log.data, (address, address, address, uint128));
                deposited[token] += amount;
            } else if (kind == ISpokeVault.WithdrawalQueued.selector) {
                if (newList) _lists.push();
                newList = false;
                _lists[_lists.length - 1].push(_entryOf(log));
            } else if (kind == ISpokeVault.WithdrawalExecuted.selector) {
                QueuedItem memory entry = _entryOf(log);
                _pay(entry);
                if (_lastStatus[WithdrawalId.unwrap(entry.id)] == Status.NONE) paidAtOnce[entry.token] += entry.amount;
                moved = true;
            } else if (kind == ISpokeVault.WithdrawalPushFailed.selector) {
                _entryOf(log);
            } else if (kind == ISpokeVault.WithdrawalClaimed.selector) {
                _pay(_entryOf(log));
            }
        }
    }

    function _pay(QueuedItem memory entry) private {
        paid[entry.token] += entry.amount;
        ++payments[WithdrawalId.unwrap(entry.id)];
    }

    /// Events 2 to 5 have one shape. The item is remembered: it is what may be claimed later.
    function _entryOf(Vm.Log memory log) private returns (QueuedItem memory q) {
        uint64 id = uint64(uint256(log.topics[2]));
        q.id = WithdrawalId.wrap(id);
        uint256 last;
        (q.token, q.to, q.amount, q.hubRef, last) = abi.decode(log.data, (address, address, uint128, bytes32, uint256));
        q.readyAt = uint64(last); // or the submitter, of which nobody asks
        _taken[id] = Item(q.id, q.token, q.to, q.amount, q.hubRef);
    }
}

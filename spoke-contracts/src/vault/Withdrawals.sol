// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {BatchHeader, ColdAuth, Item, QueuedItem, Quorum, Status, WithdrawalId} from "../VaultTypes.sol";
import {
    EXPIRY,
    FLAG_OUTFLOW_PAUSED,
    MAX_AMOUNT,
    MAX_BATCH_WINDOW,
    MAX_CANCEL_IDS,
    MAX_ITEMS,
    MIN_GAS_BEFORE_PUSH,
    PUSH_GAS,
    SKIP_AMOUNT,
    SKIP_ESCROW,
    SKIP_ID,
    SKIP_RECIPIENT,
    SKIP_STATE,
    SKIP_TOKEN
} from "../VaultLimits.sol";
import {Buckets} from "../libraries/Buckets.sol";
import {EventStream} from "../libraries/EventStream.sol";
import {SignedData} from "../libraries/SignedData.sol";
import {StatusMap} from "../libraries/StatusMap.sol";
import {TokenCalls} from "../libraries/TokenCalls.sol";
import {Delays, Flow, Limits, TokenState} from "../libraries/TokenWords.sol";
import {VaultState} from "./VaultState.sol";

/// @title Money out: signed batches, the queue, claims and tombstones.
/// Only `_book` lowers escrow, together with a status that says paid.
/// spec: bridge-abi §2, §4
abstract contract Withdrawals is VaultState {
    using EventStream for EventStream.Stream;
    using StatusMap for StatusMap.Map;
    using StatusMap for StatusMap.Word;
    using StatusMap for WithdrawalId;

    uint256 private constant ITEM_BYTES = 160;
    uint256 private constant QUEUED_BYTES = 192;
    /// Data words of the events 2 to 5: token, to, amount, hubRef, and readyAt or submitter.
    uint256 private constant ITEM_DATA_WORDS = 5;

    // -------------------------------------------------------------------------------------------------- signed batch

    function submitWithdrawals(BatchHeader calldata header, Item[] calldata items, Quorum calldata quorum)
        external
        override
        nonReentrant
    {
        _requireHomeChain();
        _requireOutflowOpen();
        if (block.timestamp < header.notBefore) revert BatchNotYetValid();
        if (block.timestamp > header.deadline) revert BatchExpired();
        _checkBatch(header, items, quorum);

        EventStream.Stream memory stream = _openStream();
        Aggregate memory aggregate = _leakedAggregate();
        // the entries this batch queues, one after another: what a caller of finalize must present
        uint256 list = _reserve(items.length * QUEUED_BYTES);
        uint256 listEnd = list;
        for (uint256 i; i < items.length; ++i) {
            listEnd = _submitItem(stream, aggregate, items[i], listEnd);
        }
        _aggregate = aggregate;
        _closeStream(stream);
        if (listEnd != list) queuedAt[_hashRange(list, listEnd)] = uint64(block.number);
    }

    function expireSigned(BatchHeader calldata header, Item[] calldata items, uint256 select, Quorum calldata quorum)
        external
        override
        nonReentrant
    {
        _requireHomeChain();
        if (block.timestamp <= header.deadline) revert BatchNotExpired();
        _checkBatch(header, items, quorum);
        _checkSelection(select, items.length);

        EventStream.Stream memory stream = _openStream();
        for (uint256 i; i < items.length; ++i) {
            if ((select >> i) & 1 == 0) continue;
            WithdrawalId id = items[i].id;
            StatusMap.Word storage word = _statuses.wordOf(id);
            if (!id.isIssuable() || word.get(id) != Status.NONE) continue;
            _tombstone(stream, word, id, Status.EXPIRED, WithdrawalExpired.selector);
        }
        _closeStream(stream);
    }

    /// Errors: WrongEpoch, BadWindow, BatchSize, SetTooOld, then the quorum errors.
    function _checkBatch(BatchHeader calldata header, Item[] calldata items, Quorum calldata quorum) private view {
        if (header.epoch != epoch) revert WrongEpoch(epoch, header.epoch);
        if (header.deadline <= header.notBefore || header.deadline - header.notBefore > MAX_BATCH_WINDOW) {
            revert BadWindow();
        }
        _checkSize(items.length, MAX_ITEMS);
        _checkHot(quorum, SignedData.batchHash(header, items));
    }

    /// Skips, pays or queues one item.
    /// @return End of the list of queued entries, which may have grown by one.
    function _submitItem(
        EventStream.Stream memory stream,
        Aggregate memory aggregate,
        Item calldata item,
        uint256 listEnd
    ) private returns (uint256) {
        (uint8 reason, TokenState storage state, Flow flow, StatusMap.Word storage word) = _admit(item);
        if (reason != 0) {
            emit ItemSkipped(item.id, reason);
            return listEnd;
        }
        _loadItem(stream, item);
        uint256 readyAt;
        (readyAt, flow) = _take(state, flow, aggregate, stream.data2);
        if (readyAt == 0) {
            _push(stream, state, flow, word);
            return listEnd;
        }
        state.flow = flow;
        word.set(_loadedId(stream), Status.QUEUED);
        stream.data4 = readyAt;
        stream.append(WithdrawalQueued.selector, ITEM_DATA_WORDS);
        return _appendEntry(stream, listEnd);
    }

    /// Why an item cannot be taken, zero if it can; and what was read to tell. The order of the tests is part of the ABI.
    function _admit(Item calldata item)
        private
        view
        returns (uint8 reason, TokenState storage state, Flow flow, StatusMap.Word storage word)
    {
        (WithdrawalId id, address token, address to) = (item.id, item.token, item.to);
        uint256 amount = item.amount;
        state = _tokens[token];
        flow = state.flow;
        word = _statuses.wordOf(id);
        if (!id.isIssuable()) reason = SKIP_ID;
        else if (word.get(id) != Status.NONE) reason = SKIP_STATE;
        else if (to == address(0) || to == address(this) || to == token) reason = SKIP_RECIPIENT;
        else if (amount == 0 || amount > MAX_AMOUNT) reason = SKIP_AMOUNT;
        else if (!flow.isKnown() || flow.flags() & FLAG_OUTFLOW_PAUSED != 0) reason = SKIP_TOKEN;
        else if (flow.escrow() < amount) reason = SKIP_ESCROW;
    }

    /// Adds an accepted item to both buckets, saturating: what is over the limit stacks as debt. Writes nothing.
    /// @return readyAt Zero to pay at once, else the first second at which the item may be finalised.
    /// @return taken `flow` with the new use.
    function _take(TokenState storage state, Flow flow, Aggregate memory aggregate, uint256 amount)
        private
        view
        returns (uint256 readyAt, Flow taken)
    {
        (Limits limits, Delays delays) = (state.limits, state.delays);
        uint256 used = Buckets.add(flow.used(limits), amount, MAX_AMOUNT);
        taken = flow.withUsed(used); // saturated
        uint256 usdUsed = Buckets.value(amount, limits.weight(), flow.decimals());
        usdUsed = Buckets.add(aggregate.used, usdUsed, type(uint64).max);
        // forge-lint: disable-next-line(unsafe-typecast)
        aggregate.used = uint64(usdUsed); // saturated
        if (used <= limits.cap() && usdUsed <= aggregate.cap && amount <= delays.instantMax()) return (0, taken);
        readyAt = Buckets.drainTime(used, limits.cap(), limits.rate());
        readyAt = _max(readyAt, Buckets.drainTime(usdUsed, aggregate.cap, aggregate.rate));
        readyAt = _max(readyAt, delays.dispute());
        if (readyAt > delays.maxDelay()) readyAt = delays.maxDelay();
        readyAt += block.timestamp;
    }

    // --------------------------------------------------------------------------------------------------------- queue

    function finalize(QueuedItem[] calldata list, uint256 select) external override nonReentrant {
        _requireOutflowOpen();
        uint256 readyBlock = _checkQueue(list, select) + _disputeBlocks;
        // forge-lint: disable-next-line(unsafe-typecast)
        if (block.number < readyBlock) revert NotReadyBlock(uint64(readyBlock)); // a block number plus at most 10^5
        // after an unlock there is time to cancel what was forged before it
        uint256 earliest = _unlockedAt == 0 ? 0 : _unlockedAt + _rotationDelay;

        EventStream.Stream memory stream = _openStream();
        for (uint256 i; i < list.length; ++i) {
            if ((select >> i) & 1 == 0) continue;
            QueuedItem calldata entry = list[i];
            StatusMap.Word storage word = _statuses.wordOf(entry.id);
            if (word.get(entry.id) != Status.QUEUED) continue;
            uint256 readyAt = _max(entry.readyAt, earliest);
            // forge-lint: disable-next-line(unsafe-typecast)
            if (block.timestamp < readyAt) revert NotReady(entry.id, uint64(readyAt)); // a time plus at most 30 d
            TokenState storage state = _tokens[entry.token];
            Flow flow = state.flow;
            if (flow.flags() & FLAG_OUTFLOW_PAUSED != 0 || flow.escrow() < entry.amount) continue;
            _loadEntry(stream, entry);
            _push(stream, state, flow, word);
        }
        _closeStream(stream);
    }

    function expireQueued(QueuedItem[] calldata list, uint256 select) external override nonReentrant {
        _checkQueue(list, select);
        EventStream.Stream memory stream = _openStream();
        for (uint256 i; i < list.length; ++i) {
            if ((select >> i) & 1 == 0) continue;
            QueuedItem calldata entry = list[i];
            StatusMap.Word storage word = _statuses.wordOf(entry.id);
            if (word.get(entry.id) != Status.QUEUED) continue;
            uint256 expiresAt = entry.readyAt + EXPIRY;
            // forge-lint: disable-next-line(unsafe-typecast)
            if (block.timestamp <= expiresAt) revert NotExpired(entry.id, uint64(expiresAt)); // a time plus 37 d
            _tombstone(stream, word, entry.id, Status.EXPIRED, WithdrawalExpired.selector);
        }
        _closeStream(stream);
    }

    /// Errors: BatchSize, BadSelection, UnknownQueue.
    /// @return Block in which the list was queued.
    function _checkQueue(QueuedItem[] calldata list, uint256 select) private view returns (uint256) {
        _checkSize(list.length, MAX_ITEMS);
        _checkSelection(select, list.length);
        uint256 since = queuedAt[SignedData.listHash(list)];
        if (since == 0) revert UnknownQueue();
        return since;
    }

    // ------------------------------------------------------------------------------------------------- claimable items

    function claim(Item calldata item) external override nonReentrant {
        EventStream.Stream memory stream = _openStream();
        StatusMap.Word storage word = _checkClaimable(stream, item);
        TokenState storage state = _tokens[item.token];
        Flow flow = state.flow;
        if (flow.escrow() < item.amount) revert InsufficientEscrow();
        _book(state, flow, word, item.id, item.amount, Status.CLAIMED);
        if (!TokenCalls.tryTransfer(item.token, item.to, item.amount, gasleft())) revert TransferFailed();
        stream.data4 = uint160(msg.sender);
        stream.append(WithdrawalClaimed.selector, ITEM_DATA_WORDS);
        _closeStream(stream);
    }

    function renounce(Item calldata item) external override nonReentrant {
        EventStream.Stream memory stream = _openStream();
        StatusMap.Word storage word = _checkClaimable(stream, item);
        if (msg.sender != item.to) revert NotRecipient();
        _tombstone(stream, word, item.id, Status.EXPIRED, WithdrawalExpired.selector);
        _closeStream(stream);
    }

    /// Loads the item into the record. Errors: NotClaimable, WrongItem.
    /// @return word The word that holds its status.
    function _checkClaimable(EventStream.Stream memory stream, Item calldata item)
        private
        view
        returns (StatusMap.Word storage word)
    {
        word = _statuses.wordOf(item.id);
        if (word.get(item.id) != Status.CLAIMABLE) revert NotClaimable(item.id);
        _loadItem(stream, item);
        if (_claimable[item.id] != _hashItem(stream)) revert WrongItem(item.id);
    }

    // --------------------------------------------------------------------------------------------------------- cancel

    function cancelWithdrawals(WithdrawalId[] calldata ids, ColdAuth calldata auth) external override nonReentrant {
        _checkSize(ids.length, MAX_CANCEL_IDS);
        _checkCold(auth, SignedData.cancelHash(ids, auth));
        EventStream.Stream memory stream = _openStream();
        for (uint256 i; i < ids.length; ++i) {
            WithdrawalId id = ids[i];
            StatusMap.Word storage word = _statuses.wordOf(id);
            // NONE, QUEUED and CLAIMABLE come before the final states
            if (!id.isIssuable() || word.get(id) > Status.CLAIMABLE) continue;
            _tombstone(stream, word, id, Status.CANCELLED, WithdrawalCancelled.selector);
        }
        _closeStream(stream);
    }

    // ---------------------------------------------------------------------------------------------------------- parts

    /// Pays the item in the record or makes it claimable; never fails because of the token.
    /// The caller has checked that the escrow suffices. Error: InsufficientGas.
    function _push(EventStream.Stream memory stream, TokenState storage state, Flow flow, StatusMap.Word storage word)
        private
    {
        if (gasleft() < MIN_GAS_BEFORE_PUSH) revert InsufficientGas();
        WithdrawalId id = _loadedId(stream);
        address token = address(uint160(stream.data0));
        uint256 amount = stream.data2;
        stream.data4 = uint160(msg.sender);
        bytes32 topic0 = WithdrawalExecuted.selector;
        _book(state, flow, word, id, amount, Status.PAID);
        if (!TokenCalls.tryTransfer(token, address(uint160(stream.data1)), amount, PUSH_GAS)) {
            state.flow = flow; // the escrow as it was
            word.set(id, Status.CLAIMABLE);
            _claimable[id] = _hashItem(stream);
            topic0 = WithdrawalPushFailed.selector;
        }
        stream.append(topic0, ITEM_DATA_WORDS);
    }

    /// Final status and lower escrow, always together and before the token is called. The escrow suffices.
    function _book(
        TokenState storage state,
        Flow flow,
        StatusMap.Word storage word,
        WithdrawalId id,
        uint256 amount,
        Status value
    ) private {
        word.set(id, value);
        unchecked {
            state.flow = flow.withEscrow(flow.escrow() - amount); // the caller compared them
        }
    }

    function _tombstone(
        EventStream.Stream memory stream,
        StatusMap.Word storage word,
        WithdrawalId id,
        Status value,
        bytes32 topic0
    ) private {
        word.set(id, value);
        stream.key = WithdrawalId.unwrap(id);
        stream.append(topic0, 0);
    }

    /// Error: BatchSize.
    function _checkSize(uint256 size, uint256 limit) private pure {
        if (size == 0 || size > limit) revert BatchSize();
    }

    /// `size` is at most 100. Error: BadSelection.
    function _checkSelection(uint256 select, uint256 size) private pure {
        if (select == 0 || select >> size != 0) revert BadSelection();
    }

    /// Key and first four data words of the record are the item's words.
    function _loadItem(EventStream.Stream memory stream, Item calldata item) private pure {
        uint256 fields = stream.fields();
        assembly ("memory-safe") {
            calldatacopy(fields, item, ITEM_BYTES)
        }
    }

    /// Id of the item in the record: its words were decoded before they were loaded.
    function _loadedId(EventStream.Stream memory stream) private pure returns (WithdrawalId) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return WithdrawalId.wrap(uint64(stream.key));
    }

    function _loadEntry(EventStream.Stream memory stream, QueuedItem calldata entry) private pure {
        uint256 fields = stream.fields();
        assembly ("memory-safe") {
            calldatacopy(fields, entry, ITEM_BYTES)
        }
    }

    /// H of the five words of the item in the record.
    function _hashItem(EventStream.Stream memory stream) private pure returns (bytes32 hash) {
        uint256 fields = stream.fields();
        assembly ("memory-safe") {
            hash := keccak256(fields, ITEM_BYTES)
        }
    }

    /// Key and data of a WithdrawalQueued record are the six words of its queue entry.
    function _appendEntry(EventStream.Stream memory stream, uint256 end) private pure returns (uint256) {
        uint256 fields = stream.fields();
        assembly ("memory-safe") {
            mcopy(end, fields, QUEUED_BYTES)
        }
        unchecked {
            return end + QUEUED_BYTES; // a memory address
        }
    }

    /// Takes `size` bytes of memory; they cost gas only when written.
    function _reserve(uint256 size) private pure returns (uint256 start) {
        assembly ("memory-safe") {
            start := mload(0x40)
            mstore(0x40, add(start, size))
        }
    }

    function _hashRange(uint256 from, uint256 to) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(from, sub(to, from))
        }
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Fixed limits of the vault. Times in seconds. spec: bridge-abi §1

uint256 constant MAX_ITEMS = 100;
uint256 constant MAX_SET = 128;
uint256 constant MIN_SET = 4;
uint256 constant MAX_LOCKERS = 16;
uint256 constant MAX_CANCEL_IDS = 256;
uint256 constant MAX_CONSTRUCTOR_TOKENS = 32;

// Gas a pushed transfer may use. A hundred pushes that burn all of it stay below the 2^24 gas of EIP-7825.
uint256 constant PUSH_GAS = 100_000;
// Left before a push: the stipend survives the 63/64 rule, and there is enough to record the outcome.
uint256 constant MIN_GAS_BEFORE_PUSH = PUSH_GAS * 64 / 63 + 10_000;

uint256 constant MAX_BATCH_WINDOW = 7 days;
uint256 constant EXPIRY = 7 days;
uint256 constant LOOSEN_DELAY = 48 hours;
uint256 constant SUCCESSOR_DELAY = 7 days;
uint256 constant STAGE_TTL = 7 days;
uint256 constant SOFT_LOCK = 6 hours;
uint256 constant SOFT_LOCK_PAUSE = 18 hours;
uint256 constant LOCK_ROUND = 24 hours;
uint256 constant CLOCK_SKEW = 15 minutes;

// Largest token amount anywhere in configuration, escrow or bucket.
uint256 constant MAX_AMOUNT = type(uint96).max;
uint256 constant MAX_DECIMALS = 30;
uint256 constant MAX_MAX_DELAY = 30 days;
uint256 constant MIN_DISPUTE = 60 seconds;
uint256 constant MIN_MAX_SET_AGE = 1 days;
uint256 constant MAX_MAX_SET_AGE = 21 days;
uint256 constant MIN_ROTATION_DELAY = 60 seconds;
uint256 constant MAX_ROTATION_DELAY = 7 days;
uint256 constant MAX_DISPUTE_BLOCKS = 100_000;

// Ids from here on belong to a later vault (bridge-abi §8).
uint64 constant RESERVED_IDS = 1 << 63;

uint8 constant FLAG_DEPOSITS = 1;
uint8 constant FLAG_PERMIT = 2;
uint8 constant FLAG_OUTFLOW_PAUSED = 4;

uint8 constant SCOPE_OUTFLOW = 1;
uint8 constant SCOPE_INFLOW = 2;

uint8 constant ACTION_SET_TOKEN = 1;
uint8 constant ACTION_SET_AGGREGATE = 2;
uint8 constant ACTION_SET_LOCKER = 3;
uint8 constant ACTION_SET_SUCCESSOR = 4;

uint8 constant SKIP_STATE = 1;
uint8 constant SKIP_ID = 2;
uint8 constant SKIP_RECIPIENT = 3;
uint8 constant SKIP_AMOUNT = 4;
uint8 constant SKIP_TOKEN = 5;
uint8 constant SKIP_ESCROW = 6;
